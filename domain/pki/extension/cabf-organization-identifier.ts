/** cabfOrganizationIdentifier, 2.23.140.3.1. EV Guidelines §7.1.2.2 (formerly §9.8.2). */
import { malformed, readDer } from "../../der/reader.ts";
import { isPrintable, printableString, sequence, utf8String } from "../../der/writer.ts";
import { fromUtf8, utf8 } from "../../kernel/bytes.ts";
import type { Result } from "../../kernel/result.ts";
import { retag } from "../implicit-tag.ts";
import type { Extension } from "./extension.ts";

export const CABF_ORGANIZATION_IDENTIFIER = "2.23.140.3.1";

/**
 * An entry of a register of organizations. `scheme`: three capitals, such as `VAT`, `NTR`, `PSD`; `country`: two;
 * `state`: printable, 1 to 128; `reference`: as the register has it.
 */
type OrganizationIdentifier = {
  readonly scheme: string;
  readonly country: string;
  readonly state?: string;
  readonly reference: string;
};

const isIdentifier = ({ scheme, country, state, reference }: OrganizationIdentifier): boolean =>
  /^[A-Z]{3}$/.test(scheme) &&
  /^[A-Z]{2}$/.test(country) &&
  (state === undefined || (state.length >= 1 && state.length <= 128 && isPrintable(state))) &&
  reference.length > 0 &&
  reference.isWellFormed() &&
  !/[\p{Cc}\ufeff]/u.test(reference);

export const cabfOrganizationIdentifier = (id: OrganizationIdentifier): Extension => {
  if (!isIdentifier(id)) throw new TypeError("not an organization's identifier");
  const value = sequence(
    printableString(id.scheme),
    printableString(id.country),
    ...(id.state === undefined ? [] : [retag(0x80, utf8String(id.state))]),
    utf8String(id.reference),
  );
  return { oid: CABF_ORGANIZATION_IDENTIFIER, critical: false, value };
};

const textIn = (content: Uint8Array): string => {
  const text = fromUtf8(content);
  // The decoder drops a byte order mark: then it is not the same text.
  return text !== undefined && utf8(text).length === content.length ? text : malformed("not text");
};

/** Refuses `der.malformed`. */
export const parseCabfOrganizationIdentifier = (value: Uint8Array): Result<OrganizationIdentifier> =>
  readDer(value, (r) => {
    const id = r.sequence();
    const scheme = textIn(id.expect(0x13).content);
    const country = textIn(id.expect(0x13).content);
    const state = id.optional(0x80);
    const reference = textIn(id.expect(0x0c).content);
    id.end();
    const read = { scheme, country, ...(state === undefined ? {} : { state: textIn(state.content) }), reference };
    return isIdentifier(read) ? read : malformed("not an organization's identifier");
  });
