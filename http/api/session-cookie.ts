/** The cookie that bears a session, and what shows that a write with it comes from our own page. */
import type { Context } from "hono";
import { isCsrf } from "../../domain/process/login/sessions.ts";
import type { Connection } from "../connection.ts";

/** Browsers take a name with this prefix only over TLS, for this host alone and for all of it. RFC 6265bis §4.1.3. */
const NAME = "__Host-cartulary";
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict";

export const cookieOf = (secret: string): string => `${NAME}=${secret}; ${ATTRIBUTES}`;
export const NO_COOKIE = `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;

/** What a call bears; of several cookies of this name none counts (empty), because nobody knows who set which. */
export const secretIn = (header: string | undefined): string | undefined => {
  if (header === undefined || !header.includes(NAME)) return undefined;
  const values = header
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${NAME}=`))
    .map((part) => part.slice(NAME.length + 1));
  if (values.length === 0) return undefined;
  return values.length === 1 && values[0] !== undefined ? values[0] : "";
};

export const CSRF_HEADER = "Cartulary-Csrf";

type Calling = { readonly connection?: Connection };

/** The address of this server as the browser that calls writes it. */
const ownOrigin = (c: Context): string => {
  const { protocol, host } = new URL(c.req.url);
  const scheme = (c.env as Calling | undefined)?.connection?.isSecure ? "https:" : protocol;
  return `${scheme}//${c.req.header("host") ?? host}`;
};

/**
 * Whether the browser says that a page of another site made the call. `Sec-Fetch-Site` is set by the browser alone
 * (https://www.w3.org/TR/fetch-metadata/); `Origin` is what older ones have. undefined: it says neither. `apiOrigin`: where
 * people reach the API, when a proxy stands between that calls us otherwise.
 */
export const isForeign = (c: Context, apiOrigin: string): boolean | undefined => {
  const [site, origin] = [c.req.header("sec-fetch-site"), c.req.header("origin")];
  if (site === undefined && origin === undefined) return undefined;
  return (
    (site !== undefined && site !== "same-origin") ||
    (origin !== undefined && origin !== ownOrigin(c) && origin !== apiOrigin)
  );
};

/** The header that keeps a write from being believed; undefined when it may be. */
export const forgedBy = (c: Context, secret: string, apiOrigin: string): string | undefined => {
  // Only browsers bear cookies that they were not told to bear, and browsers say where a write comes from.
  if (isForeign(c, apiOrigin) !== false)
    return c.req.header("sec-fetch-site") === undefined ? "Origin" : "Sec-Fetch-Site";
  return isCsrf(secret, c.req.header(CSRF_HEADER) ?? "") ? undefined : CSRF_HEADER;
};
