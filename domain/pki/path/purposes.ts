/**
 * What the keys of a path may be used for. RFC 5280 §4.2.1.12 says it of the certificate that has the extension; of an
 * authority's, everybody who reads it there takes it for a limit on what is below, and so does this.
 */
import { ok, type Result } from "../../kernel/result.ts";
import type { ExtendedKeyUsage } from "../extension/extended-key-usage.ts";
import { fault, type PathFault } from "./path-fault.ts";

export type Purposes = readonly ExtendedKeyUsage[] | "any";

/** A certificate without the extension, or with anyExtendedKeyUsage in it, limits nothing. */
export const narrowPurposes = (before: Purposes, own: readonly ExtendedKeyUsage[] | undefined): Purposes => {
  if (own === undefined || own.includes("anyExtendedKeyUsage")) return before;
  return before === "any" ? own : own.filter((purpose) => before.includes(purpose));
};

/** Whether they are for `wanted`, if anything is. */
export const checkPurpose = (purposes: Purposes, wanted: ExtendedKeyUsage | undefined): Result<undefined, PathFault> =>
  wanted === undefined || purposes === "any" || purposes.includes(wanted)
    ? ok(undefined)
    : fault("RFC 5280 §4.2.1.12", "the key may not be used for this purpose");
