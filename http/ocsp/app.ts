/** OCSP over HTTP. RFC 6960 Appendix A, RFC 9919 §5. Public bytes: no login, no middleware. */
import { Hono } from "hono";
import { concat, fromBase64 } from "../../domain/kernel/bytes.ts";
import { type Instant, toMillis } from "../../domain/kernel/instant.ts";
import { encodeOcspError } from "../../domain/pki/ocsp-response.ts";
import type { OcspAnswer } from "../../domain/process/answer-ocsp.ts";

export type OcspDeps = {
  readonly answer: (request: Uint8Array) => Promise<OcspAnswer>;
  readonly now: () => Instant;
  readonly onFault: (error: unknown) => void;
};

const MAX_BYTES = 4096;
const ERROR_MAX_AGE = 60;

const httpDate = (i: Instant): string => new Date(toMillis(i)).toUTCString();

const respond = ({ der, thisUpdate, nextUpdate }: OcspAnswer, now: Instant, isGet: boolean): Response => {
  const headers: Record<string, string> = { "content-type": "application/ocsp-response" };
  if (thisUpdate === undefined || nextUpdate === undefined)
    headers["cache-control"] = `max-age=${ERROR_MAX_AGE}, public`;
  else if (isGet) {
    const maxAge = Math.max(0, Math.floor((toMillis(nextUpdate) - toMillis(now)) / 2000));
    headers["cache-control"] = `max-age=${maxAge}, public, no-transform, must-revalidate`;
    headers["last-modified"] = httpDate(thisUpdate);
    headers.expires = httpDate(nextUpdate);
  }
  return new Response(der as Uint8Array<ArrayBuffer>, { headers });
};

/**
 * The request in a GET's path. Clients leave `+` and `/` unescaped, proxies fold `//`: the raw path after the prefix is
 * taken as it came.
 */
const fromPath = (url: string): Uint8Array | undefined => {
  const path = url
    .replace(/^[a-z]+:\/\/[^/]+/, "")
    .replace(/^\/ocsp\//, "")
    .replace(/[?#].*$/, "");
  try {
    return fromBase64(decodeURIComponent(path));
  } catch {
    return undefined;
  }
};

/** The body, or undefined as soon as it is larger than any request that makes sense. */
const readBounded = async (request: Request): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return concat(chunks);
};

export const ocspApp = ({ answer, now, onFault }: OcspDeps): Hono => {
  const malformed = (): Response =>
    respond({ der: encodeOcspError("malformedRequest"), thisUpdate: undefined, nextUpdate: undefined }, now(), true);
  const give = async (request: Uint8Array | undefined, isGet: boolean): Promise<Response> => {
    if (request === undefined) return malformed();
    try {
      return respond(await answer(request), now(), isGet);
    } catch (error) {
      onFault(error);
      return respond(
        { der: encodeOcspError("internalError"), thisUpdate: undefined, nextUpdate: undefined },
        now(),
        isGet,
      );
    }
  };
  return new Hono()
    .post("/ocsp", async (c) => give(await readBounded(c.req.raw), false))
    .get("/ocsp/*", (c) => give(fromPath(c.req.url), true));
};
