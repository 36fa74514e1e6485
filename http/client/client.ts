/**
 * A client of the API for programs in TypeScript and JavaScript; it needs nothing but `fetch`.
 *
 *     import { createClient } from "cartulary/client";
 *     const ca = createClient({ url: "https://ca.example:8443", token });
 *     const { id } = await ca.call("submitRequest", { body: { authority: "web-ca", profile: "tls-server", csr } });
 *
 * Writes bear an Idempotency-Key, so what got no answer is asked again and done once. Reads that follow a write of the
 * same client see it.
 */
import { ADDRESSES, type Operations } from "./operations.ts";
import type { DryRun, Operation, Problem } from "./resources.ts";

export type * from "./operations.ts";
export type * from "./resources.ts";

export type ClientOptions = {
  /** Of the API, such as `https://ca.example:8443`. */
  readonly url: string;
  /** `cartulary_…` */
  readonly token: string;
  /** How often a call that got no answer, or was asked to come back, is repeated. 4 when absent. */
  readonly retries?: number;
  /** Another `fetch`, such as one that trusts a certificate of your own. */
  readonly fetch?: typeof fetch;
};

/** What the server refused, in its own words. RFC 9457. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  /** The last part of the problem's type: `request.unknown`. */
  readonly code: string;
  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail}`);
    this.problem = problem;
    this.code = problem.type.slice(problem.type.lastIndexOf(":") + 1);
  }
}

type Part<Name extends keyof Operations, P extends string> = P extends keyof Operations[Name]
  ? { readonly [K in P]: Operations[Name][P] }
  : { readonly [K in P]?: undefined };
type OptionalQuery<Name extends keyof Operations> = "query" extends keyof Operations[Name]
  ? { readonly query?: Operations[Name]["query"] }
  : { readonly query?: undefined };

export type Input<Name extends keyof Operations> = Part<Name, "path"> &
  OptionalQuery<Name> &
  Part<Name, "body"> & {
    /** Makes a repeat of a write the same write; made by the client when absent. */
    readonly idempotencyKey?: string;
    /** The ETag that was read: the write is refused when the resource changed since. */
    readonly ifMatch?: string;
    readonly signal?: AbortSignal;
  };

type NoInput<Name extends keyof Operations> = "path" extends keyof Operations[Name]
  ? false
  : "body" extends keyof Operations[Name]
    ? false
    : true;
type Args<Name extends keyof Operations> = NoInput<Name> extends true ? [input?: Input<Name>] : [input: Input<Name>];

export type ListName = {
  [Name in keyof Operations]: Operations[Name]["answer"] extends {
    readonly items: readonly unknown[];
    readonly next: string | null;
  }
    ? Name
    : never;
}[keyof Operations];
type Item<Name extends ListName> = Operations[Name]["answer"] extends { readonly items: readonly (infer T)[] }
  ? T
  : never;

export type Client = {
  /** Calls an operation by its id. Throws ProblemError for what the server refuses. */
  readonly call: <Name extends keyof Operations>(
    name: Name,
    ...input: Args<Name>
  ) => Promise<Operations[Name]["answer"]>;
  /** What a write would do; nothing is written. Throws ProblemError for what would be refused. */
  readonly dryRun: <Name extends keyof Operations>(name: Name, ...input: Args<Name>) => Promise<DryRun>;
  /** Lets a write go on as an operation: `readOperation` tells how far it is. */
  readonly begin: <Name extends keyof Operations>(name: Name, ...input: Args<Name>) => Promise<Operation>;
  /** The answer in another form, by its media type: a certificate as `application/pkix-cert`, a list as `text/csv`. */
  readonly bytes: <Name extends keyof Operations>(
    name: Name,
    accept: string,
    ...input: Args<Name>
  ) => Promise<Uint8Array>;
  /** Every row of a list, page after page. */
  readonly all: <Name extends ListName>(name: Name, ...input: Args<Name>) => AsyncGenerator<Item<Name>>;
};

type AnyInput = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
};

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const addressOf = (url: string, name: keyof Operations, { path = {}, query = {} }: AnyInput): URL => {
  const filled = ADDRESSES[name][1].replace(/\{([^}]+)\}/g, (_, key: string) => encodeURIComponent(path[key] ?? ""));
  const address = new URL(`${url.replace(/\/$/, "")}${filled}`);
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== null) address.searchParams.set(key, String(value));
  return address;
};

/** How long to wait before the next try: what the server asks for, or longer each time. */
const waitAfter = (response: Response | undefined, tries: number): number => {
  const asked = Number(response?.headers.get("retry-after") ?? Number.NaN) * 1000;
  return Math.min(asked >= 0 ? asked : FIRST_PAUSE_MS * 2 ** tries, MAX_PAUSE_MS);
};

const problemOf = async (response: Response): Promise<ProblemError> => {
  const body = (await response.json().catch(() => undefined)) as Problem | undefined;
  if (typeof body?.type === "string") return new ProblemError(body);
  const { status } = response;
  const remedy = "look at what stands between this client and the server";
  return new ProblemError({
    type: `http.${status}`,
    title: "No problem document",
    status,
    detail: `HTTP ${status}`,
    remedy,
  });
};

export const createClient = ({ url, token, retries = 4, fetch: send = fetch }: ClientOptions): Client => {
  /** Of the last write: later reads ask to see it. */
  let position: string | undefined;

  const ask = async (
    name: keyof Operations,
    input: AnyInput,
    extra: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    const [method] = ADDRESSES[name];
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: "application/json", ...extra };
    if (method !== "GET") headers["idempotency-key"] = input.idempotencyKey ?? crypto.randomUUID();
    else if (position !== undefined) headers["cartulary-position"] = position;
    if (input.body !== undefined) headers["content-type"] = "application/json";
    if (input.ifMatch !== undefined) headers["if-match"] = input.ifMatch;
    const address = addressOf(url, name, input);
    for (let tries = 0; ; tries++) {
      let response: Response | undefined;
      try {
        response = await send(address, {
          method,
          headers,
          ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
          ...(input.signal && { signal: input.signal }),
        });
        if (response.ok) {
          position = response.headers.get("cartulary-position") ?? position;
          return response;
        }
        if (response.status !== 503 || tries >= retries) throw await problemOf(response);
      } catch (error) {
        if (error instanceof ProblemError || input.signal?.aborted || tries >= retries) throw error;
      }
      await pause(waitAfter(response, tries));
    }
  };

  const call = async (name: keyof Operations, input: AnyInput = {}): Promise<never> =>
    (await (await ask(name, input, {})).json()) as never;

  const all = async function* (name: ListName, input: AnyInput = {}): AsyncGenerator<never> {
    for (let cursor: string | undefined; ; ) {
      const query = { limit: "1000", ...input.query, ...(cursor !== undefined && { cursor }) };
      const { items, next } = (await call(name, { ...input, query })) as {
        items: readonly never[];
        next: string | null;
      };
      yield* items;
      if (next === null) return;
      cursor = next;
    }
  };

  const client = {
    call,
    dryRun: (name: keyof Operations, input: AnyInput = {}) =>
      call(name, { ...input, query: { ...input.query, dryRun: "true" } }),
    begin: async (name: keyof Operations, input: AnyInput = {}) =>
      (await ask(name, input, { prefer: "respond-async" })).json(),
    bytes: async (name: keyof Operations, accept: string, input: AnyInput = {}) =>
      new Uint8Array(await (await ask(name, input, { accept })).arrayBuffer()),
    all,
  };
  return client as unknown as Client;
};
