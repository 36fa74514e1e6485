/** id-ce-issuingDistributionPoint, 2.5.29.28. RFC 5280 §5.2.5. */
import { OID } from "../../der/oid.ts";
import { malformed, must, readDer } from "../../der/reader.ts";
import { implicit, sequence } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { distributionPointName } from "./crl-distribution-points.ts";
import type { Extension } from "./extension.ts";
import { readUriOfPoint } from "./uri-of-point.ts";

/** Which certificates a CRL is about. RFC 5280 §5.2.5: at most one of the three "only" may be set. */
export type CrlScope = {
  /** Those whose cRLDistributionPoints name this URL; all of the issuer when absent. */
  readonly uri?: string | undefined;
  readonly only?: "user" | "authority" | "attribute" | undefined;
  /** Entries may be about certificates of other issuers. */
  readonly isIndirect?: boolean | undefined;
};

/** [1], [2] and [5] of IssuingDistributionPoint; [3] (some reasons) is not written: a list is about all of them. */
const ONLY = { user: 1, authority: 2, attribute: 5 } as const;
const TRUE = Uint8Array.of(0xff);
const flag = (n: number): Uint8Array => implicit(n, false, TRUE);

/** Critical. A scope that says nothing is a Defect: RFC 5280 §5.2.5 forbids an empty sequence. */
export const issuingDistributionPoint = ({ uri, only, isIndirect }: CrlScope): Extension => {
  if (uri === undefined && only === undefined && !isIndirect) throw new TypeError("a scope that says nothing");
  return {
    oid: OID.issuingDistributionPoint,
    critical: true,
    value: sequence(
      ...(uri === undefined ? [] : [distributionPointName(uri)]),
      ...(only === "user" || only === "authority" ? [flag(ONLY[only])] : []),
      ...(isIndirect ? [flag(4)] : []),
      ...(only === "attribute" ? [flag(ONLY.attribute)] : []),
    ),
  };
};

/** Refuses `der.malformed`, also for lists about some reasons only, which nothing here could judge by. */
export const parseIssuingDistributionPoint = (value: Uint8Array): Result<CrlScope> =>
  readDer(value, (r) => {
    const idp = r.sequence();
    const uri = idp.peek() === 0xa0 ? readUriOfPoint(idp) : undefined;
    const isSet = (n: number): boolean => {
      const element = idp.optional(0x80 | n);
      if (element === undefined) return false;
      if (element.content.length !== 1 || element.content[0] !== 0xff) malformed("a flag that is not set");
      return true;
    };
    const [user, authority] = [isSet(1), isSet(2)];
    if (idp.peek() === 0x83) malformed("a list about some reasons only");
    const isIndirect = isSet(4);
    const attribute = isSet(5);
    idp.end();
    const chosen = (["user", "authority", "attribute"] as const).filter((_, i) => [user, authority, attribute][i]);
    if (chosen.length > 1) malformed("a list about two kinds of certificates only");
    if (uri === undefined && chosen.length === 0 && !isIndirect) malformed("a scope that says nothing");
    return { uri, only: chosen[0], isIndirect };
  });

export const scopeOf = (extensions: readonly Extension[]): CrlScope | undefined => {
  const found = extensions.find((e) => e.oid === OID.issuingDistributionPoint);
  return found && must(parseIssuingDistributionPoint(found.value));
};
