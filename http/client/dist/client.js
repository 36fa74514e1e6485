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
import { ADDRESSES } from "./operations.js";
/** What the server refused, in its own words. RFC 9457. */
export class ProblemError extends Error {
    name = "ProblemError";
    problem;
    /** The last part of the problem's type: `request.unknown`. */
    code;
    constructor(problem) {
        super(`${problem.title}: ${problem.detail}`);
        this.problem = problem;
        this.code = problem.type.slice(problem.type.lastIndexOf(":") + 1);
    }
}
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const addressOf = (url, name, { path = {}, query = {} }) => {
    const filled = ADDRESSES[name][1].replace(/\{([^}]+)\}/g, (_, key) => encodeURIComponent(path[key] ?? ""));
    const address = new URL(`${url.replace(/\/$/, "")}${filled}`);
    for (const [key, value] of Object.entries(query))
        if (value !== undefined && value !== null)
            address.searchParams.set(key, String(value));
    return address;
};
/** How long to wait before the next try: what the server asks for, or longer each time. */
const waitAfter = (response, tries) => {
    const asked = Number(response?.headers.get("retry-after") ?? Number.NaN) * 1000;
    return Math.min(asked >= 0 ? asked : FIRST_PAUSE_MS * 2 ** tries, MAX_PAUSE_MS);
};
const problemOf = async (response) => {
    const body = (await response.json().catch(() => undefined));
    if (typeof body?.type === "string")
        return new ProblemError(body);
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
export const createClient = ({ url, token, retries = 4, fetch: send = fetch }) => {
    /** Of the last write: later reads ask to see it. */
    let position;
    const ask = async (name, input, extra) => {
        const [method] = ADDRESSES[name];
        const headers = { authorization: `Bearer ${token}`, accept: "application/json", ...extra };
        if (method !== "GET")
            headers["idempotency-key"] = input.idempotencyKey ?? crypto.randomUUID();
        else if (position !== undefined)
            headers["cartulary-position"] = position;
        if (input.body !== undefined)
            headers["content-type"] = "application/json";
        if (input.ifMatch !== undefined)
            headers["if-match"] = input.ifMatch;
        const address = addressOf(url, name, input);
        for (let tries = 0;; tries++) {
            let response;
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
                if (response.status !== 503 || tries >= retries)
                    throw await problemOf(response);
            }
            catch (error) {
                if (error instanceof ProblemError || input.signal?.aborted || tries >= retries)
                    throw error;
            }
            await pause(waitAfter(response, tries));
        }
    };
    const call = async (name, input = {}) => (await (await ask(name, input, {})).json());
    const all = async function* (name, input = {}) {
        for (let cursor;;) {
            const query = { limit: "1000", ...input.query, ...(cursor !== undefined && { cursor }) };
            const { items, next } = (await call(name, { ...input, query }));
            yield* items;
            if (next === null)
                return;
            cursor = next;
        }
    };
    const client = {
        call,
        dryRun: (name, input = {}) => call(name, { ...input, query: { ...input.query, dryRun: "true" } }),
        begin: async (name, input = {}) => (await ask(name, input, { prefer: "respond-async" })).json(),
        bytes: async (name, accept, input = {}) => new Uint8Array(await (await ask(name, input, { accept })).arrayBuffer()),
        all,
    };
    return client;
};
