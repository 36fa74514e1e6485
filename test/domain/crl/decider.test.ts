import { test } from "vitest";
import { type CrlCommand, crl } from "../../../domain/crl/decider.ts";
import type { CrlEvent } from "../../../domain/crl/events.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { expectDecided } from "../../support/spec.ts";

const body = (number: string) => ({
  number,
  authority: "ca",
  thisUpdate: "2026-01-01T00:00:00.000Z" as Instant,
  nextUpdate: "2026-01-08T00:00:00.000Z" as Instant,
  entries: 0,
  tbs: "A".repeat(43) as never,
  applied: "start",
});
const publication = (number: string, blob = "B") => ({
  number,
  blob: blob.repeat(43) as never,
  sizeBytes: 1,
  sequence: 1,
});
const prepared = (n: string): CrlEvent => ({ type: "CrlPrepared", body: body(n) });
const published = (n: string): CrlEvent => ({ type: "CrlPublished", body: publication(n) });
const abandoned = (n: string): CrlEvent => ({ type: "CrlAbandoned", body: { number: n, code: "x" } });
const prepare = (n: string, gap = 0): CrlCommand => ({ type: "Prepare", gap, ...body(n) });

test.for<{ name: string; given: CrlEvent[]; when: CrlCommand; then: string | string[] }>([
  { name: "the first number is 1", given: [], when: prepare("1"), then: ["CrlPrepared"] },
  { name: "no other", given: [], when: prepare("2"), then: "crl.not-prepared" },
  {
    name: "the next follows the last",
    given: [prepared("1"), published("1")],
    when: prepare("2"),
    then: ["CrlPrepared"],
  },
  {
    name: "after a gap it jumps",
    given: [prepared("7"), published("7")],
    when: prepare("4294967297", 1),
    then: ["CrlPrepared"],
  },
  {
    name: "and does not go on as if nothing were lost",
    given: [prepared("7"), published("7")],
    when: prepare("8", 1),
    then: "crl.not-prepared",
  },
  {
    name: "jumps once for each gap",
    given: [prepared("4294967297"), published("4294967297")],
    when: prepare("4294967298", 1),
    then: ["CrlPrepared"],
  },
  {
    name: "and further for a gap of a higher number",
    given: [prepared("4294967297"), published("4294967297")],
    when: prepare("12884901889", 3),
    then: ["CrlPrepared"],
  },
  {
    name: "a number is not used again",
    given: [prepared("1"), published("1")],
    when: prepare("1"),
    then: "crl.not-prepared",
  },
  {
    name: "not even after a failure",
    given: [prepared("1"), abandoned("1")],
    when: prepare("1"),
    then: "crl.not-prepared",
  },
  {
    name: "after a failure comes the next",
    given: [prepared("1"), abandoned("1")],
    when: prepare("2"),
    then: ["CrlPrepared"],
  },
  { name: "one is made at a time", given: [prepared("1")], when: prepare("2"), then: "crl.not-prepared" },
  {
    name: "a list must last",
    given: [],
    when: { ...prepare("1"), nextUpdate: "2026-01-01T00:00:00.000Z" } as CrlCommand,
    then: "validity.out-of-bounds",
  },
  {
    name: "what was prepared is published",
    given: [prepared("1")],
    when: { type: "RecordPublished", ...publication("1") },
    then: ["CrlPublished"],
  },
  {
    name: "publishing the same again adds nothing",
    given: [prepared("1"), published("1")],
    when: { type: "RecordPublished", ...publication("1") },
    then: [],
  },
  {
    name: "publishing other bytes is refused",
    given: [prepared("1"), published("1")],
    when: { type: "RecordPublished", ...publication("1", "C") },
    then: "crl.not-prepared",
  },
  {
    name: "nothing is published that was not prepared",
    given: [],
    when: { type: "RecordPublished", ...publication("1") },
    then: "crl.not-prepared",
  },
  {
    name: "what was abandoned is not published",
    given: [prepared("1"), abandoned("1")],
    when: { type: "RecordPublished", ...publication("1") },
    then: "crl.not-prepared",
  },
  {
    name: "abandoning twice adds nothing",
    given: [prepared("1"), abandoned("1")],
    when: { type: "Abandon", number: "1", code: "x" },
    then: [],
  },
])("$name", ({ given, when, then }) => expectDecided(crl, given, when, then));
