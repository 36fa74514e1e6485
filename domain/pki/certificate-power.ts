/** What a certificate lets its key say about others: who has such a key can harm everybody who trusts the issuer. */
import { OID } from "../der/oid.ts";
import type { Result } from "../kernel/result.ts";
import { parseBasicConstraints } from "./extension/basic-constraints.ts";
import { parseExtendedKeyUsage } from "./extension/extended-key-usage.ts";
import type { Extension } from "./extension/extension.ts";
import { parseKeyUsage } from "./extension/key-usage.ts";

/** To issue certificates, to revoke by CRL, to answer OCSP. RFC 5280 §4.2.1.3, §4.2.1.9; RFC 6960 §4.2.2.2. */
export type Power = "issue" | "revoke" | "answer";

/** Whether the extension gives it. One that cannot be read here may be read elsewhere: it gives what it could give. */
const gives = <T>(
  extensions: readonly Extension[],
  oid: string,
  parse: (value: Uint8Array) => Result<T>,
  does: (value: T) => boolean,
): boolean => {
  const extension = extensions.find((e) => e.oid === oid);
  if (extension === undefined) return false;
  const parsed = parse(extension.value);
  return !parsed.ok || does(parsed.value);
};

export const powersOf = (extensions: readonly Extension[]): readonly Power[] => {
  const isAuthority = gives(extensions, OID.basicConstraints, parseBasicConstraints, (b) => b.isCa);
  const may = (usage: "keyCertSign" | "cRLSign"): boolean =>
    gives(extensions, OID.keyUsage, parseKeyUsage, (usages) => usages.includes(usage));
  const answers = gives(extensions, OID.extendedKeyUsage, parseExtendedKeyUsage, (p) => p.includes("ocspSigning"));
  return [
    ...(isAuthority || may("keyCertSign") ? (["issue"] as const) : []),
    ...(may("cRLSign") ? (["revoke"] as const) : []),
    ...(answers ? (["answer"] as const) : []),
  ];
};
