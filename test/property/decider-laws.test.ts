/** The laws of domain/kernel/decider.ts, for every aggregate, over random sequences of commands. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { type AuthorityCommand, authority } from "../../domain/authority/decider.ts";
import { type CertificateCommand, certificate } from "../../domain/certificate/decider.ts";
import { REASONS } from "../../domain/certificate/events.ts";
import { type CrlCommand, crl } from "../../domain/crl/decider.ts";
import type { Decider } from "../../domain/kernel/decider.ts";
import { fold } from "../../domain/kernel/decider.ts";
import { addSeconds, type Instant } from "../../domain/kernel/instant.ts";
import { plainMaterial } from "../../domain/kernel/sealed.ts";
import { type KeyCommand, key } from "../../domain/key/decider.ts";
import { type OcspCommand, ocsp } from "../../domain/ocsp/decider.ts";
import { type RequestCommand, request } from "../../domain/request/decider.ts";
import { planOf, submissionOf } from "../support/plan.ts";

const T0 = "2026-01-01T00:00:00.000Z" as Instant;
const digest = fc.constantFrom("A", "B").map((c) => c.repeat(43) as never);
const instant = fc.integer({ min: 0, max: 1_000_000 }).map((s) => addSeconds(T0, s));
const by = fc.constantFrom("officer:alice", "service:web");
const material = fc.constant(plainMaterial(Uint8Array.of(1)));
const hex32 = "0".repeat(32);

const certificateCommand: fc.Arbitrary<CertificateCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Prepare" as const),
    key: fc.constant(hex32),
    shard: fc.constant(0),
    request: fc.constant(hex32),
    plan: digest,
    authority: fc.constant("ca"),
    issuer: fc.constant(hex32),
    serial: fc.constant("01" as never),
    profile: fc.constant({ id: "p", version: 1 }),
    notBefore: instant,
    notAfter: instant,
    tbs: material,
  }),
  fc.record({ type: fc.constant("RecordIssued" as const), der: material, digest, sequence: fc.nat() }),
  fc.record({ type: fc.constant("Abandon" as const), code: fc.constant("x") }),
  fc.record({
    type: fc.constant("Revoke" as const),
    reason: fc.constantFrom(...REASONS),
    invalidSince: fc.option(instant),
    now: instant,
    by,
  }),
  fc.record({ type: fc.constantFrom("Hold" as const, "Release" as const), now: instant, by }),
);

const crlCommand: fc.Arbitrary<CrlCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Prepare" as const),
    number: fc.integer({ min: 1, max: 5 }).map(String),
    authority: fc.constant("ca"),
    thisUpdate: instant,
    nextUpdate: instant,
    entries: fc.nat(),
    tbs: digest,
    applied: fc.constant("start"),
  }),
  fc.record({
    type: fc.constant("RecordPublished" as const),
    number: fc.integer({ min: 1, max: 5 }).map(String),
    blob: digest,
    sizeBytes: fc.nat(),
    sequence: fc.nat(),
  }),
  fc.record({
    type: fc.constant("Abandon" as const),
    number: fc.integer({ min: 1, max: 5 }).map(String),
    code: fc.constant("x"),
  }),
);

const module = { kind: "softkey", manufacturer: "", model: "", tokenLabel: "", tokenSerial: "" };
const keyCommand: fc.Arbitrary<KeyCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Plan" as const),
    algorithm: fc.constant("ec-p256" as const),
    purpose: fc.constantFrom("authority" as const, "responder" as const),
    authority: fc.constant("ca"),
  }),
  fc.record({
    type: fc.constant("RecordGenerated" as const),
    spki: fc.constantFrom("AA", "BB"),
    module: fc.constant(module),
  }),
);

const place = { issuer: hex32, serial: "01" as never };
const authorityCommand: fc.Arbitrary<AuthorityCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Create" as const),
    kind: fc.constant("root" as const),
    name: fc.constant("AA"),
    issuer: fc.constant(hex32),
    key: fc.constant(hex32),
    parent: fc.constant(null),
    request: fc.constant(hex32),
  }),
  fc.record({
    type: fc.constant("RecordCertified" as const),
    key: fc.constantFrom(hex32, "1".repeat(32)),
    certificate: fc.constant(place),
    der: fc.constant("AA"),
    digest,
    notAfter: instant,
  }),
);

const ocspCommand: fc.Arbitrary<OcspCommand> = fc.record({
  type: fc.constant("RecordCertified" as const),
  authority: fc.constant("ca"),
  responderKey: fc.constant(hex32),
  der: fc.constant("AA"),
  digest,
  notAfter: instant,
});

const requestCommand: fc.Arbitrary<RequestCommand> = fc.oneof(
  fc.constant({ type: "Submit" as const, submission: submissionOf(), plan: planOf() }),
  fc.record({ type: fc.constant("Cancel" as const), by }),
  fc.constant({ type: "RecordFulfilled" as const, certificate: place, issued: "00000000-0000-8000-8000-000000000000" }),
  fc.record({ type: fc.constant("RecordFailed" as const), code: fc.constant("x") }),
);

type Any = Decider<unknown, unknown, unknown>;
const AGGREGATES: readonly {
  readonly name: string;
  readonly aggregate: Any;
  readonly commands: fc.Arbitrary<readonly unknown[]>;
}[] = [
  { name: "certificate", aggregate: certificate as Any, commands: fc.array(certificateCommand, { maxLength: 12 }) },
  { name: "crl", aggregate: crl as Any, commands: fc.array(crlCommand, { maxLength: 12 }) },
  { name: "key", aggregate: key as Any, commands: fc.array(keyCommand, { maxLength: 6 }) },
  { name: "authority", aggregate: authority as Any, commands: fc.array(authorityCommand, { maxLength: 6 }) },
  { name: "ocsp", aggregate: ocsp as Any, commands: fc.array(ocspCommand, { maxLength: 6 }) },
  { name: "request", aggregate: request as Any, commands: fc.array(requestCommand, { maxLength: 8 }) },
];

const freeze = <T>(x: T): T => {
  if (typeof x !== "object" || x === null || ArrayBuffer.isView(x)) return x;
  for (const v of Object.values(x)) freeze(v);
  return Object.freeze(x);
};

/** Plays commands; frozen inputs make any mutation a throw. Returns every event. */
const play = (
  { initial, decide, evolve }: Any,
  commands: readonly unknown[],
): { readonly events: readonly unknown[]; readonly state: unknown } => {
  let state = freeze(initial);
  const events: unknown[] = [];
  for (const command of commands) {
    const decided = decide(freeze(command), state);
    if (!decided.ok) continue;
    for (const event of decided.value) {
      events.push(event);
      state = freeze(evolve(state, freeze(event)));
    }
  }
  return { events, state };
};

