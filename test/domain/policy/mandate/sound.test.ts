/** What a mandate needs before anybody signs it. */
import { describe, expect, test } from "vitest";
import { toBase64url } from "../../../../domain/kernel/bytes.ts";
import type { Instant } from "../../../../domain/kernel/instant.ts";
import { soundMandate } from "../../../../domain/policy/mandate/sound.ts";
import type { Mandate } from "../../../../domain/policy/mandate.ts";
import type { Profile } from "../../../../domain/policy/profile.ts";
import { makeLeaf } from "../../pki/sample.ts";
import { CA, mandateOf, now, profileOf, TLS_SERVER } from "./case.ts";

describe("a mandate that can be granted", () => {
  const sound = (change: Partial<Mandate>, profile: Profile | undefined = TLS_SERVER) => {
    const result = soundMandate(mandateOf(change), profile, now);
    return result.ok ? "sound" : result.error.code;
  };
  test.for<{ name: string; change: Partial<Mandate>; profile?: Profile; then: string }>([
    { name: "is within its profile", change: {}, then: "sound" },
    { name: "may begin later", change: { notBefore: "2026-06-15T00:00:00.000Z" as Instant }, then: "sound" },
    {
      name: "is not for a version that is not in force",
      change: { profile: { id: "tls-server", version: 2 } },
      then: "profile.unknown",
    },
    {
      name: "is not for authorities",
      change: { profile: { id: "issuing-authority", version: 1 } },
      profile: profileOf("issuing-authority"),
      then: "mandate.unsound",
    },
    {
      name: "is not for roots",
      change: { profile: { id: "root-authority", version: 1 } },
      profile: profileOf("root-authority"),
      then: "mandate.unsound",
    },
    {
      name: "is not for responders",
      change: { profile: { id: "ocsp-responder", version: 1 } },
      profile: profileOf("ocsp-responder"),
      then: "mandate.unsound",
    },
    {
      name: "is not for a subscriber's profile marked CA",
      change: {},
      profile: { ...TLS_SERVER, basicConstraints: { isCa: true } },
      then: "mandate.unsound",
    },
    {
      name: "is not for a usage of authorities",
      change: {},
      profile: { ...TLS_SERVER, keyUsage: ["cRLSign"] },
      then: "mandate.unsound",
    },
    { name: "has no keys that the profile refuses", change: { keyAlgorithms: ["ml-dsa-44"] }, then: "mandate.unsound" },
    {
      name: "has no subtree that is everything",
      change: { subtrees: [{ kind: "dns", value: "." }] },
      then: "mandate.unsound",
    },
    { name: "has the certificate of an authority", change: { issuer: "AAAA" }, then: "mandate.unsound" },
    {
      name: "nor that of somebody else",
      change: { issuer: toBase64url(makeLeaf(CA)) },
      then: "mandate.unsound",
    },
    { name: "is not over", change: { notAfter: now }, then: "mandate.unsound" },
    {
      name: "ends after it begins",
      change: { notBefore: "2026-07-02T00:00:00.000Z" as Instant },
      then: "mandate.unsound",
    },
    {
      name: "ends before its authority",
      change: { notAfter: "2050-01-01T00:00:00.000Z" as Instant },
      then: "mandate.unsound",
    },
  ])("$name", ({ change, profile, then }) => {
    expect(sound(change, profile)).toBe(then);
  });
});
