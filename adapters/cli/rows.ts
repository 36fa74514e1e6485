/** Lists of the API, page by page: a list never ends in silence where it is only cut off. Filters are the API's own. */
import { type Command, Option } from "commander";
import type * as v from "valibot";
import { pageOf } from "../../http/api/schemas.ts";
import { limitOption, moment } from "./argument.ts";
import { api, apiBytes } from "./client.ts";
import type { CliContext } from "./context.ts";
import { ToldExit } from "./exit.ts";

/** What the API gives at once. */
const PAGE = 1000;
const DEFAULT_LIMIT = 100;
/** Pages with nothing in a row: of a server that looks at 5000 rows for each, five million. */
const MAX_EMPTY = 1000;

/** A list's query as the API has it. */
type Query = { readonly entries: Readonly<Record<string, v.GenericSchema>> };

/** Of every list, and said in the command's own way. */
const OWN = ["cursor", "limit"];
const filtersOf = ({ entries }: Query): readonly string[] => Object.keys(entries).filter((name) => !OWN.includes(name));

type Inner = {
  readonly type: string;
  readonly options?: readonly string[];
  readonly wrapped?: Inner;
  readonly pipe?: readonly Inner[];
};

/** What a filter takes, looked for in its schema: one of several, a time, or a text. */
const kindOf = (schema: Inner): { readonly choices?: readonly string[]; readonly isTime: boolean } => {
  if (schema.type === "picklist" && schema.options !== undefined) return { choices: schema.options, isTime: false };
  if (schema.type === "custom") return { isTime: true };
  const parts = [
    ...(schema.wrapped === undefined ? [] : [schema.wrapped]),
    ...(schema.pipe ?? []).filter((p) => p !== schema),
  ];
  const kinds = parts.filter((p) => p.type !== schema.type || p.options || p.pipe).map(kindOf);
  return kinds.find((k) => k.choices !== undefined || k.isTime) ?? { isTime: false };
};

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

const filterOption = (name: string, schema: v.GenericSchema): Option => {
  const { choices, isTime } = kindOf(schema as unknown as Inner);
  const isOrder = name === "sort";
  const text = isOrder ? "in this order; a minus in front: the other way round" : "only those";
  const option = new Option(`--${kebab(name)} <${isTime ? "time" : isOrder ? "order" : "value"}>`, text);
  if (isTime) option.argParser(moment);
  return choices === undefined ? option : option.choices([...choices]);
};

/** `query`: what the API's list can be asked for. */
export const listOptions = (command: Command, query?: Query): Command => {
  command.addOption(limitOption(DEFAULT_LIMIT)).option("--after <cursor>", "go on where a former list ended");
  if (query === undefined) return command;
  for (const name of filtersOf(query)) command.addOption(filterOption(name, query.entries[name] as v.GenericSchema));
  return command.option("--csv", "print CSV, all rows", false);
};

const askedOf = (command: Command, query: Query | undefined): Record<string, string> => {
  const given = command.opts<Record<string, string | undefined>>();
  const names = query === undefined ? [] : filtersOf(query);
  return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
};

/** Reads as many rows as `command`'s options want, and says on standard error when there are more. */
export const rowsOf = async <S extends v.GenericSchema>(
  context: CliContext,
  command: Command,
  row: S,
  path: string,
  query?: Query,
): Promise<readonly v.InferOutput<S>[]> => {
  const { limit, after, csv } = command.opts<{ limit: number; after?: string; csv?: boolean }>();
  const asked = askedOf(command, query);
  if (csv === true) {
    const bytes = await apiBytes(context, `${path}?${new URLSearchParams(asked)}`, "text/csv");
    process.stdout.write(bytes);
    throw new ToldExit();
  }
  const page = async (cursor: string | undefined, size: number) => {
    const text = new URLSearchParams({ ...asked, limit: String(size), ...(cursor !== undefined && { cursor }) });
    return api(context, pageOf(row), `${path}?${text}`);
  };
  const rows: v.InferOutput<S>[] = [];
  let cursor = after;
  for (let empty = 0; rows.length < limit; ) {
    // A page may be short, or empty, and not be the last.
    const { items, next } = await page(cursor, Math.min(PAGE, limit - rows.length));
    rows.push(...items);
    empty = items.length === 0 ? empty + 1 : 0;
    if (next === null || next === cursor || empty > MAX_EMPTY) return rows;
    cursor = next;
  }
  // The cursor of a last page that was just full leads to nothing.
  if (cursor !== undefined && (await page(cursor, 1)).items.length > 0)
    context.out.warn(`there are more: --limit takes more, --after ${cursor} goes on`);
  return rows.slice(0, limit);
};
