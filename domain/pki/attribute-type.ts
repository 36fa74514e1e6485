/**
 * The attribute types of distinguished names: RFC 5280 Appendix A, RFC 4519, X.520, PKCS#9 (RFC 2985) and the EV
 * Guidelines. Types whose values are no strings (a postal address, a password) have no name here: they go by number.
 */

/** The string type that is written; every type is read. */
type Form = "utf8" | "printable" | "ia5" | "numeric";

/**
 * `name`: as this program writes it, upper case. `keyword`: RFC 4514 §3, RFC 4519. `max`: characters, the upper bounds of
 * RFC 5280 Appendix A and X.520 Annex C; where neither has one, ours.
 */
export type AttributeType = {
  readonly name: string;
  readonly keyword: string;
  readonly oid: string;
  readonly max: number;
  readonly form: Form;
};

const TABLE: readonly (readonly [keyword: string, oid: string, max: number, form?: Form, name?: string])[] = [
  ["CN", "2.5.4.3", 64],
  ["sn", "2.5.4.4", 64],
  ["serialNumber", "2.5.4.5", 64, "printable"],
  ["C", "2.5.4.6", 2, "printable"],
  ["L", "2.5.4.7", 128],
  ["ST", "2.5.4.8", 128],
  ["STREET", "2.5.4.9", 128],
  ["O", "2.5.4.10", 64],
  ["OU", "2.5.4.11", 64],
  ["title", "2.5.4.12", 64],
  ["description", "2.5.4.13", 1024],
  ["businessCategory", "2.5.4.15", 128],
  ["postalCode", "2.5.4.17", 40],
  ["postOfficeBox", "2.5.4.18", 40],
  ["physicalDeliveryOfficeName", "2.5.4.19", 128],
  ["telephoneNumber", "2.5.4.20", 32, "printable"],
  ["x121Address", "2.5.4.24", 15, "numeric"],
  ["internationalISDNNumber", "2.5.4.25", 16, "numeric"],
  ["destinationIndicator", "2.5.4.27", 128, "printable"],
  ["name", "2.5.4.41", 128],
  ["givenName", "2.5.4.42", 128],
  ["initials", "2.5.4.43", 128],
  ["generationQualifier", "2.5.4.44", 128],
  ["dnQualifier", "2.5.4.46", 64, "printable"],
  ["houseIdentifier", "2.5.4.51", 128],
  ["pseudonym", "2.5.4.65", 128],
  ["organizationIdentifier", "2.5.4.97", 128],
  ["UID", "0.9.2342.19200300.100.1.1", 256],
  ["DC", "0.9.2342.19200300.100.1.25", 63, "ia5"],
  ["emailAddress", "1.2.840.113549.1.9.1", 255, "ia5", "E"],
  ["unstructuredName", "1.2.840.113549.1.9.2", 255, "ia5"],
  ["unstructuredAddress", "1.2.840.113549.1.9.8", 255],
  ["jurisdictionL", "1.3.6.1.4.1.311.60.2.1.1", 128],
  ["jurisdictionST", "1.3.6.1.4.1.311.60.2.1.2", 128],
  ["jurisdictionC", "1.3.6.1.4.1.311.60.2.1.3", 2, "printable"],
];

const ATTRIBUTE_TYPES: readonly AttributeType[] = TABLE.map(
  ([keyword, oid, max, form = "utf8", name = keyword.toUpperCase()]) => ({ name, keyword, oid, max, form }),
);

const BY_NAME = new Map(ATTRIBUTE_TYPES.map((t) => [t.name, t]));
const BY_OID = new Map(ATTRIBUTE_TYPES.map((t) => [t.oid, t]));
const BY_KEYWORD = new Map(ATTRIBUTE_TYPES.map((t) => [t.keyword.toUpperCase(), t]));

/** By the name that this program writes. */
export const attributeTypeNamed = (name: string): AttributeType | undefined => BY_NAME.get(name);

/** By dotted OID. */
export const attributeTypeOf = (oid: string): AttributeType | undefined => BY_OID.get(oid);

/** By its name or its RFC 4514 keyword in any case, or by its OID. */
export const findAttributeType = (text: string): AttributeType | undefined =>
  BY_NAME.get(text.toUpperCase()) ?? BY_KEYWORD.get(text.toUpperCase()) ?? BY_OID.get(text);
