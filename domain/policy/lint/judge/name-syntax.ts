/** The shapes of names. RFC 1034 §3.5 as RFC 1123 §2.1 relaxes it, RFC 5280 §4.2.1.6. */
import { formatIp } from "../../../pki/extension/ip-address.ts";

const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;

/** Labels of letters, digits and hyphens; the leftmost may be `*`. Their lengths are other rules'. */
export const isPreferredDnsName = (name: string): boolean =>
  name.split(".").every((label, i) => LABEL.test(label) || (i === 0 && label === "*" && name.length > 1));

/** `local@domain`, no name before it, nothing behind it. RFC 5280 §4.2.1.6. */
export const isMailbox = (address: string): boolean => {
  const at = address.lastIndexOf("@");
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  return at > 0 && !/[\s<>()]/.test(local) && isPreferredDnsName(domain) && !domain.startsWith("*");
};

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** Of a URI with an authority: the host is a domain name, IPv4, or IPv6 in brackets. */
export const hasHost = (uri: string): boolean => {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(uri)?.[1] ?? "";
  const host = authority.replace(/^[^@]*@/, "").replace(/:\d*$/, "");
  return /^\[[0-9A-Fa-f:.]+\]$/.test(host) || IPV4.test(host) || isPreferredDnsName(host);
};

/** All ones, then all zeros. RFC 4632 §3.1. */
export const isContiguous = (mask: Uint8Array): boolean =>
  formatIp(mask) !== undefined && /^1*0*$/.test([...mask].map((octet) => octet.toString(2).padStart(8, "0")).join(""));
