/** What a piece of work is known by in logs and traces. W3C Trace Context: 32 and 16 hex digits. */
export type Span = {
  readonly traceId: string;
  /** What is learned on the way. */
  readonly set: (facts: Readonly<Record<string, string | number>>) => void;
  /** For whoever is called next: a traceparent. */
  readonly header: string;
};

/**
 * Follows work through the server and beyond. Where nothing collects traces, only ids are made, so that a line of the log
 * can be found by what the caller was told.
 */
export interface Tracer {
  /** Work that somebody asked for over the wire; `parent` is their `traceparent`, and may be anything. */
  readonly request: <T>(name: string, parent: string | undefined, work: (span: Span) => Promise<T>) => Promise<T>;
  /** A step of the work that is going on. */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Sends what is still here. */
  readonly close: () => Promise<void>;
}

const PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

/** The trace that a `traceparent` belongs to; undefined when it is none. https://www.w3.org/TR/trace-context/#traceparent-header */
export const traceOf = (header: string | undefined): string | undefined =>
  header === undefined || header.length > 200 ? undefined : PARENT.exec(header)?.[1];
