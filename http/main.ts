/**
 * The server: an address for the API (HTTPS), one for public bytes (OCSP, CRL, AIA), perhaps one for whoever runs the
 * machine; beside them the read models, the recovery pass and the signer process. Everything is put together here and
 * nowhere else (`compose.ts` picks the adapters).
 */
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { superviseSigner } from "../adapters/signer-process/supervisor.ts";
import { fromBase64url } from "../domain/kernel/bytes.ts";
import { codeOf } from "../domain/kernel/fault-code.ts";
import type { Log } from "../domain/ports/log.ts";
import type { Metrics } from "../domain/ports/metrics.ts";
import { ocspResponder } from "../domain/process/answer-ocsp.ts";
import { type Attempts, watchAttempts } from "../domain/process/watch-attempts.ts";
import { certificateIndex } from "../projections/certificate-index.ts";
import { authorityByKey, issuerDirectory } from "../projections/issuer-directory.ts";
import { keyIndex } from "../projections/key-index.ts";
import { raQueue } from "../projections/ra-queue.ts";
import { apiUrlOf, isOpsOpen } from "./addresses.ts";
import { aiaApp } from "./aia/app.ts";
import { apiApp } from "./api/app.ts";
import { keepFollowing, keepRecovering, keepWatching } from "./background.ts";
import { type Composed, compose } from "./compose.ts";
import { composeLogins, directoryOf, type Logins, passwordBookIn } from "./compose-logins.ts";
import { keptTls } from "./compose-tls.ts";
import type { ServerConfig } from "./config.ts";
import type { ConnectionBindings } from "./connection.ts";
import { crlApp } from "./crl/app.ts";
import { dryRunScratch } from "./dry-run-scratch.ts";
import { type Events, eventsOf } from "./events.ts";
import { healthApp } from "./health.ts";
import { inTheClear } from "./in-the-clear.ts";
import { type TilesDeps, tilesApp } from "./ledger/app.ts";
import { proxyList } from "./listen/client-address.ts";
import { type ListenerOptions, type Listening, listen } from "./listen/listener.ts";
import { keepGauges } from "./observe/gauges.ts";
import { counted } from "./observe/public.ts";
import { observed } from "./observe/requests.ts";
import { ocspApp } from "./ocsp/app.ts";
import { opsApp } from "./ops/app.ts";
import { type Publication, publication } from "./publication.ts";
import { version } from "./version.ts";
import { vitals } from "./vitals.ts";

const root = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What one listener answers. */
type App = Hono<ConnectionBindings>;

/** What the routes need beside the ports. */
export type RouteDeps = {
  readonly publishing: Publication;
  readonly attempts: Attempts;
  readonly log: Log;
  readonly events: Events;
  readonly logins: Logins;
  readonly tiles: Omit<TilesDeps, "onFault">;
  readonly apiUrl: () => string;
  /** Warnings for /readyz about what does not stand in the ledger. */
  readonly warnings: () => readonly string[];
  /** Reasons for /readyz beside those of the parts. */
  readonly reasons?: () => Promise<readonly string[]>;
};
export type Routes = {
  readonly api: App;
  readonly public: App;
  readonly ops: App;
  /** Resolves when nothing that was accepted is still going on. */
  readonly drained: () => Promise<void>;
};

/** All routes, by the listener that they are on. On the public one none asks for a login, and none costs more than its work. */
export const routes = (
  { ports, runner, troubles, watching }: Pick<Composed, "ports" | "runner" | "troubles" | "watching">,
  { publishing, attempts, log, events, logins, tiles, apiUrl, warnings, reasons }: RouteDeps,
): Routes => {
  const view = runner.view;
  const directory = view(issuerDirectory.name);
  const failed =
    (says: string) =>
    (error: unknown): void =>
      log.error({ code: codeOf(error) }, says);
  const certificate = (key: string) => {
    const der = authorityByKey(directory, key)?.der;
    return der == null ? undefined : fromBase64url(der);
  };
  const api = apiApp({
    observe: observed({ log, entropy: ports.entropy, ...watching }),
    metrics: watching.metrics,
    ports,
    log,
    attempts,
    directory,
    queue: view(raQueue.name),
    index: view(certificateIndex.name),
    ...events,
    ...logins,
    apiOrigin: () => new URL(apiUrl()).origin,
    keys: view(keyIndex.name),
    publishing,
    scratch: dryRunScratch,
    version: version(),
  });
  const health = healthApp(ports, runner, troubles, { warnings, reasons });
  const byListener = {
    // Not mounted: that would make another Request of each.
    api: api.app.route("/", health) as unknown as App,
    public: new Hono<ConnectionBindings>()
      .route(
        "/",
        ocspApp({ answer: ocspResponder(ports), now: ports.clock.now, onFault: failed("an OCSP request failed") }),
      )
      .route("/", crlApp({ current: publishing.current, onFault: failed("a CRL could not be served") }))
      .route("/", aiaApp({ certificate }))
      .route("/", tilesApp({ ...tiles, onFault: failed("a tile could not be served") }))
      .route("/", health)
      .mount("/", inTheClear(apiUrl, attempts).fetch),
    ops: new Hono<ConnectionBindings>().route("/", opsApp({ health, metrics: watching.metrics })),
  };
  // The framework's own prints a stack and answers with a page of text. The API has its own.
  for (const app of [byListener.public, byListener.ops])
    app.onError((error) => {
      log.error({ code: codeOf(error), stack: error.stack }, "a request failed");
      return new Response(null, { status: 500 });
    });
  return { ...byListener, drained: api.drained };
};

