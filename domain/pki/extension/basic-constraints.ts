import { OID } from "../../der/oid.ts";
import { boolean, integer, sequence } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";

/** Whether the subject is an authority, and how many authorities may follow. Critical. RFC 5280 §4.2.1.9. */
export const basicConstraints = ({
  isCa,
  pathLength,
}: {
  readonly isCa: boolean;
  readonly pathLength?: number;
}): Extension => {
  const flag = isCa ? [boolean(true)] : [];
  const path = isCa && pathLength !== undefined ? [integer(pathLength)] : [];
  return { oid: OID.basicConstraints, critical: true, value: sequence(...flag, ...path) };
};
