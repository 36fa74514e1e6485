/**
 * All that a certificate says its subject is called, as names that subtrees can be compared with: more than RFC 5280 asks
 * of a path, because relying parties look for hosts and addresses in common names too.
 */
import { OID } from "../../der/oid.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { toAsciiDomain } from "../../pki/domain-name.ts";
import { parseIp } from "../../pki/extension/ip-address.ts";
import { type GeneralName, parseSubjectAltName } from "../../pki/extension/subject-alt-name.ts";
import { type Attribute, attributesOf, parseName } from "../../pki/name.ts";
import type { TbsCertificate } from "../../pki/tbs-certificate.ts";

export type NameOfSubject = GeneralName | { readonly kind: "directoryName"; readonly der: Uint8Array };

const WILDCARD = "*.";

/** A host that cannot be read as one stays as it is, and is then in no subtree. */
const host = (text: string): GeneralName => {
  const isWildcard = text.startsWith(WILDCARD);
  const domain = toAsciiDomain(isWildcard ? text.slice(WILDCARD.length) : text) ?? text;
  return { kind: "dns", value: `${isWildcard ? WILDCARD : ""}${domain}` };
};

/**
 * What a common name is taken for: an address, a mailbox, a URI, a host of several labels. undefined for what is only
 * text: words with a space between them, or a single one without a sign of these.
 */
const readCommonName = (value: string): GeneralName | undefined => {
  // Full-width forms and other full stops are those of ASCII to whoever maps before comparing.
  const text = value
    .normalize("NFKC")
    .trim()
    .replace(/[\u3002\uff61]/g, ".");
  if (/\s/u.test(text)) return undefined;
  if (parseIp(text) !== undefined) return { kind: "ip", value: text };
  if (text.includes("@")) return { kind: "email", value: text };
  if (/[:/]/.test(text)) return { kind: "uri", value: text };
  return /[.*]/.test(text) ? host(text) : undefined;
};

/** What an attribute of the subject says beside being a part of a distinguished name. */
const readAttribute = ({ type, value }: Attribute): GeneralName | undefined => {
  if (type === "CN") return readCommonName(value);
  return type === "E" ? { kind: "email", value } : undefined;
};

/**
 * A subject counts as a distinguished name, unless it is nothing but hosts, addresses and mailboxes: it then says no more
 * than these, and no subtree of distinguished names could be cut for it.
 * Refuses `name.malformed`, `der.malformed` for names of a form or shape that no request may have.
 */
export const namesOfSubject = (fields: TbsCertificate): Result<readonly NameOfSubject[]> => {
  const san = fields.extensions.find((e) => e.oid === OID.subjectAltName);
  const altNames = san === undefined ? ok([]) : parseSubjectAltName(san.value);
  if (!altNames.ok) return altNames;
  const subject = parseName(fields.subject);
  if (!subject.ok) return subject;
  const attributes = attributesOf(subject.value);
  const said = attributes.map(readAttribute).filter((name) => name !== undefined);
  const saysMore = said.length < attributes.length;
  const own: readonly NameOfSubject[] = saysMore ? [{ kind: "directoryName", der: fields.subject }] : [];
  const names = [...own, ...said, ...altNames.value];
  return names.length > 0 ? ok(names) : refuse(refusal("name.malformed", "the certificate names nobody"));
};
