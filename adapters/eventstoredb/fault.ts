/** What an error of the server or the client says about an append: one small list out of many shapes. */

export type Failure =
  /** It may or may not have been written. */
  | "unknown"
  /** Not written; another try, perhaps at another node, may succeed. */
  | "again"
  /** Not written: these credentials may not do that. */
  | "denied"
  /** Not written, and never will be: too large, or something the server cannot take. */
  | "rejected"
  /** The stream was deleted under us. */
  | "deleted";

const BY_NAME: Readonly<Record<string, Failure>> = {
  "not-leader": "again",
  "access-denied": "denied",
  "maximum-append-size-exceeded": "rejected",
  "invalid-argument": "rejected",
  unsupported: "rejected",
  "stream-deleted": "deleted",
  "stream-tombstoned": "deleted",
};

/** gRPC status codes; every other one leaves the outcome open. */
const BY_CODE: Readonly<Record<number, Failure>> = { 3: "rejected", 7: "denied", 12: "rejected", 16: "denied" };

type Shapes = {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly metadata?: { readonly get?: (key: string) => readonly unknown[] };
};

/** Names first, then codes; never messages, and never the class, which raw gRPC errors do not have. */
export const failureOf = (error: unknown): Failure => {
  const { type, code, metadata } = (error ?? {}) as Shapes;
  const exception = metadata?.get?.("exception")?.[0];
  const named = BY_NAME[String(exception)] ?? BY_NAME[String(type)];
  return named ?? (typeof code === "number" ? BY_CODE[code] : undefined) ?? "unknown";
};
