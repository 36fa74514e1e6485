/** Server-side filters: stream or event type, by prefix or regular expression. */
import type { ReadReq } from "@eventstore/db-client/generated/streams_pb.js";
import type { Stored } from "./store.ts";

export type Filter = {
  readonly passes: (event: Stored) => boolean;
  /** Events looked at between two checkpoints. */
  readonly checkpointEvery: number;
};

const WINDOW = 32;

const matcher = (expression: ReadReq.Options.FilterOptions.Expression): ((text: string) => boolean) => {
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (text) => prefixes.some((p) => text.startsWith(p));
  const regex = new RegExp(expression.getRegex());
  return (text) => regex.test(text);
};

export const filterOf = (options: ReadReq.Options): Filter | undefined => {
  const filter = options.getFilter();
  if (filter === undefined) return undefined;
  const byStream = filter.getStreamIdentifier();
  const byType = filter.getEventType();
  const window = filter.hasMax() ? filter.getMax() : WINDOW;
  const checkpointEvery = window * filter.getCheckpointintervalmultiplier();
  if (byStream !== undefined) {
    const matches = matcher(byStream);
    return { passes: (e) => matches(e.stream), checkpointEvery };
  }
  if (byType !== undefined) {
    const matches = matcher(byType);
    return { passes: (e) => matches(e.type), checkpointEvery };
  }
  return undefined;
};
