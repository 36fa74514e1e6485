/** SemanticsInformation: what the attributes of the subject's name mean. RFC 3739 §3.2.6.1. */
import { type DerReader, malformed } from "../../der/reader.ts";
import { oid, sequence } from "../../der/writer.ts";
import { encodeGeneralNames, type GeneralName, readGeneralNames } from "./general-name.ts";

/** ETSI EN 319 412-1 §5: `serialNumber` and `organizationIdentifier` are built as it says, for persons or organizations. */
export const SEMANTICS = { natural: "0.4.0.194121.1.1", legal: "0.4.0.194121.1.2" } as const;

/** `identifier`: dotted; `authorities`: who gave the names. At least one of the two. */
export type QcSemantics = { readonly identifier?: string; readonly authorities?: readonly GeneralName[] };

export const encodeQcSemantics = ({ identifier, authorities }: QcSemantics): Uint8Array => {
  if (identifier === undefined && authorities === undefined) throw new TypeError("semantics that say nothing");
  return sequence(
    ...(identifier === undefined ? [] : [oid(identifier)]),
    ...(authorities === undefined ? [] : [encodeGeneralNames(authorities)]),
  );
};

export const readQcSemantics = (r: DerReader): QcSemantics => {
  const semantics = r.sequence();
  if (semantics.isAtEnd) malformed("semantics that say nothing");
  const identifier = semantics.peek() === 0x06 ? { identifier: semantics.oid() } : {};
  const authorities = semantics.isAtEnd ? {} : { authorities: readGeneralNames(semantics) };
  semantics.end();
  return { ...identifier, ...authorities };
};
