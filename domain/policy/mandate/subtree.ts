/**
 * A part of the space of names that a mandate opens, as officers write and sign it. It means what the same subtree means
 * in an authority's name constraints: RFC 5280 §4.2.1.10.
 */
import * as v from "valibot";
import { Base64url } from "../../kernel/brand.ts";
import { fromBase64url } from "../../kernel/bytes.ts";
import { toAsciiDomain } from "../../pki/domain-name.ts";
import { parseIp } from "../../pki/extension/ip-address.ts";
import type { NameSubtree } from "../../pki/extension/name-constraints.ts";
import { parseMailbox } from "../../pki/mailbox.ts";
import { parseName } from "../../pki/name.ts";

/**
 * `dns`: a domain and all below it, or with a dot before it what is below only. `email`: a mailbox, a host, or with a dot
 * before it every host below. `uri`: a host, or with a dot before it every host below. `ip`: `10.0.0.0/8`, the address as
 * `parseIp` has it. `directoryName`: a Name and all below it, DER in base64url. Domains in A-labels, lower case.
 */
export const SubtreeSchema = v.variant("kind", [
  v.strictObject({
    kind: v.picklist(["dns", "email", "uri"]),
    value: v.pipe(v.string(), v.minLength(1), v.maxLength(320)),
  }),
  v.strictObject({ kind: v.literal("ip"), value: v.pipe(v.string(), v.regex(/^[0-9a-f.:]{7,39}\/[0-9]{1,3}$/)) }),
  v.strictObject({ kind: v.literal("directoryName"), der: v.pipe(Base64url, v.minLength(1), v.maxLength(10_000)) }),
]);
export type Subtree = v.InferOutput<typeof SubtreeSchema>;

/** A domain that is written in its one form, perhaps with a dot before it. */
const isDomain = (value: string): boolean => {
  const domain = value.startsWith(".") ? value.slice(1) : value;
  return toAsciiDomain(domain) === domain;
};

const isMailbox = (value: string): boolean => {
  const mailbox = parseMailbox(value);
  return mailbox !== undefined && `${mailbox.local}@${mailbox.domain}` === value;
};

/** `bits` leading ones. */
const maskOf = (bits: number, octets: number): Uint8Array =>
  Uint8Array.from({ length: octets }, (_, i) => 0xff & ~(0xff >> Math.min(8, Math.max(0, bits - 8 * i))));

const rangeOf = (value: string): NameSubtree | undefined => {
  const [text = "", bits = ""] = value.split("/");
  const address = parseIp(text);
  if (address === undefined || !/^(?:0|[1-9][0-9]*)$/.test(bits) || Number(bits) > 8 * address.length) return undefined;
  const mask = maskOf(Number(bits), address.length);
  // What is written is what is meant: no address inside the range stands for it.
  return address.every((octet, i) => (octet & ~(mask[i] ?? 0)) === 0) ? { kind: "ipRange", address, mask } : undefined;
};

const directoryOf = (text: string): NameSubtree | undefined => {
  const der = fromBase64url(text);
  const name = der && parseName(der);
  return der && name?.ok && name.value.length > 0 ? { kind: "directoryName", der } : undefined;
};

/** undefined for one that is ill-formed, or that is everything: a mandate says what it opens. */
export const parseSubtree = (subtree: Subtree): NameSubtree | undefined => {
  switch (subtree.kind) {
    case "dns":
    case "uri":
      return isDomain(subtree.value) ? { kind: subtree.kind, value: subtree.value } : undefined;
    case "email": {
      const { kind, value } = subtree;
      return (value.includes("@") ? isMailbox(value) : isDomain(value)) ? { kind, value } : undefined;
    }
    case "ip":
      return rangeOf(subtree.value);
    case "directoryName":
      return directoryOf(subtree.der);
  }
};
