/** Issuers' certificates as files, DER. RFC 5280 §4.2.2.1, RFC 2585 §4.1. Public bytes: no login, no middleware. */
import { Hono } from "hono";

export type AiaDeps = { readonly certificate: (key: string) => Uint8Array | undefined };

export const aiaApp = ({ certificate }: AiaDeps): Hono =>
  new Hono().get("/aia/:file{[0-9a-f]{32}\\.cer}", (c) => {
    const der = certificate(c.req.param("file").slice(0, 32));
    if (der === undefined) return new Response(null, { status: 404 });
    return new Response(der as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": "application/pkix-cert", "cache-control": "max-age=86400, public" },
    });
  });
