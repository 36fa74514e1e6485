import { describe, test } from "vitest";
import { type AuthorityCommand, authority } from "../../../domain/authority/decider.ts";
import type { AuthorityEvent } from "../../../domain/authority/events.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { type KeyCommand, key } from "../../../domain/key/decider.ts";
import type { KeyEvent } from "../../../domain/key/events.ts";
import { type OcspCommand, ocsp } from "../../../domain/ocsp/decider.ts";
import { expectDecided } from "../../support/spec.ts";

const module = { kind: "softkey", manufacturer: "", model: "", tokenLabel: "", tokenSerial: "" };
const plan = { algorithm: "ec-p256", purpose: "authority", authority: "ca" } as const;
const planned: KeyEvent = { type: "KeyPlanned", body: plan };
const generated: KeyEvent = { type: "KeyGenerated", body: { spki: "AA", module } };

describe("key", () => {
  test.for<{ name: string; given: KeyEvent[]; when: KeyCommand; then: string | string[] }>([
    { name: "is planned", given: [], when: { type: "Plan", ...plan }, then: ["KeyPlanned"] },
    { name: "is planned once", given: [planned], when: { type: "Plan", ...plan }, then: "key.exists" },
    {
      name: "is generated when planned",
      given: [planned],
      when: { type: "RecordGenerated", spki: "AA", module },
      then: ["KeyGenerated"],
    },
    {
      name: "is not generated unplanned",
      given: [],
      when: { type: "RecordGenerated", spki: "AA", module },
      then: "key.unknown",
    },
    {
      name: "the same again adds nothing",
      given: [planned, generated],
      when: { type: "RecordGenerated", spki: "AA", module },
      then: [],
    },
    {
      name: "another under its id is refused",
      given: [planned, generated],
      when: { type: "RecordGenerated", spki: "BB", module },
      then: "key.exists",
    },
  ])("$name", ({ given, when, then }) => expectDecided(key, given, when, then));
});

const [k1, k2, hex] = ["1".repeat(32), "2".repeat(32), "0".repeat(32)];
const create = { kind: "root", name: "AA", issuer: hex, key: k1, parent: null, request: hex } as const;
const certify = {
  key: k1,
  certificate: { issuer: hex, serial: "01" as never },
  der: "AA",
  digest: "D".repeat(43) as never,
  notAfter: "2036-01-01T00:00:00.000Z" as Instant,
};
const renewed: AuthorityEvent = { type: "AuthorityRequestRenewed", body: { request: k2 } };
const created: AuthorityEvent = { type: "AuthorityCreated", body: create };
const certified: AuthorityEvent = { type: "AuthorityCertified", body: certify };

describe("authority", () => {
  test.for<{ name: string; given: AuthorityEvent[]; when: AuthorityCommand; then: string | string[] }>([
    { name: "is created", given: [], when: { type: "Create", ...create }, then: ["AuthorityCreated"] },
    { name: "is created once", given: [created], when: { type: "Create", ...create }, then: "authority.exists" },
    {
      name: "is certified",
      given: [created],
      when: { type: "RecordCertified", ...certify },
      then: ["AuthorityCertified"],
    },
    {
      name: "is certified through a later request too",
      given: [created, renewed],
      when: { type: "RecordCertified", ...certify },
      then: ["AuthorityCertified"],
    },
    {
      name: "the same again adds nothing",
      given: [created, certified],
      when: { type: "RecordCertified", ...certify },
      then: [],
    },
    {
      name: "another certificate is refused",
      given: [created, certified],
      when: { type: "RecordCertified", ...certify, digest: "E".repeat(43) as never },
      then: "authority.exists",
    },
    {
      name: "a certificate for another key is refused",
      given: [created],
      when: { type: "RecordCertified", ...certify, key: k2 },
      then: "certificate.wrong-content",
    },
    {
      name: "its request is renewed",
      given: [created],
      when: { type: "RenewRequest", request: k2 },
      then: ["AuthorityRequestRenewed"],
    },
    {
      name: "certified, it needs no request",
      given: [created, certified],
      when: { type: "RenewRequest", request: k2 },
      then: "authority.exists",
    },
    {
      name: "an unknown one has none",
      given: [],
      when: { type: "RenewRequest", request: k2 },
      then: "authority.unknown",
    },
    {
      name: "an unknown one is not certified",
      given: [],
      when: { type: "RecordCertified", ...certify },
      then: "authority.unknown",
    },
  ])("$name", ({ given, when, then }) => expectDecided(authority, given, when, then));
});

describe("ocsp", () => {
  const record: OcspCommand = {
    type: "RecordCertified",
    authority: "ca",
    responderKey: k1,
    der: "AA",
    digest: certify.digest,
    notAfter: certify.notAfter,
  };
  const { type: _, ...body } = record;
  test.for<{ name: string; given: number; when: OcspCommand; then: string[] }>([
    { name: "a responder is certified", given: 0, when: record, then: ["ResponderCertified"] },
    { name: "the same again adds nothing", given: 1, when: record, then: [] },
    {
      name: "another takes its place",
      given: 1,
      when: { ...record, digest: "E".repeat(43) as never },
      then: ["ResponderCertified"],
    },
  ])("$name", ({ given, when, then }) =>
    expectDecided(ocsp, given === 0 ? [] : [{ type: "ResponderCertified" as const, body }], when, then),
  );
});
