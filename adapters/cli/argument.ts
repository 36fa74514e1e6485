/** What several commands take on their line, checked before anything is asked for. */
import { InvalidArgumentError, Option } from "commander";
import { fromMillis, type Instant } from "../../domain/kernel/instant.ts";

/** The id of a request, 32 hex digits. */
export const requestId = (text: string): string => {
  if (!/^[0-9a-f]{32}$/.test(text)) throw new InvalidArgumentError("Expected the id of a request, 32 hex digits.");
  return text;
};

/** A moment in any form that names one, such as `2026-12-31` or `2026-12-31T23:59:59+01:00`. */
export const moment = (text: string): Instant => {
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!(ms >= 0 && ms <= Date.parse("9999-12-31T23:59:59Z")))
    throw new InvalidArgumentError("Expected a time such as 2026-12-31T23:59:59Z.");
  return fromMillis(ms);
};

/** For commands that write by the API. */
export const dryRunOption = (): Option =>
  new Option("--dry-run", "tell what would be refused or written, and write nothing").default(false);

/** An option that may be given more than once. */
export const many = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const count = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Expected a number, 1 or more.");
  return Number(text);
};

export const limitOption = (most: number): Option =>
  new Option("--limit <n>", "at most so many").argParser(count).default(most);
