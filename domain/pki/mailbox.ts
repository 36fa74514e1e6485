/**
 * Mail addresses as names. An address whose local part is ASCII is an rfc822Name, any other a SmtpUTF8Mailbox; the
 * domain is in A-labels in both. RFC 5280 §7.5, RFC 9598 §3.
 */
import { toAsciiDomain } from "./domain-name.ts";
import type { OtherName, PlainName } from "./extension/general-name.ts";
import { otherName } from "./extension/other-name.ts";

/** `local`: as it stands; its case counts. `domain`: in A-labels, lower case. */
export type Mailbox = { readonly local: string; readonly domain: string };

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
const ASCII = /^[\x00-\x7f]*$/;
/** Dot-atom of RFC 5321 §4.1.2 and RFC 6531 §3.3: quoted local parts are not names that anybody has. */
const LOCAL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u{80}-\u{10ffff}-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u{80}-\u{10ffff}-]+)*$/u;
const MAX_LOCAL_OCTETS = 64;

/** undefined for what is no mailbox. The local part is in normalization form C: RFC 9598 §5. */
export const parseMailbox = (address: string): Mailbox | undefined => {
  const at = address.lastIndexOf("@");
  if (at < 1 || !address.isWellFormed()) return undefined;
  const local = address.slice(0, at).normalize("NFC");
  const domain = toAsciiDomain(address.slice(at + 1));
  if (domain === undefined || /[\p{Z}\p{C}]/u.test(local) || !LOCAL.test(local)) return undefined;
  // Four octets are the most that one character can take.
  return new TextEncoder().encode(local).length <= MAX_LOCAL_OCTETS ? { local, domain } : undefined;
};

/** The name that a certificate holds for the mailbox. */
export const mailboxName = ({ local, domain }: Mailbox): PlainName | OtherName => {
  const address = `${local}@${domain}`;
  if (ASCII.test(local)) return { kind: "email", value: address };
  return otherName({ form: "smtpUtf8Mailbox", text: address });
};

/** The same local part, octet by octet, at the same domain. RFC 5280 §7.5, RFC 9598 §5. */
export const mailboxesMatch = (a: string, b: string): boolean => {
  const [left, right] = [parseMailbox(a), parseMailbox(b)];
  return left !== undefined && left.local === right?.local && left.domain === right.domain;
};