const countedAttempts = (attempts: Attempts, metrics: Metrics): Attempts => ({
  ...attempts,
  note: (code) => {
    metrics.count("attempts_refused_total", { code });
    attempts.note(code);
  },
});

export type Running = { readonly url: string; readonly stop: () => Promise<void> };

const PRESSED = {
  connections: "connections were turned away: there are as many as limits.connections allows",
  unread: "clients were cut off that did not read their answers",
} as const;

/** One listener of the configuration, or what went wrong told with its address. */
const openers =
  (config: ServerConfig, log: Log, metrics: Metrics) =>
  async (role: ListenerOptions["role"], app: App, tls?: ListenerOptions["tls"]): Promise<Listening> => {
    const { limits, listen: at, trustedProxies } = config;
    const { host, port } = at[role] ?? at.public;
    const listening = await listen({
      role,
      host,
      port,
      tls,
      fetch: role === "api" ? app.fetch : counted(metrics, role, app.fetch),
      proxies: proxyList(trustedProxies),
      limits: {
        ...limits,
        headerMs: limits.headerSeconds * 1000,
        requestMs: limits.requestSeconds * 1000,
        answerMs: limits.answerSeconds * 1000,
        keepAliveMs: limits.keepAliveSeconds * 1000,
      },
      onPressed: (what, count) => {
        metrics.count("listener_pressed_total", { listener: role, what }, count);
        log.warn({ role, count }, PRESSED[what]);
      },
    });
    log.info({ role, url: listening.url, home: config.home, mode: config.mode }, "listening");
    return listening;
  };

/** Starts the server and resolves when it listens. `stop` answers what was accepted, then closes everything. */
export const serve = async (config: ServerConfig, log: Log): Promise<Running> => {
  const tls = keptTls(config, log);
  const composed = await compose(config, log);
  const { runner } = composed;
  const supervisor = config.signer.isSupervised
    ? superviseSigner({ launcher: root("bin/cartulary"), arguments: ["signer", "--home", config.home], log })
    : undefined;
  const stopping = new AbortController();
  const signs = vitals({ ...composed, home: config.home });
  await runner.catchUp();
  const following = keepFollowing(composed, log, stopping.signal);
  const watching = keepWatching(composed, config.alarmsSeen, log, stopping.signal);
  const attempts = countedAttempts(watchAttempts(composed.ports), composed.watching.metrics);
  const recovering = keepRecovering(composed, attempts, log, stopping.signal);

  const events = eventsOf(composed, log);
  keepGauges({ ...composed, ...events, version: version(), home: config.home }, composed.watching.metrics);
  const delivering = events.courier.run(stopping.signal);
  let apiPort = config.listen.api.port;
  const apps = routes(composed, {
    publishing: publication(composed.ports, log),
    attempts,
    log,
    events,
    logins: composeLogins(config, composed.ports, passwordBookIn(config.home), directoryOf(config)),
    tiles: composed.sealing.tiles,
    apiUrl: () => apiUrlOf(config, apiPort),
    warnings: tls.warnings,
    reasons: signs.reasons,
  });
  const open = openers(config, log, composed.watching.metrics);
  const listeners: Listening[] = [];
  const sealing = composed.sealing.keep(composed.ports, composed.troubles, stopping.signal);
  const background: Promise<unknown>[] = [sealing, following, watching, recovering, delivering];
  const stop = async (): Promise<void> => {
    // They would not end by themselves, and whoever follows resumes elsewhere.
    events.streams.close();
    const patience = config.limits.drainSeconds * 1000;
    await Promise.all(listeners.map((l) => l.drain(patience)));
    await Promise.race([apps.drained(), pause(patience, undefined, { ref: false })]);
    stopping.abort();
    signs.stop();
    await Promise.all(background);
    await attempts.flush().catch(() => log.warn({}, "the last refused attempts could not be written down"));
    await supervisor?.stop();
    await composed.close();
    await composed.watching.tracer.close();
    log.info({}, "stopped");
  };
  try {
    const api = await open("api", apps.api, tls.identity());
    listeners.push(api);
    apiPort = api.port;
    listeners.push(await open("public", apps.public));
    if (config.listen.ops !== undefined) listeners.push(await open("ops", apps.ops));
    if (isOpsOpen(config))
      log.warn({}, "others reach the listener for health and metrics, which asks nobody who they are");
    background.push(tls.keep(api.setTls, stopping.signal));
    return { url: api.url, stop };
  } catch (error) {
    // An address that is taken: nothing that runs already may be left running.
    await stop();
    throw error;
  }
};
