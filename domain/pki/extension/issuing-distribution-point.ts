/** id-ce-issuingDistributionPoint, 2.5.29.28. RFC 5280 §5.2.5. */
import { OID } from "../../der/oid.ts";
import { malformed, must, readDer } from "../../der/reader.ts";
import { implicit, sequence } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { encodePointName, type PointName, readPointName } from "./distribution-point.ts";
import type { Extension } from "./extension.ts";
import { encodeReasonFlags, type ReasonFlag, readReasonFlags } from "./reason-flags.ts";

/** Which certificates a CRL is about. RFC 5280 §5.2.5: at most one of the three "only" may be set. */
export type CrlScope = {
  /** Those whose cRLDistributionPoints have one of these names; all of the issuer when absent. */
  readonly name?: PointName | undefined;
  readonly only?: "user" | "authority" | "attribute" | undefined;
  /** All when absent. */
  readonly reasons?: readonly ReasonFlag[] | undefined;
  /** Entries may be about certificates of other issuers. */
  readonly isIndirect?: boolean | undefined;
};

/** [1], [2] and [5] of IssuingDistributionPoint. */
const ONLY = { user: 1, authority: 2, attribute: 5 } as const;
const TRUE = Uint8Array.of(0xff);
const flag = (n: number): Uint8Array => implicit(n, false, TRUE);

/** Critical. A scope that says nothing is a Defect: RFC 5280 §5.2.5 forbids an empty sequence. */
export const issuingDistributionPoint = ({ name, only, reasons, isIndirect }: CrlScope): Extension => {
  if (name === undefined && only === undefined && reasons === undefined && !isIndirect)
    throw new TypeError("a scope that says nothing");
  return {
    oid: OID.issuingDistributionPoint,
    critical: true,
    value: sequence(
      ...(name === undefined ? [] : [encodePointName(name)]),
      ...(only === "user" || only === "authority" ? [flag(ONLY[only])] : []),
      ...(reasons === undefined ? [] : [encodeReasonFlags(0x83, reasons)]),
      ...(isIndirect ? [flag(4)] : []),
      ...(only === "attribute" ? [flag(ONLY.attribute)] : []),
    ),
  };
};

/** Refuses `der.malformed`. */
export const parseIssuingDistributionPoint = (value: Uint8Array): Result<CrlScope> =>
  readDer(value, (r) => {
    const idp = r.sequence();
    const name = idp.peek() === 0xa0 ? readPointName(idp) : undefined;
    const isSet = (n: number): boolean => {
      const element = idp.optional(0x80 | n);
      if (element === undefined) return false;
      if (element.content.length !== 1 || element.content[0] !== 0xff) malformed("a flag that is not set");
      return true;
    };
    const [user, authority] = [isSet(1), isSet(2)];
    const flags = idp.optional(0x83);
    const reasons = flags && readReasonFlags(flags.content);
    const isIndirect = isSet(4);
    const attribute = isSet(5);
    idp.end();
    const chosen = (["user", "authority", "attribute"] as const).filter((_, i) => [user, authority, attribute][i]);
    if (chosen.length > 1) malformed("a list about two kinds of certificates only");
    if (name === undefined && chosen.length === 0 && reasons === undefined && !isIndirect)
      malformed("a scope that says nothing");
    return { name, only: chosen[0], reasons, isIndirect };
  });

export const scopeOf = (extensions: readonly Extension[]): CrlScope | undefined => {
  const found = extensions.find((e) => e.oid === OID.issuingDistributionPoint);
  return found && must(parseIssuingDistributionPoint(found.value));
};
