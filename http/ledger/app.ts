/**
 * The sealed tree as files: c2sp.org/tlog-tiles. Public bytes: no login, no middleware. They tell how many events there are and
 * when, and of their content only hashes.
 */
import { Hono } from "hono";

export type TilesDeps = {
  /** The newest checkpoint of a tree, signatures and all; undefined before the first. */
  readonly checkpoint: (folder: string) => Promise<string | undefined>;
  /** undefined for what is no tile, or is not there. */
  readonly tile: (path: string) => Promise<Uint8Array | undefined>;
  readonly onFault: (error: unknown) => void;
};

const RETRY_SECONDS = 10;
const TEXT = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
};
const TILE = { "content-type": "application/octet-stream", "cache-control": "public, max-age=31536000, immutable" };

export const tilesApp = ({ checkpoint, tile, onFault }: TilesDeps): Hono => {
  const answer = async (
    find: () => Promise<string | Uint8Array | undefined>,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    try {
      const found = await find();
      if (found === undefined) return new Response(null, { status: 404 });
      return new Response(found as string | Uint8Array<ArrayBuffer>, { headers });
    } catch (error) {
      onFault(error);
      return new Response(null, { status: 503, headers: { "retry-after": String(RETRY_SECONDS) } });
    }
  };
  return new Hono()
    .get("/ledger/:folder{(?:gap-[1-9][0-9]{0,3}/)?}checkpoint", (c) =>
      answer(() => checkpoint(c.req.param("folder") ?? ""), TEXT),
    )
    .get("/ledger/*", (c) => answer(() => tile(new URL(c.req.url).pathname.slice("/ledger/".length)), TILE));
};
