/**
 * Names of streams: `<category>-<id>`; the category ends at the first hyphen, as EventStoreDB's category projection
 * reads it. One function per stream, so that no name is ever put together elsewhere.
 */
export const CATEGORIES = [
  "governance",
  "authority",
  "key",
  "request",
  "certificate",
  "crl",
  "ocsp",
  "guard",
  "webhook",
  "ledger",
] as const;
export type Category = (typeof CATEGORIES)[number];

/** One stream for all that rules the others: "roles as of" and "the last officer" are exact. */
export const GOVERNANCE = "governance";
export const authorityStream = (authority: string): string => `authority-${authority}`;
export const keyStream = (key: string): string => `key-${key}`;
export const requestStream = (request: string): string => `request-${request}`;
/** Expecting "absent" here makes the store itself guarantee that a serial is used once. RFC 5280 §4.1.2.2. */
export const certificateStream = (issuer: string, serial: string): string => `certificate-${issuer}.${serial}`;
export const crlStream = (key: string, shard: number): string => `crl-${key}.${shard}`;
export const ocspStream = (key: string): string => `ocsp-${key}`;
/** What was sealed of all streams, and who witnessed it. */
export const LEDGER = "ledger";
/** Refused attempts that belong to no aggregate, by UTC day `2026-11-24`. */
export const guardStream = (day: string): string => `guard-${day}`;
/** An address to which events are sent. */
export const webhookStream = (webhook: string): string => `webhook-${webhook}`;

const SHAPE = /^[a-z]+(?:-[A-Za-z0-9._-]{1,150})?$/;
export const isStreamName = (name: string): boolean => SHAPE.test(name);

export const categoryOf = (stream: string): string => {
  const end = stream.indexOf("-");
  return end < 0 ? stream : stream.slice(0, end);
};

/** What stands after the category: `certificate-ab.01` → `ab.01`. */
export const idOf = (stream: string): string => stream.slice(stream.indexOf("-") + 1);
