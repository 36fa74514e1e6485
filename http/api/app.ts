/** The REST API under /v1, its OpenAPI document and its page. One file per resource; problems from one table. */
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { EventFeed } from "../../domain/ports/event-feed.ts";
import type { Log } from "../../domain/ports/log.ts";
import type { Metrics } from "../../domain/ports/metrics.ts";
import type { PasswordBook } from "../../domain/ports/password-book.ts";
import type { View } from "../../domain/ports/read-store.ts";
import type { Scratch } from "../../domain/process/dry-run.ts";
import type { Ports } from "../../domain/process/ports.ts";
import type { Attempts } from "../../domain/process/watch-attempts.ts";
import { authenticate, checkIdempotencyKey, isSecretAnswer } from "./authenticate.ts";
import { authorityRoutes } from "./authorities.ts";
import { BATCHES, batchRoutes } from "./batch.ts";
import { certificateRoutes } from "./certificates.ts";
import { credentialRoutes } from "./credentials.ts";
import { crlRoutes } from "./crls.ts";
import { docsPage } from "./docs-page.ts";
import { openApi } from "./documentation.ts";
import { takeDryRun } from "./dry-run.ts";
import type { EventStreams } from "./event-streams.ts";
import { governanceRoutes } from "./governance.ts";
import { keyRoutes } from "./keys.ts";
import { ledgerRoutes } from "./ledger.ts";
import { ledgerPage } from "./ledger-page.ts";
import { loginPage } from "./login-page.ts";
import { loginRoutes } from "./logins.ts";
import { mandateRoutes } from "./mandates.ts";
import { metricsRoutes } from "./metrics.ts";
import { operations } from "./operations.ts";
import { policyRoutes } from "./policy.ts";
import { failure, noSuchRoute, problem, wrongMethod } from "./problem.ts";
import { profileRoutes } from "./profiles.ts";
import { requestRoutes } from "./requests.ts";
import { roleRoutes } from "./roles.ts";
import { readYourWrites } from "./route.ts";
import { sealedLedgerRoutes } from "./sealed-ledger.ts";
import { type SessionDeps, sessionRoutes } from "./sessions.ts";
import type { ApiVariables, Publishing } from "./variables.ts";
import { type WebhookDeps, webhookRoutes } from "./webhooks.ts";

export type ApiDeps = WebhookDeps &
  SessionDeps & {
    readonly passwords: PasswordBook;
    /** Watches every call from outside its door. */
    readonly observe: MiddlewareHandler;
    readonly metrics: Pick<Metrics, "scrape">;
    readonly ports: Ports;
    readonly attempts: Attempts;
    readonly directory: View;
    readonly queue: View;
    readonly index: View;
    readonly keys: View;
    readonly feed: EventFeed;
    readonly streams: EventStreams;
    readonly publishing: Publishing;
    /** What a dry run needs. */
    readonly scratch: () => Scratch;
    readonly log: Log;
    readonly version: string;
  };

export type Api = {
  readonly app: Hono<ApiVariables>;
  /** Resolves when nothing that was accepted is still going on. */
  readonly drained: () => Promise<void>;
};

/** Routes of `health.ts` that stand beside these. */
const PROBES = new Set(["/livez", "/readyz"]);

const MAX_BODY = 256 << 10;
const MAX_BATCH = 4 << 20;

const limited = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: () => problem(refusal("input.too-large", "the body is too large", { maxBytes: maxSize })),
  });

/** Bodies are JSON: what calls itself something else is not read as if it were. */
const onlyJson: MiddlewareHandler = async (c, next) => {
  const type = c.req.method === "GET" ? undefined : c.req.header("content-type");
  if (type === undefined || /^application\/(?:[a-z.-]+\+)?json\s*(?:;|$)/i.test(type)) return next();
  return problem(refusal("input.wrong-type", "the body is not JSON", { field: "Content-Type" }));
};

/** The methods of an address, for callers who took a wrong one. */
const methodsOf = (app: Hono<ApiVariables>) => {
  const rows = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({ method, shape: new RegExp(`^${path.replace(/:[^/]+/g, "[^/]+")}$`) }));
  return (path: string): readonly string[] => [
    ...new Set(rows.filter(({ shape }) => shape.test(path)).map(({ method }) => method)),
  ];
};

export const apiApp = (deps: ApiDeps): Api => {
  const { ports, log, directory } = deps;
  const app = new Hono<ApiVariables>();
  // Whoever asks for health asks every second, and there is nothing to tell of it.
  app.use((c, next) => (PROBES.has(c.req.path) ? next() : deps.observe(c, next)));
  const operating = operations(app.fetch);
  const { publicUrl } = ports;
  const v1 = new Hono<ApiVariables>()
    .route("/", requestRoutes(deps))
    .route("/", certificateRoutes(deps))
    .route("/", authorityRoutes({ directory, publicUrl }))
    .route("/", crlRoutes({ directory, publicUrl }))
    .route("/", keyRoutes(deps))
    .route("/", profileRoutes())
    .route("/", governanceRoutes(deps))
    .route("/", credentialRoutes())
    .route("/", loginRoutes())
    .route("/", sessionRoutes(deps))
    .route("/", roleRoutes())
    .route("/", policyRoutes())
    .route("/", mandateRoutes())
    .route("/", ledgerRoutes(deps))
    .route("/", sealedLedgerRoutes())
    .route("/", webhookRoutes(deps))
    .route("/", metricsRoutes(deps))
    .route("/", batchRoutes(app.fetch))
    .route("/", operating.routes);
  const documented = new Hono<ApiVariables>().route("/v1", v1);
  // Made once: anybody may ask for it, and making it takes a tenth of a second.
  let made: Promise<string> | undefined;
  app.get("/v1/openapi.json", async (c) => {
    made ??= openApi(documented, deps.version).then((document) => JSON.stringify(document));
    return c.body(await made, 200, { "content-type": "application/json", "cache-control": "no-cache" });
  });
  app.route("/", docsPage());
  app.route("/", loginPage());
  app.route("/", ledgerPage());
  const small = limited(MAX_BODY);
  const large = limited(MAX_BATCH);
  app.use("/v1/*", (c, next) => {
    // Not even looked for: asking for a body makes the framework build the whole of a request.
    if (c.req.method === "GET") return next();
    return (c.req.path.startsWith(BATCHES) ? large : small)(c, next);
  });
  app.use(
    "/v1/*",
    authenticate(deps),
    onlyJson,
    checkIdempotencyKey,
    readYourWrites(ports.queries),
    async (c, next) => {
      c.set("publishing", deps.publishing);
      return next();
    },
    // Its answer is for the one who asked alone, and nothing of it is kept: it does not go on behind an operation.
    (c, next) => (isSecretAnswer(c) ? next() : operating.begin(c, next)),
    takeDryRun(deps.scratch),
  );
  app.route("/", documented);
  const methods = methodsOf(documented);
  app.notFound((c) => {
    const allowed = methods(c.req.path);
    return allowed.length > 0 ? wrongMethod(allowed) : noSuchRoute();
  });
  app.onError((error, c) => {
    // A body that is no JSON arrives here as the framework's own error.
    if ("getResponse" in error && (error as { status?: number }).status === 400)
      return problem(refusal("input.malformed", "the body cannot be read", { field: "body" }));
    log.error(
      { error: error.name, code: (error as { code?: unknown }).code, path: c.req.routePath, stack: error.stack },
      "a request failed",
    );
    return failure(error);
  });
  return { app, drained: operating.drained };
};
