/** The whole HTTP surface over a world in memory. */
import { randomBytes, randomUUID } from "node:crypto";
import { silentLog } from "../../adapters/log/log.ts";
import { openMemoryDeliveryBook } from "../../adapters/memory/delivery-book.ts";
import { openMemoryPasswordBook } from "../../adapters/memory/password-book.ts";
import { type SenderOptions, webhookSender } from "../../adapters/webhook-http/sender.ts";
import type { Right } from "../../domain/governance/rights.ts";
import type { Digest } from "../../domain/kernel/brand.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { ARGON2_FLOOR } from "../../domain/policy/password-verifier.ts";
import type { DeliveryBook } from "../../domain/ports/delivery-book.ts";
import type { Directory } from "../../domain/ports/directory.ts";
import type { Log } from "../../domain/ports/log.ts";
import { noMetrics } from "../../domain/ports/metrics.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import { type Attempts, watchAttempts } from "../../domain/process/watch-attempts.ts";
import type { Composed } from "../../http/compose.ts";
import { composeLogins, type Logins } from "../../http/compose-logins.ts";
import { type Events, eventsOf } from "../../http/events.ts";
import { routes } from "../../http/main.ts";
import { keepGauges } from "../../http/observe/gauges.ts";
import { measuredPorts, measuredStore, type Watching } from "../../http/observe/measured-ports.ts";
import { plainTracer } from "../../http/observe/plain-tracer.ts";
import { publication } from "../../http/publication.ts";
import { answerChecker } from "./answer-checker.ts";
import { signedChange } from "./officer.ts";
import { withSealing } from "./sealing.ts";
import { LEDGER, makeWorld, OPERATOR, type World, withHierarchy } from "./world.ts";

export type App = {
  readonly world: World;
  readonly attempts: Attempts;
  readonly events: Events;
  readonly request: (path: string, init?: RequestInit, env?: object) => Promise<Response>;
  readonly tokens: Readonly<Record<string, string>>;
  /** Another token, good for an hour. */
  readonly issueToken: (holder: string, scope?: readonly Right[]) => Promise<string>;
  /** A call with JSON in and out. */
  readonly call: (
    holder: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers }>;
};

const issueToken = async (world: World, holder: string, scope?: readonly Right[]): Promise<string> => {
  const secret = new Uint8Array(randomBytes(32));
  const token = {
    id: randomUUID(),
    digest: toBase64url(sha256(secret)) as Digest,
    holder,
    notAfter: addSeconds(world.clock.now(), 3600),
    ...(scope && { scope: [...scope] }),
  };
  const change = { type: "IssueToken", token } as const;
  const approvals = signedChange(LEDGER, change, [world.alice, world.bob]);
  expectOk(await changeGovernance(world.ports, OPERATOR, randomUUID(), change, approvals));
  return `cartulary_${token.id}_${toBase64url(secret)}`;
};

export type AppOptions = NonNullable<Parameters<typeof eventsOf>[2]> & {
  readonly sender?: SenderOptions;
  readonly book?: DeliveryBook;
  readonly watching?: Watching;
  readonly log?: Log;
  /** Whether a sealer runs beside it. */
  readonly isSealed?: boolean;
  readonly logins?: (ports: World["ports"]) => Logins;
};

/** How events leave a world in memory. */
export const eventsIn = ({ ports, runner }: Pick<World, "ports" | "runner">, options: AppOptions = {}): Events => {
  const parts = {
    ports,
    runner,
    book: options.book ?? openMemoryDeliveryBook(),
    sender: webhookSender(options.sender),
  };
  return eventsOf(parts, silentLog, options);
};

