import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { addSeconds, type Instant } from "../../../domain/kernel/instant.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { checkLedger } from "../../../domain/process/check-ledger.ts";
import { changeGovernance } from "../../../domain/process/found.ts";
import { publishCrl } from "../../../domain/process/publish-crl.ts";
import { endings, readTerms, type Term } from "../../../domain/process/terms.ts";
import { endingText } from "../../../http/ending-text.ts";
import { grant, suspend } from "../../support/mandate.ts";
import { signedChange } from "../../support/officer.ts";
import { LEDGER, makeWorld, OPERATOR, type World, withHierarchy } from "../../support/world.ts";

const DAY = 86_400;
const now = "2026-06-01T00:00:00.000Z" as Instant;
const term = (kind: Term["kind"], days: number, noticeDays: number): Term => ({
  kind,
  of: "x",
  notAfter: addSeconds(now, days * DAY),
  noticeSeconds: noticeDays * DAY,
});

test.for<{ name: string; term: Term; is: "far" | "soon" | "ended" }>([
  { name: "further away than its notice", term: term("responder", 31, 30), is: "far" },
  { name: "within its notice", term: term("responder", 30, 30), is: "soon" },
  { name: "on its last second", term: term("token", 0, 30), is: "soon" },
  { name: "over", term: term("authority", -1, 365), is: "ended" },
])("an end that is $name", ({ term: t, is }) => {
  const [found] = endings([t], now);
  expect(found === undefined ? "far" : found.hasEnded ? "ended" : "soon").toBe(is);
  if (found !== undefined) expect(endingText(found)).toMatch(found.hasEnded ? /has ended 2026/ : / ends 2026/);
});

test("the first to end comes first", () => {
  const found = endings([term("token", 20, 30), term("crl", -1, 2), term("authority", 3, 365)], now);
  expect(found.map((e) => e.kind)).toEqual(["crl", "authority", "token"]);
});

const issueToken = async (world: World, holder: string, days: number): Promise<string> => {
  const notAfter = addSeconds(world.clock.now(), days * DAY);
  const change = {
    type: "IssueToken",
    token: { id: randomUUID(), digest: "A".repeat(43) as never, holder, notAfter },
  } as const;
  const approvals = signedChange(LEDGER, change, [world.alice, world.bob]);
  expectOk(await changeGovernance(world.ports, OPERATOR, randomUUID(), change, approvals));
  return change.token.id;
};

test("read by the server and by a check of the whole ledger they are the same", async () => {
  const world = await withHierarchy(await makeWorld());
  for (const authority of world.ports.queries.authorities()) expectOk(await publishCrl(world.ports, authority, 0));
  await issueToken(world, "service:web", 5);
  await issueToken(world, "service:web", 200);
  const ended = await issueToken(world, "service:old", 400);
  const end = { type: "RevokeToken", token: ended } as const;
  expectOk(await changeGovernance(world.ports, OPERATOR, randomUUID(), end, signedChange(LEDGER, end, [world.alice])));

  const notAfter = addSeconds(world.clock.now(), 40 * DAY);
  await grant(world, { id: "web", notAfter });
  await grant(world, { id: "stopped", notAfter });
  await suspend(world, "stopped");

  const days = (t: Term): string =>
    `${t.kind} ${t.of} ${Math.round((Date.parse(t.notAfter) - Date.parse(world.clock.now())) / 1000 / DAY)}`;
  const terms = await readTerms(world.ports);
  expect(terms.map(days).sort()).toEqual([
    "authority root 7300",
    "authority web-ca 3650",
    "crl root 90",
    "crl web-ca 7",
    "mandate web 40",
    "responder web-ca 90",
    // The longest of its two; and the one that was revoked is nobody's concern.
    "token service:web 200",
  ]);
  const byName = (a: Term, b: Term): number => (days(a) < days(b) ? -1 : 1);
  expect([...(await checkLedger(world.store)).terms].sort(byName)).toEqual([...terms].sort(byName));
  expect(endings(terms, world.clock.now())).toEqual([]);
});
