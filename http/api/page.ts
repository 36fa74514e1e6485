/** A page of this server's own: nothing in it comes from elsewhere, and nothing else may be in it. */
import { Hono } from "hono";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

const typed = (type: string) => ({ ...HEADERS, "content-type": `${type}; charset=utf-8` });

/** `path`, and below it `page.js` and `page.css`. */
export const pageAt = (
  path: string,
  { page, script, style }: { readonly page: string; readonly script: string; readonly style: string },
): Hono =>
  new Hono()
    .get(path, (c) => c.html(page, 200, { ...HEADERS, "content-security-policy": POLICY }))
    .get(`${path}/page.js`, (c) => c.body(script, 200, typed("text/javascript")))
    .get(`${path}/page.css`, (c) => c.body(style, 200, typed("text/css")));