/** Costs as low as they may be, and few attempts. */
export const loginsIn = (
  ports: Parameters<typeof composeLogins>[1],
  passwords = openMemoryPasswordBook(),
  directory?: Directory,
  secondFactor: "never" | "when-linked" | "always" = "when-linked",
): Logins =>
  composeLogins(
    {
      login: {
        attemptsPerName: 5,
        attemptsPerAddress: 20,
        lockSeconds: 600,
        argon2Memory: ARGON2_FLOOR.memory,
        argon2Passes: ARGON2_FLOOR.passes,
        secondFactor,
      },
      session: { idleSeconds: 900, absoluteSeconds: 3600, companionSeconds: 300 },
    },
    ports,
    passwords,
    directory,
  );

export const API_URL = "https://pki.test:8443";

type Asked = (path: string, init?: RequestInit, env?: object) => Response | Promise<Response>;

/** What the API and the public listener answer, as if they had one address. */
export const allRoutes = (
  composed: Pick<Composed, "ports" | "runner" | "troubles"> & Partial<Pick<Composed, "watching">>,
  attempts: Attempts,
  events: Events = eventsIn(composed),
  log: Log = silentLog,
  logins: Logins = loginsIn(composed.ports),
): { readonly request: Asked } => {
  const none = { checkpoint: async () => undefined, tile: async () => undefined };
  const others = { apiUrl: () => API_URL, warnings: () => [], tiles: none };
  const watching = { metrics: noMetrics, tracer: plainTracer(composed.ports.entropy) };
  const by = routes(
    { watching, ...composed },
    { publishing: publication(composed.ports, log), attempts, log, events, logins, ...others },
  );
  const isPublic = (path: string): boolean =>
    /^(?:http:\/\/[^/]+)?\/(?:ocsp|crl|aia|ledger\/(?:checkpoint|tile|gap-))\b/.test(path);
  return { request: (path, init, env) => (isPublic(path) ? by.public : by.api).request(path, init, env) };
};

const watched = (world: World, watching: Watching): World => {
  const store = measuredStore(world.ports.store, watching);
  return { ...world, ports: measuredPorts({ ...world.ports, store }, watching) };
};

export const makeApp = async (options: AppOptions = {}): Promise<App> => {
  const made = await withHierarchy(await makeWorld());
  const { watching, log = silentLog } = options;
  const seen = watching === undefined ? made : watched(made, watching);
  const sealing = options.isSealed === true ? withSealing(seen) : undefined;
  const world = sealing === undefined ? seen : { ...seen, ports: sealing.ports };
  const tokens: Record<string, string> = {};
  for (const holder of ["operator:admin", "officer:alice", "service:web", "service:other"])
    tokens[holder] = await issueToken(world, holder);
  const { ports, runner } = world;
  // Read models that follow by themselves, as in the server.
  void runner.run(new AbortController().signal);
  const attempts = watchAttempts(ports);
  const events = eventsIn(world, options);
  const composed = { ports, runner, troubles: new Map(), ...(watching && { watching }) };
  if (watching !== undefined) keepGauges({ ...composed, ...events, version: "0.0.0" }, watching.metrics);
  const app = allRoutes(composed, attempts, events, log, (options.logins ?? loginsIn)(ports));
  const checkAnswer = await answerChecker(async (path) => app.request(`http://pki.test${path}`));
  const request = async (path: string, init?: RequestInit, env?: object): Promise<Response> => {
    const response = await app.request(`http://pki.test${path}`, init, env);
    await checkAnswer(init?.method ?? "GET", path, response);
    return response;
  };
  return {
    world,
    attempts,
    events,
    tokens,
    issueToken: (holder, scope) => issueToken(world, holder, scope),
    request,
    call: async (holder, method, path, body, headers = {}) => {
      const authorization = holder === null ? {} : { authorization: `Bearer ${tokens[holder] ?? holder}` };
      const text = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
      const response = await request(path, {
        method,
        headers: { "content-type": "application/json", ...authorization, ...headers },
        ...text,
      });
      const raw = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: raw.startsWith("{") ? JSON.parse(raw) : { raw },
      };
    },
  };
};
