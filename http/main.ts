/**
 * The server: public bytes first, then health, then the API; beside them the read models, the recovery pass and the
 * signer process. Everything is put together here and nowhere else (`compose.ts` picks the adapters).
 */
import { fileURLToPath } from "node:url";
import { serve as listen } from "@hono/node-server";
import { Hono } from "hono";
import { superviseSigner } from "../adapters/signer-process/supervisor.ts";
import { fromBase64url } from "../domain/kernel/bytes.ts";
import { codeOf } from "../domain/kernel/fault-code.ts";
import type { EventFeed } from "../domain/ports/event-feed.ts";
import type { Log } from "../domain/ports/log.ts";
import { ocspResponder } from "../domain/process/answer-ocsp.ts";
import { type Attempts, watchAttempts } from "../domain/process/watch-attempts.ts";
import { certificateIndex } from "../projections/certificate-index.ts";
import { eventFeedOver } from "../projections/event-feed.ts";
import { authorityByKey, issuerDirectory } from "../projections/issuer-directory.ts";
import { keyIndex } from "../projections/key-index.ts";
import { raQueue } from "../projections/ra-queue.ts";
import type { Runner } from "../projections/runner.ts";
import { aiaApp } from "./aia/app.ts";
import { apiApp } from "./api/app.ts";
import { type EventStreams, eventStreams, type StreamLimits } from "./api/event-streams.ts";
import { keepFollowing, keepRecovering, keepWatching } from "./background.ts";
import { type Composed, compose } from "./compose.ts";
import { isLoopback, type ServerConfig } from "./config.ts";
import { crlApp } from "./crl/app.ts";
import { dryRunScratch } from "./dry-run-scratch.ts";
import { healthApp } from "./health.ts";
import { ocspApp } from "./ocsp/app.ts";
import { type Publication, publication } from "./publication.ts";
import { version } from "./version.ts";

const root = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const DRAIN_MS = 10_000;

export type Events = { readonly feed: EventFeed; readonly streams: EventStreams };
export const eventsOf = (runner: Runner, limits?: StreamLimits): Events => {
  const feed = eventFeedOver(runner);
  return { feed, streams: eventStreams(feed, limits) };
};

/** All routes. What needs no login comes before anything that costs time per request. */
export const routes = (
  { ports, runner, troubles }: Composed,
  publishing: Publication,
  attempts: Attempts,
  log: Log,
  events: Events = eventsOf(runner),
): Hono => {
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
    ports,
    log,
    attempts,
    directory,
    queue: view(raQueue.name),
    index: view(certificateIndex.name),
    ...events,
    keys: view(keyIndex.name),
    publishing,
    scratch: dryRunScratch,
    version: version(),
  });
  const app = new Hono()
    .route(
      "/",
      ocspApp({ answer: ocspResponder(ports), now: ports.clock.now, onFault: failed("an OCSP request failed") }),
    )
    .route("/", crlApp({ current: publishing.current, onFault: failed("a CRL could not be served") }))
    .route("/", aiaApp({ certificate }))
    .route("/", healthApp(ports, runner, troubles))
    .mount("/", api.app.fetch);
  // The framework's own prints a stack and answers with a page of text.
  app.onError((error) => {
    log.error({ code: codeOf(error), stack: error.stack }, "a request failed");
    return new Response(null, { status: 500 });
  });
  return app;
};

export type Running = { readonly url: string; readonly stop: () => Promise<void> };

/** Starts the server and resolves when it listens. `stop` answers what was accepted, then closes everything. */
export const serve = async (config: ServerConfig, log: Log): Promise<Running> => {
  const composed = await compose(config, log);
  const { runner } = composed;
  const supervisor = config.signer.isSupervised
    ? superviseSigner({ launcher: root("bin/cartulary"), arguments: ["signer", "--home", config.home], log })
    : undefined;
  const stopping = new AbortController();
  await runner.catchUp();
  const following = keepFollowing(composed, log, stopping.signal);
  const watching = keepWatching(composed, config.alarmsSeen, log, stopping.signal);
  const attempts = watchAttempts(composed.ports);
  const recovering = keepRecovering(composed, attempts, log, stopping.signal);

  const events = eventsOf(runner);
  const { host, port } = config.listen;
  const app = routes(composed, publication(composed.ports, log), attempts, log, events);
  const { server, url } = await new Promise<{ server: ReturnType<typeof listen>; url: string }>((resolve, reject) => {
    const started = listen({ fetch: app.fetch, hostname: host, port }, (info) =>
      resolve({ server: started, url: `http://${host}:${info.port}` }),
    );
    started.once("error", reject);
  });
  log.info({ url, home: config.home, mode: config.mode }, "listening");
  if (!isLoopback(host))
    log.warn(
      { host },
      "others reach this address, and tokens travel in the clear: put TLS in front (docs/operations.md)",
    );

  return {
    url,
    stop: async () => {
      // They would not end by themselves, and whoever follows resumes elsewhere.
      events.streams.close();
      const drained = new Promise<void>((resolve) => server.close(() => resolve()));
      const deadline = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), DRAIN_MS);
      if ("closeIdleConnections" in server) server.closeIdleConnections();
      await drained;
      clearTimeout(deadline);
      stopping.abort();
      await Promise.all([following, watching, recovering]);
      await attempts.flush().catch(() => log.warn({}, "the last refused attempts could not be written down"));
      await supervisor?.stop();
      await composed.close();
      log.info({}, "stopped");
    },
  };
};
