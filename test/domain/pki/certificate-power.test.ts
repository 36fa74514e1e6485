import { expect, test } from "vitest";
import { OID } from "../../../domain/der/oid.ts";
import { type Power, powersOf } from "../../../domain/pki/certificate-power.ts";
import { basicConstraints } from "../../../domain/pki/extension/basic-constraints.ts";
import { extendedKeyUsage } from "../../../domain/pki/extension/extended-key-usage.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { keyUsage } from "../../../domain/pki/extension/key-usage.ts";

const broken = (oid: string): Extension => ({ oid, critical: false, value: Uint8Array.of(0x30, 1) });

test.for<{ name: string; extensions: readonly Extension[]; powers: readonly Power[] }>([
  { name: "nothing at all", extensions: [], powers: [] },
  {
    name: "a server",
    extensions: [basicConstraints({ isCa: false }), keyUsage(["digitalSignature"]), extendedKeyUsage(["serverAuth"])],
    powers: [],
  },
  { name: "an authority", extensions: [basicConstraints({ isCa: true })], powers: ["issue"] },
  { name: "a key that signs certificates, whatever else", extensions: [keyUsage(["keyCertSign"])], powers: ["issue"] },
  { name: "a key that signs CRLs", extensions: [keyUsage(["cRLSign"])], powers: ["revoke"] },
  { name: "a responder", extensions: [extendedKeyUsage(["ocspSigning"])], powers: ["answer"] },
  {
    name: "all of it",
    extensions: [basicConstraints({ isCa: true }), keyUsage(["cRLSign"]), extendedKeyUsage(["ocspSigning"])],
    powers: ["issue", "revoke", "answer"],
  },
  { name: "constraints that cannot be read", extensions: [broken(OID.basicConstraints)], powers: ["issue"] },
  { name: "a usage that cannot be read", extensions: [broken(OID.keyUsage)], powers: ["issue", "revoke"] },
  { name: "purposes that cannot be read", extensions: [broken(OID.extendedKeyUsage)], powers: ["answer"] },
])("$name", ({ extensions, powers }) => expect(powersOf(extensions)).toEqual(powers));
