/** A witness over HTTP: one call, and nothing else. c2sp.org/tlog-witness */
import { Hono } from "hono";

export type WitnessReply =
  | { readonly status: 200; readonly line: string }
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 403 | 404 | 422 };

export type WitnessDeps = {
  /** Judges, records and cosigns in one go. */
  readonly add: (body: Uint8Array) => WitnessReply;
  readonly maxBytes: number;
  readonly onFault: (error: unknown) => void;
};

/** Undefined when there is more than may be. */
const bodyOf = async (request: Request, maxBytes: number): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const said = (status: number, text: string, type = "text/plain; charset=utf-8"): Response =>
  new Response(`${text}\n`, { status, headers: { "content-type": type, "cache-control": "no-store" } });

const SAYS = {
  400: "this is no checkpoint with its proof",
  403: "no key of this log signed it",
  404: "this log is not witnessed here",
  422: "the tree does not grow out of the one that was cosigned last",
} as const;

export const witnessApp = ({ add, maxBytes, onFault }: WitnessDeps): Hono =>
  new Hono()
    .post("/add-checkpoint", async (c) => {
      const body = await bodyOf(c.req.raw, maxBytes);
      if (body === undefined) return said(413, "a checkpoint is smaller");
      const reply = add(body);
      if (reply.status === 200) return said(200, reply.line);
      return reply.status === 409
        ? said(409, String(reply.size), "text/x.tlog.size")
        : said(reply.status, SAYS[reply.status]);
    })
    .all("/add-checkpoint", () => said(405, "POST a checkpoint"))
    .notFound(() => said(404, "nothing is here but /add-checkpoint"))
    .onError((error) => {
      onFault(error);
      return said(500, "the witness cannot answer now");
    });
