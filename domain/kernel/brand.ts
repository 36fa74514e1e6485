/**
 * The closed set of texts that identify things, each with the one schema that admits it. A branded string cannot be
 * made by accident: it comes from its schema or from the function that computes it.
 */
import * as v from "valibot";

const text = (pattern: RegExp, description: string) =>
  v.pipe(v.string(), v.regex(pattern, description), v.description(description));

/** UUID, lower case. RFC 9562 §4. */
export const Uuid = text(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "a UUID in lower case");

/**
 * Serial number of a certificate: lower-case hex, whole octets, 1 to 20 of them, first bit 0, not zero.
 * RFC 5280 §4.1.2.2.
 */
export const Serial = v.pipe(
  text(/^(?!(?:00)+$)[0-7][0-9a-f](?:[0-9a-f]{2}){0,19}$/, "a certificate serial number, lower-case hex"),
  v.brand("Serial"),
);
export type Serial = v.InferOutput<typeof Serial>;

/** SHA-256, base64url, 43 characters. */
export const Digest = v.pipe(text(/^[A-Za-z0-9_-]{43}$/, "a SHA-256 in base64url"), v.brand("Digest"));
export type Digest = v.InferOutput<typeof Digest>;

/** Any bytes, base64url without padding. RFC 4648 §5. */
export const Base64url = text(/^[A-Za-z0-9_-]*$/, "bytes in base64url without padding");

/** A name people give: an authority, an officer, a profile, a token's holder. */
export const Slug = text(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, "1 to 40 of a-z, 0-9 and inner hyphens");

/** Issuer name: first 128 bits of the SHA-256 of the DER Name, hex. It owns a space of serial numbers. */
export const IssuerId = text(/^[0-9a-f]{32}$/, "32 hex digits naming an issuer");

/** Key generation: 128 bits, hex; the CKA_ID of the key pair inside its module. It owns CRLs and OCSP. */
export const KeyId = text(/^[0-9a-f]{32}$/, "32 hex digits naming a key");

/** A request: 128 bits, hex. */
export const RequestId = text(/^[0-9a-f]{32}$/, "32 hex digits naming a request");

/** Who acts, and in which capacity: `officer:alice`, `service:web`, `operator:root`, `system:recovery`. */
export const Actor = text(
  /^(?:officer|service|operator|system):[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
  "officer:, service:, operator: or system: and a name",
);

/**
 * The store's opaque cursor. Positions of one store have equal length and compare as text in ledger order; nothing
 * else may be read from them.
 */
export type Position = string & { readonly __position: never };
