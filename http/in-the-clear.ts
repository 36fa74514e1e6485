/**
 * What the public listener answers to those who meant the API: pages lead to its address, calls are refused. Redirecting a
 * call would make its token travel in the clear every time, and nobody would notice.
 */
import { Hono } from "hono";
import { refusal } from "../domain/kernel/refusal.ts";
import type { Attempts } from "../domain/process/watch-attempts.ts";
import { problem } from "./api/problem.ts";

export const inTheClear = (apiUrl: () => string, attempts: Pick<Attempts, "note">): Hono => {
  const app = new Hono();
  const page = (path: string): void => {
    app.on(["GET", "HEAD"], path, (c) => {
      const { pathname, search } = new URL(c.req.url);
      return c.redirect(`${apiUrl()}${pathname}${search}`, 308);
    });
  };
  for (const path of ["/", "/docs", "/docs/*"]) page(path);
  for (const path of ["/v1", "/v1/*"])
    app.all(path, (c) => {
      if (c.req.header("authorization") !== undefined) attempts.note("transport.insecure");
      return problem(refusal("transport.insecure", "the API is spoken to over TLS only", { url: apiUrl() }));
    });
  app.notFound(() => new Response(null, { status: 404 }));
  return app;
};
