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
import { type Operations } from "./operations.ts";
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
export declare class ProblemError extends Error {
    readonly name = "ProblemError";
    readonly problem: Problem;
    /** The last part of the problem's type: `request.unknown`. */
    readonly code: string;
    constructor(problem: Problem);
}
type Part<Name extends keyof Operations, P extends string> = P extends keyof Operations[Name] ? {
    readonly [K in P]: Operations[Name][P];
} : {
    readonly [K in P]?: undefined;
};
type OptionalQuery<Name extends keyof Operations> = "query" extends keyof Operations[Name] ? {
    readonly query?: Operations[Name]["query"];
} : {
    readonly query?: undefined;
};
export type Input<Name extends keyof Operations> = Part<Name, "path"> & OptionalQuery<Name> & Part<Name, "body"> & {
    /** Makes a repeat of a write the same write; made by the client when absent. */
    readonly idempotencyKey?: string;
    /** The ETag that was read: the write is refused when the resource changed since. */
    readonly ifMatch?: string;
    readonly signal?: AbortSignal;
};
type NoInput<Name extends keyof Operations> = "path" extends keyof Operations[Name] ? false : "body" extends keyof Operations[Name] ? false : true;
type Args<Name extends keyof Operations> = NoInput<Name> extends true ? [input?: Input<Name>] : [input: Input<Name>];
export type ListName = {
    [Name in keyof Operations]: Operations[Name]["answer"] extends {
        readonly items: readonly unknown[];
        readonly next: string | null;
    } ? Name : never;
}[keyof Operations];
type Item<Name extends ListName> = Operations[Name]["answer"] extends {
    readonly items: readonly (infer T)[];
} ? T : never;
export type Client = {
    /** Calls an operation by its id. Throws ProblemError for what the server refuses. */
    readonly call: <Name extends keyof Operations>(name: Name, ...input: Args<Name>) => Promise<Operations[Name]["answer"]>;
    /** What a write would do; nothing is written. Throws ProblemError for what would be refused. */
    readonly dryRun: <Name extends keyof Operations>(name: Name, ...input: Args<Name>) => Promise<DryRun>;
    /** Lets a write go on as an operation: `readOperation` tells how far it is. */
    readonly begin: <Name extends keyof Operations>(name: Name, ...input: Args<Name>) => Promise<Operation>;
    /** The answer in another form, by its media type: a certificate as `application/pkix-cert`, a list as `text/csv`. */
    readonly bytes: <Name extends keyof Operations>(name: Name, accept: string, ...input: Args<Name>) => Promise<Uint8Array>;
    /** Every row of a list, page after page. */
    readonly all: <Name extends ListName>(name: Name, ...input: Args<Name>) => AsyncGenerator<Item<Name>>;
};
export declare const createClient: ({ url, token, retries, fetch: send }: ClientOptions) => Client;
