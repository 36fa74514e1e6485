/** Lists of the API, page by page: a list never ends in silence where it is only cut off. */
import type { Command } from "commander";
import type * as v from "valibot";
import { pageOf } from "../../http/api/schemas.ts";
import { limitOption } from "./argument.ts";
import { api } from "./client.ts";
import type { CliContext } from "./context.ts";

/** What the API gives at once. */
const PAGE = 1000;
const DEFAULT_LIMIT = 100;

export const listOptions = (command: Command): Command =>
  command.addOption(limitOption(DEFAULT_LIMIT)).option("--after <cursor>", "go on where a former list ended");

/** Reads as many rows as `command`'s options want, and says on standard error when there are more. */
export const rowsOf = async <S extends v.GenericSchema>(
  context: CliContext,
  command: Command,
  row: S,
  path: string,
): Promise<readonly v.InferOutput<S>[]> => {
  const { limit, after } = command.opts<{ limit: number; after?: string }>();
  const page = async (cursor: string | undefined, size: number) => {
    const query = new URLSearchParams({ limit: String(size), ...(cursor !== undefined && { cursor }) });
    return api(context, pageOf(row), `${path}?${query}`);
  };
  const rows: v.InferOutput<S>[] = [];
  let cursor = after;
  while (rows.length < limit) {
    const { items, next } = await page(cursor, Math.min(PAGE, limit - rows.length));
    rows.push(...items);
    if (next === null || items.length === 0) return rows;
    cursor = next;
  }
  // The cursor of a last page that was just full leads to nothing.
  if (cursor !== undefined && (await page(cursor, 1)).items.length > 0)
    context.out.warn(`there are more: --limit takes more, --after ${cursor} goes on`);
  return rows.slice(0, limit);
};
