/** /docs: the OpenAPI document as a page where calls can be tried. Everything on it comes from this server. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Hono } from "hono";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cartulary API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. The document itself is at <a href="/v1/openapi.json">/v1/openapi.json</a>.</noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

/** The page draws with inline styles and small pictures of its own; it runs no script and asks no server but this one. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FILES = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
} as const;

const read = (name: keyof typeof FILES): Uint8Array<ArrayBuffer> => {
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  return new Uint8Array(readFileSync(join(folder, name)));
};

export const docsPage = (): Hono => {
  const headers = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
  };
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const app = new Hono()
    .get("/", (c) => c.redirect("/docs", 302))
    .get("/docs", (c) => c.html(PAGE, 200, { ...headers, "content-security-policy": POLICY }))
    .get("/docs/start.js", (c) => c.body(START, 200, { ...headers, "content-type": FILES["swagger-ui-bundle.js"] }));
  for (const [name, type] of Object.entries(FILES))
    app.get(`/docs/${name}`, (c) => {
      // Read when somebody looks, and kept: most servers are never asked.
      const bytes = files.get(name) ?? read(name as keyof typeof FILES);
      files.set(name, bytes);
      return c.body(bytes, 200, { ...headers, "content-type": type });
    });
  return app;
};
