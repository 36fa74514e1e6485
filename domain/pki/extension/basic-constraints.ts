/** id-ce-basicConstraints, 2.5.29.19. RFC 5280 §4.2.1.9. */
import { OID } from "../../der/oid.ts";
import { malformed, readDer } from "../../der/reader.ts";
import { boolean, integer, sequence } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

/** Whether the subject is an authority, and how many authorities may follow. */
type BasicConstraints = { readonly isCa: boolean; readonly pathLength?: number };

/** Critical. A path length without an authority is left out. */
export const basicConstraints = ({ isCa, pathLength }: BasicConstraints): Extension => {
  const flag = isCa ? [boolean(true)] : [];
  const path = isCa && pathLength !== undefined ? [integer(pathLength)] : [];
  return { oid: OID.basicConstraints, critical: true, value: sequence(...flag, ...path) };
};

/** Reads a path length also where RFC 5280 wants none: that is for a lint to say. Refuses `der.malformed`. */
export const parseBasicConstraints = (value: Uint8Array): Result<BasicConstraints> =>
  readDer(value, (r) => {
    const constraints = r.sequence();
    const hasFlag = constraints.peek() === 0x01;
    const isCa = hasFlag && constraints.boolean();
    if (hasFlag && !isCa) malformed("a default value is encoded");
    const path = constraints.isAtEnd ? {} : { pathLength: constraints.smallInteger() };
    constraints.end();
    return { isCa, ...path };
  });
