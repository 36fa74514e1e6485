/** CRLs as files. RFC 5280 §4.2.1.13, RFC 2585 §4.2. Public bytes: no login, no middleware. */
import { Hono } from "hono";
import type { Instant } from "../../domain/kernel/instant.ts";
import { toMillis } from "../../domain/kernel/instant.ts";

export type CurrentCrl = {
  readonly der: Uint8Array;
  /** SHA-256, base64url: the ETag. */
  readonly digest: string;
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant;
};

export type CrlDeps = {
  readonly current: (key: string, shard: number) => Promise<CurrentCrl | undefined>;
  readonly onFault: (error: unknown) => void;
};

/** Short enough that a revocation is seen soon, long enough that one popular site does not fetch it a thousand times. */
const MAX_AGE_SECONDS = 300;
const RETRY_SECONDS = 10;

export const crlApp = ({ current, onFault }: CrlDeps): Hono =>
  new Hono().get("/crl/:key{[0-9a-f]{32}}/:shard{[0-9]{1,5}\\.crl}", async (c) => {
    let crl: CurrentCrl | undefined;
    try {
      crl = await current(c.req.param("key"), Number.parseInt(c.req.param("shard"), 10));
    } catch (error) {
      onFault(error);
      return new Response(null, { status: 503, headers: { "retry-after": String(RETRY_SECONDS) } });
    }
    if (crl === undefined) return new Response(null, { status: 404 });
    const etag = `"${crl.digest}"`;
    const headers = {
      "content-type": "application/pkix-crl",
      "cache-control": `max-age=${MAX_AGE_SECONDS}, public, no-transform`,
      etag,
      "last-modified": new Date(toMillis(crl.thisUpdate)).toUTCString(),
      expires: new Date(toMillis(crl.nextUpdate)).toUTCString(),
    };
    if (c.req.header("if-none-match") === etag) return new Response(null, { status: 304, headers });
    return new Response(crl.der as Uint8Array<ArrayBuffer>, { headers });
  });
