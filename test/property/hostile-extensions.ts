/** Every extension that has a reader here, with the values that it is tested with. */
import { KNOWN_EXTENSIONS } from "../../domain/pki/extension/known.ts";
import { CASES } from "../domain/pki/extension/cases.ts";
import type { Parser } from "./withstands.ts";

const samplesOf = (oid: string): readonly Uint8Array[] =>
  CASES.filter(({ written }) => written.oid === oid).map(({ written }) => written.value);

export const EXTENSION_PARSERS: readonly Parser[] = [...KNOWN_EXTENSIONS]
  .filter(([oid]) => samplesOf(oid).length > 0)
  .map(([oid, { name, parse }]) => ({
    name: `the extension ${name}`,
    parse,
    samples: samplesOf(oid),
    codes: ["der.malformed"],
  }));
