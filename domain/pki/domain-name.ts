/**
 * Internationalized domain names. Certificates hold A-labels only (RFC 5280 §7.2, RFC 5890 §2.3.2.1); people write
 * U-labels. The mapping is that of UTS #46, which browsers use, through the platform's own URL parser.
 */
import { decodePunycode } from "./punycode.ts";

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** A URL's host ends in a number: then it is an IPv4 address, in whatever base. */
const ENDS_IN_NUMBER = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/;

const hostOf = (domain: string): string | undefined => {
  // What the URL parser would take for something else than a host, or would repair.
  if (/[\s/?#@:\\[\]%<>^|]/u.test(domain) || !URL.canParse(`http://${domain}/`)) return undefined;
  return new URL(`http://${domain}/`).hostname;
};

/** The U-label; the label itself when it is no A-label; undefined when it only looks like one. RFC 5890 §2.3.2.1. */
const toUnicodeLabel = (label: string): string | undefined => {
  if (!label.startsWith("xn--")) return label;
  const unicode = decodePunycode(label.slice(4));
  // There is one encoding: what comes out otherwise when it goes back was made to deceive.
  return unicode !== undefined && hostOf(unicode) === label ? unicode : undefined;
};

/** The domain as people read it; undefined when a label that begins with `xn--` encodes no U-label. */
export const toUnicodeDomain = (domain: string): string | undefined => {
  const labels = domain.toLowerCase().split(".").map(toUnicodeLabel);
  return labels.includes(undefined) ? undefined : labels.join(".");
};

/**
 * The domain in A-labels, lower case: `bücher.example` is `xn--bcher-kva.example`. undefined for what is no domain name
 * of at most 253 characters; a wildcard, an address or a trailing dot is none.
 */
export const toAsciiDomain = (domain: string): string | undefined => {
  const host = hostOf(domain);
  if (host === undefined || host.length > 253 || ENDS_IN_NUMBER.test(host)) return undefined;
  if (!host.split(".").every((label) => LABEL.test(label))) return undefined;
  // The URL parser leaves alone what is ASCII already.
  return toUnicodeDomain(host) === undefined ? undefined : host;
};

/** Compared label by label without regard to case, U-labels as A-labels. RFC 5280 §7.2. */
export const domainsMatch = (a: string, b: string): boolean => {
  const left = toAsciiDomain(a);
  return left !== undefined && left === toAsciiDomain(b);
};
