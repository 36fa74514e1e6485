/** The names of a certificate that name constraints are about. RFC 5280 §4.2.1.10, §6.1.3 (b), (c). */
import { OID } from "../../der/oid.ts";
import { type DerReader, readDer } from "../../der/reader.ts";
import { decodeString, isStringTag } from "../../der/string.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { readAny } from "../extension/any-element.ts";
import type { GeneralName } from "../extension/general-name.ts";

/** No address, so in no permitted subtree and, for all that is known, in every excluded one. */
const UNREADABLE = "";

/** Often ill-formed for its type, a PrintableString with an `@`: which matters only where addresses are constrained. */
const readAddress = (attribute: DerReader): string => {
  const tag = attribute.peek();
  if (isStringTag(tag)) return decodeString(tag ?? 0, attribute.next().content) ?? UNREADABLE;
  readAny(attribute);
  return UNREADABLE;
};

const readMail = (set: DerReader): readonly string[] => {
  const attribute = set.sequence();
  const isMail = attribute.oid() === OID.emailAddress;
  const address = isMail ? readAddress(attribute) : readAny(attribute);
  attribute.end();
  return typeof address === "string" ? [address] : [];
};

const readMails = (subject: Uint8Array): Result<readonly string[]> =>
  readDer(subject, (r) => r.each(r.expect(0x30), (rdns) => rdns.each(rdns.expect(0x31), readMail).flat()).flat());

/** `30 00`: no part at all. */
export const isEmptyName = (name: Uint8Array): boolean => name.length === 2;

/**
 * The alternative names, the subject unless it is empty, and the addresses in the subject unless there is an
 * rfc822Name. Refuses `der.malformed` for a subject that is no Name.
 */
export const constrainedNames = (
  subject: Uint8Array,
  altNames: readonly GeneralName[],
): Result<readonly GeneralName[]> => {
  const mails = readMails(subject);
  if (!mails.ok) return mails;
  const own: readonly GeneralName[] = isEmptyName(subject) ? [] : [{ kind: "directoryName", der: subject }];
  const addresses = altNames.some((n) => n.kind === "email") ? [] : mails.value;
  return ok([...own, ...addresses.map((value): GeneralName => ({ kind: "email", value })), ...altNames]);
};
