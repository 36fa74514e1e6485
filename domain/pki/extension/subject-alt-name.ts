/** id-ce-subjectAltName, 2.5.29.17. RFC 5280 §4.2.1.6. What is written or asked for must have the shape of its kind. */
import { OID } from "../../der/oid.ts";
import { malformed, readDer } from "../../der/reader.ts";
import { sequenceOf } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import * as general from "./general-name.ts";
import { parseIp } from "./ip-address.ts";

/**
 * The kinds that a request may ask for. `dns`: letters, digits, hyphens, perhaps `*` as the whole first label; `ip`:
 * IPv4 dotted or IPv6 in eight lower-case hex groups; `email`: local@host; `uri`: absolute.
 */
export type GeneralName = general.PlainName;

const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const DNS = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`);
const EMAIL = new RegExp(`^[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${LABEL}(?:\\.${LABEL})*$`);
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+$/;

/** Whether the value is of the shape its kind demands. */
export const isGeneralName = ({ kind, value }: GeneralName): boolean => {
  switch (kind) {
    case "dns":
      return value.length <= 253 && DNS.test(value) && !/^[0-9.]+$/.test(value);
    case "email":
      return value.length <= 254 && EMAIL.test(value);
    case "uri":
      return value.length <= 2000 && URI.test(value);
    case "ip":
      return parseIp(value) !== undefined;
  }
};

const isPlain = (name: general.GeneralName): name is GeneralName => "value" in name && name.kind !== "otherName";

/** As `general-name.ts` writes it; a plain name that has not the shape of its kind is a Defect. */
export const encodeGeneralName = (name: general.GeneralName): Uint8Array => {
  if (isPlain(name) && !isGeneralName(name)) throw new TypeError("not a general name");
  return general.encodeGeneralName(name);
};

/** GeneralNames, each as `encodeGeneralName` has it; none is a Defect. */
export const encodeAltNames = (names: readonly general.GeneralName[]): Uint8Array => {
  if (names.length === 0) throw new TypeError("an alternative name without a name");
  return sequenceOf(names.map(encodeGeneralName));
};

/** At least one name; critical when the subject is empty. */
export const subjectAltName = (names: readonly general.GeneralName[], critical: boolean): Extension => ({
  oid: OID.subjectAltName,
  critical,
  value: encodeAltNames(names),
});

/** Reads the extension's value. Refuses kinds that a request may not ask for, rather than dropping them. */
export const parseSubjectAltName = (value: Uint8Array): Result<readonly GeneralName[]> =>
  readDer(value, (r) =>
    general.readGeneralNames(r).map((name) => {
      if (!isPlain(name)) return malformed("a kind of alternative name that is not supported");
      return isGeneralName(name) ? name : malformed("an alternative name is ill-formed");
    }),
  );

/** Reads a value with names of every form and shape, such as another authority may have written. */
export const parseAnySubjectAltName = (value: Uint8Array): Result<readonly general.GeneralName[]> =>
  readDer(value, (r) => general.readGeneralNames(r));