describe.for(AGGREGATES)("$name", ({ aggregate, commands }) => {
  test.prop([commands])(
    "decides without mutating, evolves what it decides, and folds to the same state",
    (sequence) => {
      const { events, state } = play(aggregate, sequence);
      expect(fold(aggregate, events)).toEqual(state);
      expect(fold(aggregate, events)).toEqual(fold(aggregate, structuredClone(events)));
    },
  );

  test.prop([commands])("decides the same when asked the same in the same state", (sequence) => {
    const { state } = play(aggregate, sequence);
    for (const command of sequence) {
      const first = aggregate.decide(command, state);
      const second = aggregate.decide(command, state);
      expect(second).toEqual(first);
    }
  });
});

test.prop([fc.array(crlCommand, { maxLength: 30 })])("CRL numbers strictly grow", (sequence) => {
  const numbers = play(crl as Any, sequence).events.flatMap((e) =>
    (e as { type: string }).type === "CrlPrepared" ? [BigInt((e as { body: { number: string } }).body.number)] : [],
  );
  expect(numbers.every((n, i) => i === 0 || n > (numbers[i - 1] ?? 0n))).toBe(true);
});

test.prop([fc.array(certificateCommand, { maxLength: 30 })])(
  "a certificate is issued at most once, and once revoked it stays revoked",
  (sequence) => {
    const { events, state } = play(certificate as Any, sequence);
    const types = events.map((e) => (e as { type: string }).type);
    expect(types.filter((t) => t === "CertificateIssued").length).toBeLessThanOrEqual(1);
    if (types.includes("CertificateRevoked")) expect((state as { status: { is: string } }).status.is).toBe("revoked");
  },
);
