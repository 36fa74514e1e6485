/**
 * Values from several places laid over each other: file, then environment, then flags. Each keeps where it came from, so
 * that a wrong one is told with its origin and every one in force can be shown with it. Pure.
 */
import * as v from "valibot";
import { SETTINGS, ServerSchema, type ServerValues, type Setting } from "./config-schema.ts";

export type Origin = {
  readonly kind: "default" | "file" | "environment" | "flag";
  /** The file's, the variable's or the flag's name. */
  readonly name: string;
};
export type Given = { readonly path: string; readonly value: unknown; readonly origin: Origin };
export type Layered = {
  readonly values: ServerValues;
  readonly originOf: (path: string) => Origin;
};
export type LayerTrouble = { readonly path: string; readonly origin: Origin | undefined; readonly says: string };

type Tree = { [name: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/** A file's values one by one. An empty table is kept: `[listen.ops]` alone says that there is one. */
export const givenByFile = (name: string, content: unknown, path: readonly string[] = []): readonly Given[] => {
  if (isTree(content) && Object.keys(content).length > 0)
    return Object.entries(content).flatMap(([key, value]) => givenByFile(name, value, [...path, key]));
  return path.length === 0 ? [] : [{ path: path.join("."), value: content, origin: { kind: "file", name } }];
};

/** A text as the setting's kind has it; a text that is none stays one, and the schema refuses it. */
const fromText = (kind: Setting["kind"], text: string): unknown => {
  if (kind === "number") return /^\d{1,15}$/.test(text) ? Number(text) : text;
  if (kind === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (kind === "list") return text === "" ? [] : text.split(",").map((t) => t.trim());
  return text;
};

/** Variables of these tables that no setting has are mistakes; others belong to other programs. */
const TABLES = [...new Set(SETTINGS.flatMap(({ path }) => (path.includes(".") ? [path.split(".")[0] ?? ""] : [])))];
const OURS = new RegExp(`^CARTULARY_(?:${TABLES.join("|").toUpperCase()})_`);

export const givenByEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
): readonly (Given | LayerTrouble)[] =>
  Object.entries(environment).flatMap(([name, text]): readonly (Given | LayerTrouble)[] => {
    if (text === undefined) return [];
    const origin: Origin = { kind: "environment", name };
    const setting = SETTINGS.find((s) => s.variable === name);
    if (setting !== undefined) return [{ path: setting.path, value: fromText(setting.kind, text), origin }];
    return OURS.test(name) ? [{ path: name, origin, says: "there is no such setting" }] : [];
  });

/** `PATH=VALUE`, as `--set` has it. */
export const givenByFlag = (text: string): Given | LayerTrouble => {
  const at = text.indexOf("=");
  const path = at < 0 ? text : text.slice(0, at);
  const origin: Origin = { kind: "flag", name: `--set ${path}` };
  const setting = SETTINGS.find((s) => s.path === path);
  // The text may hold anything: only the name of a setting is repeated.
  if (setting === undefined || at < 0)
    return { path: "--set", origin: undefined, says: "PATH=VALUE with a PATH of docs/configuration.md" };
  return { path, value: fromText(setting.kind, text.slice(at + 1)), origin };
};

const isUnder = (path: string, table: string): boolean => path === table || path.startsWith(`${table}.`);

const put = (tree: Tree, [name = "", ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  if (!Object.hasOwn(tree, name) || !isTree(tree[name])) tree[name] = Object.create(null);
  put(tree[name] as Tree, rest, value);
};

const DEFAULT: Origin = { kind: "default", name: "default" };

/** What is said of an issue: what was wanted, and never what was there. */
export const saysOf = (issue: v.BaseIssue<unknown>): string => {
  if (issue.type !== "strict_object")
    return issue.received === "undefined" ? "is missing" : issue.message.replace(/ but received .*$/s, "");
  if (issue.expected === "never") return "there is no such setting";
  return issue.received === "undefined" ? "is missing" : "is a table";
};

/** All layers as one configuration, or the first thing that is wrong with it. Later ones win. */
export const layered = (given: readonly Given[]): Layered | LayerTrouble => {
  const tree: Tree = Object.create(null) as Tree;
  const origins = new Map<string, Origin>();
  for (const { path, value, origin } of given) {
    // What replaces a whole takes the place of its parts, and a part of what was a whole.
    for (const known of origins.keys())
      if (isUnder(known, path) || (isUnder(path, known) && path !== known)) origins.delete(known);
    origins.set(path, origin);
    put(tree, path.split("."), value);
  }
  const originOf = (path: string): Origin | undefined =>
    [...origins].find(([known]) => isUnder(path, known) || isUnder(known, path))?.[1];
  const parsed = v.safeParse(ServerSchema, tree);
  if (parsed.success) return { values: parsed.output, originOf: (path) => originOf(path) ?? DEFAULT };
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue) ?? "";
  return { path, origin: originOf(path), says: saysOf(issue) };
};
