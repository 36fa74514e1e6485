/** /v1/keys: the keys of the module, what each is for and where it lives. Private keys are nowhere but in the module. */
import { Hono } from "hono";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { type KeyRow, keyById, keyRows } from "../../projections/key-index.ts";
import { conditional, contentTag } from "./condition.ts";
import { list } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, param, query } from "./route.ts";
import { KeyAnswer, KeyParam, KeysQuery, pageOf } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

export type KeyDeps = { readonly keys: View };

const TAG = "keys";
const COLUMNS = Object.keys(KeyAnswer.entries);

const answerOf = ({ order: _, ...row }: KeyRow) => row;

export const keyRoutes = ({ keys }: KeyDeps): Hono<ApiVariables> =>
  new Hono<ApiVariables>()
    .get(
      "/keys",
      described({
        tag: TAG,
        id: "listKeys",
        right: "keys.read",
        summary: "List keys in the order in which they were planned",
        answer: pageOf(KeyAnswer),
        other: { "text/csv": "all rows" },
        problems: [403],
      }),
      query(KeysQuery),
      (c) => {
        const { cursor, limit, ...equal } = c.req.valid("query");
        const wanted = Object.entries(equal);
        const accepts = (row: KeyRow): boolean => wanted.every(([name, value]) => row[name as keyof KeyRow] === value);
        return list(c, { cursor, limit }, COLUMNS, (page) => keyRows(keys, { ...page, accepts }));
      },
    )
    .get(
      "/keys/:id",
      described({
        tag: TAG,
        id: "readKey",
        right: "keys.read",
        isTagged: true,
        summary: "Read one key",
        answer: KeyAnswer,
        problems: [403, 404],
        about: ["key"],
      }),
      param(KeyParam),
      (c) => {
        const row = keyById(keys, c.req.valid("param").id);
        if (row === undefined) return problem(refusal("key.unknown", "no such key was planned"));
        const body = answerOf(row);
        return conditional(c, contentTag(body), () => c.json(body));
      },
    );
