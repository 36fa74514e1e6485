/** /v1/events: what auditors read, and what programs follow. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { isEventType } from "../../domain/catalogue.ts";
import type { Position } from "../../domain/kernel/brand.ts";
import { Actor, Uuid } from "../../domain/kernel/brand.ts";
import { type EventFilter, EventTypeName, StreamFilter } from "../../domain/kernel/event-filter.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { EventFeed } from "../../domain/ports/event-feed.ts";
import type { Ports } from "../../domain/process/ports.ts";
import type { EventStreams } from "./event-streams.ts";
import { list } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, query } from "./route.ts";
import { AuditRowAnswer, ListQuery, pageOf } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

export type LedgerDeps = { readonly ports: Ports; readonly feed: EventFeed; readonly streams: EventStreams };

const TAG = "ledger";
const PositionText = /^[0-9a-f]{16,32}$/;
const COLUMNS = Object.keys(AuditRowAnswer.entries);

/** `a,b` as a list of what `item` admits. */
const listOf = (item: v.GenericSchema<string, string>, description: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.maxLength(4000),
      v.check((text) => text.split(",").length <= 16 && text.split(",").every((t) => v.is(item, t))),
      v.description(`${description}; several with commas between`),
    ),
  );

/** `system:` is nobody's token, and acts. */
const EventsQuery = v.strictObject({
  ...ListQuery.entries,
  cursor: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(?:[0-9a-f]{16,32}|now)$/),
      v.description("the position after which to go on; `now` for a stream that begins with what comes next"),
    ),
  ),
  type: listOf(v.pipe(EventTypeName, v.check(isEventType)), "types of events"),
  stream: listOf(StreamFilter, "streams, or categories of streams"),
  actor: listOf(Actor, "who acted"),
  correlation: listOf(Uuid, "the piece of work to which an event belongs"),
});

const filterOf = (q: v.InferOutput<typeof EventsQuery>): EventFilter => {
  const values = (text: string | undefined) => text?.split(",") ?? [];
  return {
    types: values(q.type),
    streams: values(q.stream),
    actors: values(q.actor),
    correlations: values(q.correlation),
  };
};

/** Under node's own server; elsewhere a stream that fails is enough. */
const disconnectOf = (c: Context): (() => void) | undefined => {
  const { outgoing } = (c.env ?? {}) as { readonly outgoing?: { readonly destroy: () => void } };
  return outgoing && (() => outgoing.destroy());
};

const malformed = (field: string, detail: string): Response => problem(refusal("input.malformed", detail, { field }));

export const ledgerRoutes = ({ ports, feed, streams }: LedgerDeps): Hono<ApiVariables> => {
  /** Whether the token or session that opened a stream still counts, and its holder may still read. */
  const mayListen = (c: Context<ApiVariables>) => {
    const stillMay = c.get("stillMay");
    return async (): Promise<boolean> => {
      const basis = await ports.governance();
      return basis.ok && stillMay(basis.value.governance, "ledger.read");
    };
  };

  const stream = (c: Context<ApiVariables>, filter: EventFilter, cursor: string | undefined): Response => {
    // A reader that reconnects by itself asks the same address again: what it saw last is newer than what stands there.
    const seen = c.req.header("last-event-id") || undefined;
    if (seen !== undefined && !PositionText.test(seen)) return malformed("Last-Event-ID", "not a position");
    const after = seen ?? (cursor === "now" ? feed.end() : cursor);
    const body = streams.open({
      reader: c.get("caller").authentication,
      filter,
      after: after as Position | undefined,
      mayListen: mayListen(c),
      disconnect: disconnectOf(c),
    });
    if (body === undefined) return problem(refusal("events.too-many-streams", "close one, or ask again later"));
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        // Kept open after the stream, it would hold a stop up until somebody closes it.
        connection: "close",
      },
    });
  };

  return new Hono<ApiVariables>().get(
    "/events",
    described({
      tag: TAG,
      id: "listEvents",
      right: "ledger.read",
      summary: "List events in ledger order, or follow them",
      text: "With text/event-stream each event comes as it happens, until the caller goes; what was seen last resumes it (docs/events.md).",
      answer: pageOf(AuditRowAnswer),
      other: {
        "text/csv": "all rows",
        "text/event-stream": "each event as it happens: id its position, event its type, data its row",
      },
      problems: [403, 429],
      about: ["events"],
    }),
    query(EventsQuery),
    (c) => {
      const asked = c.req.valid("query");
      const filter = filterOf(asked);
      if (/\btext\/event-stream\b/.test(c.req.header("accept") ?? "")) return stream(c, filter, asked.cursor);
      if (asked.cursor === "now") return malformed("cursor", "a list cannot begin with what has not happened");
      return list(c, asked, COLUMNS, ({ cursor, limit }) => {
        const { rows, upTo, isEnd } = feed.read(filter, cursor as Position | undefined, limit);
        return { items: rows, next: isEnd ? null : (upTo ?? null) };
      });
    },
  );
};
