/**
 * What is sent, and how it is signed: Standard Webhooks (https://www.standardwebhooks.com), symmetric. The signature covers
 * the id, the time and every byte of the body, so that a receiver can tell what was changed, what is old, and what it had.
 */
import { toBase64, utf8 } from "../kernel/bytes.ts";
import { hmacSha256 } from "../kernel/digest.ts";
import { type Instant, toMillis } from "../kernel/instant.ts";

/** `id`: of an event its position, the same at every attempt. */
export type Message = { readonly id: string; readonly type: string; readonly body: string };

export const SECRET_BYTES = 32;
const PREFIX = "whsec_";

export const secretText = (secret: Uint8Array): string => `${PREFIX}${toBase64(secret)}`;

export const messageOf = (id: string, type: string, timestamp: Instant, data: unknown): Message => ({
  id,
  type,
  body: JSON.stringify({ type, timestamp, data }),
});

/** The headers of one attempt. */
export const signedHeaders = ({ id, body }: Message, secret: Uint8Array, now: Instant): Record<string, string> => {
  const timestamp = String(Math.floor(toMillis(now) / 1000));
  const signature = toBase64(hmacSha256(secret, utf8(`${id}.${timestamp}.${body}`)));
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
};
