import { expect, test } from "vitest";
import type { Alarm } from "../../domain/ports/event-store.ts";
import { untold } from "../../http/alarms.ts";

const alarm = (kind: Alarm["kind"], n: number): Alarm => ({ kind, stream: "*", position: `${n}` as Alarm["position"] });
const ALARMS = [alarm("access", 1), alarm("scavenged", 2), alarm("hidden", 3), alarm("access", 4), alarm("deleted", 5)];

test.for<{ name: string; seen: string | undefined; told: readonly number[] }>([
  { name: "nothing was looked at: all, grave ones first", seen: undefined, told: [3, 5, 1, 2, 4] },
  { name: "some were looked at: later ones, and what is grave", seen: "2", told: [3, 5, 4] },
  { name: "all were looked at: what is grave is told for ever", seen: "9", told: [3, 5] },
])("$name", ({ seen, told }) => {
  expect(untold(ALARMS, seen).map((a) => Number(a.position))).toEqual(told);
});
