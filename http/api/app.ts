/** The REST API under /v1 and its OpenAPI document. One file per resource; problems from one table. */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { generateSpecs } from "hono-openapi";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { Log } from "../../domain/ports/log.ts";
import { type ApiVariables, authenticate, checkIdempotencyKey } from "./authenticate.ts";
import { type AuthorityDeps, authorityRoutes } from "./authorities.ts";
import { type CertificateDeps, certificateRoutes } from "./certificates.ts";
import { governanceRoutes } from "./governance.ts";
import { type LedgerDeps, ledgerRoutes } from "./ledger.ts";
import { mandateRoutes } from "./mandates.ts";
import { failure, noSuchRoute, problem } from "./problem.ts";
import { type RequestDeps, requestRoutes } from "./requests.ts";
import { readYourWrites } from "./route.ts";

export type ApiDeps = RequestDeps &
  Omit<AuthorityDeps, "publish"> &
  Omit<CertificateDeps, "publish"> &
  LedgerDeps & {
    readonly publishCrl: AuthorityDeps["publish"];
    readonly publishChange: CertificateDeps["publish"];
    readonly log: Log;
    readonly version: string;
  };

const MAX_BODY = 256 << 10;

const documentation = (version: string) => ({
  info: { title: "Cartulary", version, description: "Certificate authority over a ledger. Every write is an event." },
  components: { securitySchemes: { token: { type: "http" as const, scheme: "bearer" } } },
  security: [{ token: [] }],
});

export const apiApp = (deps: ApiDeps): Hono<ApiVariables> => {
  const { ports, log } = deps;
  const v1 = new Hono<ApiVariables>()
    .route("/", requestRoutes(deps))
    .route("/", certificateRoutes({ ...deps, publish: deps.publishChange }))
    .route("/", authorityRoutes({ ...deps, publish: deps.publishCrl }))
    .route("/", governanceRoutes(deps))
    .route("/", mandateRoutes(deps))
    .route("/", ledgerRoutes(deps));
  const app = new Hono<ApiVariables>();
  const documented = new Hono<ApiVariables>().route("/v1", v1);
  const tooLarge = () => problem(refusal("input.too-large", "the body is too large", { maxBytes: MAX_BODY }));
  app.get("/v1/openapi.json", async (c) =>
    c.json(await generateSpecs(documented, { documentation: documentation(deps.version) })),
  );
  app.use(
    "/v1/*",
    bodyLimit({ maxSize: MAX_BODY, onError: tooLarge }),
    authenticate(ports, deps.attempts),
    checkIdempotencyKey,
    readYourWrites(ports.queries),
  );
  app.route("/", documented);
  app.notFound(() => noSuchRoute());
  app.onError((error, c) => {
    // A body that is no JSON arrives here as the framework's own error.
    if ("getResponse" in error && (error as { status?: number }).status === 400)
      return problem(refusal("input.malformed", "the body cannot be read"));
    log.error(
      { error: error.name, code: (error as { code?: unknown }).code, path: c.req.routePath, stack: error.stack },
      "a request failed",
    );
    return failure(error);
  });
  return app;
};
