import { generateKeyPairSync, X509Certificate } from "node:crypto";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertificate } from "../../../domain/pki/certificate.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { fillValidity } from "../../../domain/pki/tbs-certificate.ts";
import { builtInProfiles } from "../../../domain/policy/built-in.ts";
import { instantiate, type Wish } from "../../../domain/policy/instantiate.ts";
import type { Candidate } from "../../../domain/policy/lint/planning/candidate.ts";
import { PLANNING_RULES } from "../../../domain/policy/lint/planning-rules.ts";
import { findingsOf } from "../../../domain/policy/lint/rule.ts";
import { type Profile, ProfileSchema } from "../../../domain/policy/profile.ts";

const spkiOf = (curve: string) =>
  new Uint8Array(generateKeyPairSync("ec", { namedCurve: curve }).publicKey.export({ format: "der", type: "spki" }));
const spki = spkiOf("P-256");
const now = "2026-06-01T00:00:00.000Z" as Instant;
const issuer = {
  name: encodeName([{ type: "CN", value: "CA" }]),
  spki: spkiOf("P-256"),
  urls: { crl: "http://pki.test/crl/k/0.crl", ocsp: "http://pki.test/ocsp", certificate: "http://pki.test/aia/k.cer" },
  notAfter: "2048-01-01T00:00:00.000Z" as Instant,
};
const profile = (id: string): Profile => {
  const found = builtInProfiles.find((p) => p.id === id);
  if (found === undefined) throw new TypeError("no such profile");
  return found;
};
const serial = "40".repeat(16);
const wish: Wish = {
  subject: [{ type: "CN", value: "www.example.test" }],
  names: [{ kind: "dns", value: "www.example.test" }],
  spki,
};

test.for(builtInProfiles)("$id is a profile, and there is one of its id", (p) => {
  expect(v.safeParse(ProfileSchema, p).issues).toBeUndefined();
  expect(builtInProfiles.filter((q) => q.id === p.id).length).toBe(1);
});

/** What each built-in profile puts into a certificate, as node reads it. */
test.for([
  { id: "root-authority", names: [], ca: true, eku: undefined, aia: undefined },
  { id: "issuing-authority", names: [], ca: true, eku: undefined, aia: true },
  { id: "ocsp-responder", names: [], ca: false, eku: ["1.3.6.1.5.5.7.3.9"], aia: undefined },
  { id: "tls-server", names: wish.names, ca: false, eku: ["1.3.6.1.5.5.7.3.1"], aia: true },
  {
    id: "tls-client",
    names: [{ kind: "email" as const, value: "a@b.test" }],
    ca: false,
    eku: ["1.3.6.1.5.5.7.3.2"],
    aia: true,
  },
])("$id", ({ id, names, ca, eku, aia }) => {
  const from = id === "root-authority" ? { ...issuer, name: encodeName(wish.subject), spki } : issuer;
  const { tbs, findings } = expectOk(instantiate(profile(id), { ...wish, names }, from, serial, now));
  expect(findings).toEqual([]);
  const whole = expectOk(fillValidity(tbs, { notBefore: now, notAfter: issuer.notAfter }));
  const cert = new X509Certificate(
    encodeCertificate(whole, "ecdsa-sha256", Uint8Array.from([0x30, 6, 2, 1, 1, 2, 1, 1])),
  );
  expect([cert.ca, cert.keyUsage, cert.infoAccess !== undefined]).toEqual([ca, eku, aia ?? false]);
  expect(cert.serialNumber).toBe(serial.toUpperCase());
});

test.for<{ name: string; id: string; change: Partial<Wish>; code: string }>([
  {
    name: "an attribute that is not allowed",
    id: "tls-server",
    change: { subject: [{ type: "L", value: "Berlin" }] },
    code: "profile.violated",
  },
  {
    name: "an attribute twice",
    id: "tls-server",
    change: {
      subject: [
        { type: "CN", value: "a" },
        { type: "CN", value: "b" },
      ],
    },
    code: "profile.violated",
  },
  {
    name: "a required attribute missing",
    id: "tls-client",
    change: { subject: [], names: [] },
    code: "profile.violated",
  },
  {
    name: "a name of another kind",
    id: "tls-server",
    change: { names: [{ kind: "email", value: "a@b.test" }] },
    code: "profile.violated",
  },
  { name: "no name where one is needed", id: "tls-server", change: { names: [] }, code: "profile.violated" },
  {
    name: "too many names",
    id: "tls-client",
    change: { names: Array.from({ length: 5 }, (_, i) => ({ kind: "email" as const, value: `a${i}@b.test` })) },
    code: "profile.violated",
  },
  {
    name: "a curve that the profile does not allow",
    id: "tls-server",
    change: { spki: spkiOf("secp256k1") },
    code: "csr.unsupported-key",
  },
])("$name is refused", ({ id, change, code }) => {
  expect(instantiate(profile(id), { ...wish, ...change }, issuer, serial, now)).toMatchObject({ error: { code } });
});

describe("what is judged of a plan", () => {
  const sound: Candidate = { serial, profile: profile("tls-server"), latestNotAfter: issuer.notAfter, plannedAt: now };
  const judge = (candidate: Candidate) => findingsOf(PLANNING_RULES, candidate, undefined);
  test("a sound candidate breaks no rule", () => expect(judge(sound)).toEqual([]));

  test.for<{ rule: string; change: Partial<Candidate>; severity: string }>([
    { rule: "serial-entropy", change: { serial: "40".repeat(15) }, severity: "error" },
    { rule: "serial-entropy", change: { serial: "40".repeat(21) }, severity: "error" },
    { rule: "within-issuer", change: { latestNotAfter: "2026-06-02T00:00:00.000Z" as Instant }, severity: "warning" },
  ])("$rule is broken and says so", ({ rule, change, severity }) => {
    expect(judge({ ...sound, ...change })).toMatchObject([{ rule, severity }]);
  });

  test("what the certificate would break is found too", () => {
    const odd = { ...wish, names: [{ kind: "dns" as const, value: "xn--a.example.test" }] };
    expect(expectOk(instantiate(profile("tls-server"), odd, issuer, serial, now)).findings).toMatchObject([
      { rule: "dns-name-a-labels-are-valid", severity: "error" },
    ]);
  });
});
