/** Whether a name is in a subtree, for each form of name. RFC 5280 §4.2.1.10. */
import type { GeneralName } from "../extension/general-name.ts";
import { parseIp } from "../extension/ip-address.ts";
import type { NameSubtree } from "../extension/name-constraints.ts";
import { readOtherNameText } from "../extension/other-name.ts";
import { type ComparableName, isWithinName } from "../name-match.ts";
import { isWithinDns, meetsDns } from "./dns-subtree.ts";
import { isWithinMail } from "./mail-subtree.ts";
import type { NameBook } from "./name-book.ts";
import { isWithinUri } from "./uri-subtree.ts";

/** id-on-SmtpUTF8Mailbox, RFC 9598 §3. */
const SMTP_UTF8_MAILBOX = "1.3.6.1.5.5.7.8.9";

/** A name or a base as it is compared: a distinguished name is read already, and undefined if it is none. */
type Compared<N extends { readonly kind: string }> = N extends { readonly kind: "directoryName" }
  ? { readonly kind: "directoryName"; readonly name: ComparableName | undefined }
  : N;
export type ComparedName = Compared<GeneralName>;
export type ComparedSubtree = Compared<NameSubtree>;

export const comparedName = (name: GeneralName, book: NameBook): ComparedName =>
  name.kind === "directoryName" ? { kind: name.kind, name: book.read(name.der) } : name;

export const comparedSubtree = (base: NameSubtree, book: NameBook): ComparedSubtree =>
  base.kind === "directoryName" ? { kind: base.kind, name: book.read(base.der) } : base;

/** Octets or characters, about. */
export const sizeOf = (n: ComparedName | ComparedSubtree): number => {
  switch (n.kind) {
    case "directoryName":
      return n.name?.length ?? 0;
    case "dns":
    case "email":
    case "uri":
    case "ip":
    case "otherName":
      return n.value.length;
    case "ipRange":
    case "registeredId":
    case "x400Address":
    case "ediPartyName":
      return 0;
  }
};

/** A form of names; each type of otherName is its own. */
export type NameForm = Exclude<GeneralName["kind"], "otherName"> | `otherName ${string}`;

export const formOfSubtree = (base: ComparedSubtree): NameForm => {
  if (base.kind === "ipRange") return "ip";
  return base.kind === "otherName" ? `otherName ${base.oid}` : base.kind;
};

/** The forms whose constraints bind the name: those of rfc822Name bind an SmtpUTF8Mailbox too. RFC 9598 §6. */
export const formsOfName = (name: GeneralName | ComparedName): readonly NameForm[] => {
  if (name.kind !== "otherName") return [name.kind];
  const own: NameForm = `otherName ${name.oid}`;
  return name.oid === SMTP_UTF8_MAILBOX ? ["email", own] : [own];
};

const isWithinRange = (value: string, { address, mask }: Extract<NameSubtree, { kind: "ipRange" }>): boolean => {
  const octets = parseIp(value);
  return octets?.length === address.length && octets.every((o, i) => ((o ^ (address[i] ?? 0)) & (mask[i] ?? 0)) === 0);
};

const mailOf = (name: ComparedName): string | undefined => {
  if (name.kind === "email") return name.value;
  const text = name.kind === "otherName" ? readOtherNameText(name) : undefined;
  return text?.ok ? text.value.text : undefined;
};

type Compare = (name: ComparedName, base: ComparedSubtree) => boolean | undefined;

const compare =
  (dns: (name: string, base: string) => boolean | undefined): Compare =>
  (name, base) => {
    switch (base.kind) {
      case "dns":
        return name.kind === "dns" ? dns(name.value, base.value) : undefined;
      case "email":
        return isWithinMail(mailOf(name) ?? "", base.value);
      case "uri":
        return name.kind === "uri" ? isWithinUri(name.value, base.value) : undefined;
      case "ipRange":
        return name.kind === "ip" ? isWithinRange(name.value, base) : undefined;
      case "directoryName":
        return name.kind === "directoryName" ? isWithinName(name.name, base.name) : undefined;
      // No standard says what is below such a name.
      case "otherName":
      case "registeredId":
      case "x400Address":
      case "ediPartyName":
        return undefined;
    }
  };

/**
 * Whether all that the name stands for is in the subtree, which must be of one of its forms; undefined when the two
 * cannot be compared.
 */
export const isWithinSubtree: Compare = compare(isWithinDns);

/** Whether anything that the name stands for is in the subtree; otherwise as `isWithinSubtree`. */
export const meetsSubtree: Compare = compare(meetsDns);
