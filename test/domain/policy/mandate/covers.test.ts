/** Which certificates a mandate covers: from their bytes, whatever is said about them. */
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { sequence, utf8String } from "../../../../domain/der/writer.ts";
import type { Instant } from "../../../../domain/kernel/instant.ts";
import { basicConstraints } from "../../../../domain/pki/extension/basic-constraints.ts";
import { extendedKeyUsage } from "../../../../domain/pki/extension/extended-key-usage.ts";
import { keyUsage } from "../../../../domain/pki/extension/key-usage.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import { makeRoot } from "../../pki/sample.ts";
import { type Case, dn, judge, profileOf, TLS_SERVER, WWW } from "./case.ts";

test("what it is for is covered", () => {
  expect(judge({}).ok).toBe(true);
});

const without = (oid_: string) => WWW.extensions.filter((e) => e.oid !== oid_);
const rsa = (bits: number) =>
  new Uint8Array(generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ format: "der", type: "spki" }));

describe("nothing else is", () => {
  test.for<Case & { name: string; detail: RegExp }>([
    { name: "before its time", at: "2026-04-30T23:59:59.999Z", detail: /in force/ },
    { name: "after its time", at: "2026-07-01T00:00:00.001Z", detail: /in force/ },
    { name: "from another authority", wanted: { authority: "other-ca" }, detail: /another authority/ },
    { name: "by another key", wanted: { key: "d".repeat(32) }, detail: /another key/ },
    { name: "under another profile", wanted: { profile: { id: "tls-client", version: 1 } }, detail: /another profile/ },
    { name: "under another version", wanted: { profile: { id: "tls-server", version: 2 } }, detail: /version/ },
    { name: "when the profile has changed", profile: { ...TLS_SERVER, version: 2 }, detail: /not in force/ },
    { name: "for somebody else", wanted: { requester: "service:mallory" }, detail: /requester/ },
    { name: "for an officer", wanted: { requester: "officer:alice" }, detail: /requester/ },
    { name: "longer than the profile says", wanted: { durationSeconds: 10 * 365 * 86_400 }, detail: /validity/ },
    { name: "backdated more than it says", wanted: { backdateSeconds: 172_800 }, detail: /validity/ },
    {
      name: "beyond the authority's own end",
      wanted: { latestNotAfter: "2050-01-01T00:00:00.000Z" as Instant },
      detail: /outlive/,
    },
    { name: "for an authority", wanted: { purpose: { for: "authority" } }, detail: /subscribers/ },
    { name: "for a responder", wanted: { purpose: { for: "responder" } }, detail: /subscribers/ },
    {
      name: "under a profile of authorities, though the mandate names it",
      mandate: { profile: { id: "issuing-authority", version: 1 } },
      wanted: { profile: { id: "issuing-authority", version: 1 } },
      profile: profileOf("issuing-authority"),
      detail: /subscribers/,
    },
    {
      name: "an authority under a subscriber's profile",
      fields: { ...WWW, extensions: [basicConstraints({ isCa: true }), ...without("2.5.29.19")] },
      detail: /makes an authority/,
    },
    {
      name: "a key that may sign certificates",
      fields: { ...WWW, extensions: [keyUsage(["digitalSignature", "keyCertSign"]), ...without("2.5.29.15")] },
      detail: /makes an authority/,
    },
    {
      name: "a key that may sign CRLs",
      fields: { ...WWW, extensions: [keyUsage(["cRLSign"]), ...without("2.5.29.15")] },
      detail: /makes an authority/,
    },
    {
      name: "a key that may answer for the authority",
      fields: { ...WWW, extensions: [extendedKeyUsage(["ocspSigning"]), ...without("2.5.29.37")] },
      detail: /speaks for one/,
    },
    {
      name: "basic constraints that nobody can read",
      fields: { ...WWW, extensions: [rawExtension("2.5.29.19", true, utf8String("?")), ...without("2.5.29.19")] },
      detail: /makes an authority/,
    },
    { name: "another issuer's name", fields: { ...WWW, issuer: dn("CN=Root") }, detail: /another issuer/ },
    { name: "another kind of key", fields: { ...WWW, spki: rsa(2048) }, detail: /kind of key/ },
    { name: "a key that cannot be read", fields: { ...WWW, spki: sequence() }, detail: /kind of key/ },
    {
      name: "under an authority's certificate that is another's",
      mandate: { issuer: Buffer.from(makeRoot().der).toString("base64url") },
      detail: /another issuer/,
    },
  ])("$name", ({ detail, ...given }) => {
    expect(judge(given)).toMatchObject({
      error: { code: "mandate.not-covering", detail: expect.stringMatching(detail) },
    });
  });
});
