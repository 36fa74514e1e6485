/** The floors: who may import whom. docs/architecture.md tells why; test/architecture.test.ts proves that they hold. */
const FLOOR1 = "policy|pki|emv|statement";
/** The composition root: the only files outside adapters/ that name adapters. */
const COMPOSITION =
  "main|compose|compose-logins|compose-sealing|compose-signer|compose-tls|compose-watching|compose-witness|dry-run-scratch|provision|provision-module|module-file|sealer-main|signer-main";
const AGGREGATES =
  "governance|authority|key|request|certificate|crl|ocsp|guard|webhook|challenge|order|backup|transparency";

/** @param {string} name @param {string} from @param {string} to @param {string} [fromNot] @param {string} [toNot] */
const forbid = (name, from, to, fromNot, toNot) => ({
  name,
  severity: "error",
  from: { path: from, ...(fromNot && { pathNot: fromNot }) },
  to: { path: to, ...(toNot && { pathNot: toNot }) },
});

export default {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "domain-is-pure",
      severity: "error",
      from: { path: "^domain/", pathNot: "^domain/kernel/digest\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "domain-knows-only-valibot",
      severity: "error",
      from: { path: "^domain/" },
      to: { path: "node_modules/", pathNot: "node_modules/valibot/" },
    },
    forbid(
      "floor-0",
      "^domain/(kernel|der)/",
      "^(domain|projections|adapters|http|test|bin)/",
      undefined,
      "^domain/(kernel|der)/",
    ),
    forbid(
      "floor-1",
      `^domain/(${FLOOR1})/`,
      "^(domain|projections|adapters|http|test|bin)/",
      undefined,
      `^domain/(kernel|der|${FLOOR1})/`,
    ),
    forbid(
      "floor-2",
      `^domain/(${AGGREGATES})/`,
      "^(domain|projections|adapters|http|test|bin)/",
      undefined,
      `^domain/(kernel|der|${FLOOR1}|${AGGREGATES})/`,
    ),
    {
      name: "aggregates-know-each-others-events-only",
      severity: "error",
      from: { path: `^domain/(${AGGREGATES})/` },
      to: { path: `^domain/(${AGGREGATES})/`, pathNot: ["^domain/$1/", "/events\\.ts$"] },
    },
    forbid(
      "floor-3",
      "^domain/ports/",
      "^(domain|projections|adapters|http|test|bin)/",
      undefined,
      `^domain/(catalogue\\.ts$|(kernel|der|${FLOOR1}|${AGGREGATES}|ports)/)`,
    ),
    forbid(
      "catalogue",
      "^domain/catalogue\\.ts$",
      "^(domain|projections|adapters|http)/",
      undefined,
      `^domain/(kernel/|(${AGGREGATES})/events\\.ts$)`,
    ),
    forbid("floor-4", "^domain/process/", "^(projections|adapters|http|test|bin)/"),
    forbid("projections-fold-only", "^projections/", "^(domain/process|adapters|http|test|bin)/"),
    {
      name: "projections-are-pure",
      severity: "error",
      from: { path: "^projections/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "adapters-do-not-meet",
      severity: "error",
      from: { path: "^adapters/([^/]+)/", pathNot: "^adapters/cli/" },
      to: { path: "^(adapters/[^/]+/|http/|test/|bin/)", pathNot: "^adapters/$1/" },
    },
    forbid("cli-uses-the-composition", "^adapters/cli/", "^http/[^/]+/", undefined, "^http/api/[a-z-]*schemas\\.ts$"),
    {
      name: "protocols-do-not-meet",
      severity: "error",
      from: { path: "^http/([^/]+)/" },
      to: { path: "^http/[^/]+/", pathNot: "^http/$1/" },
    },
    forbid("protocols-know-no-adapter", "^http/[^/]+/", `^(adapters/|http/(${COMPOSITION})\\.ts$|test/|bin/)`),
    forbid("composition-alone-names-adapters", "^http/[^/]+\\.ts$", "^adapters/", `^http/(${COMPOSITION})\\.ts$`),
    forbid("nothing-needs-tests", "^(domain|projections|adapters|http)/", "^(test|bin)/"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Built from http/client/*.ts, and held against them by bin/golden.ts.
    exclude: { path: "^http/client/dist/" },
    // TypeScript 7 has no API for tools; without another parser nothing would be looked at, and all would seem well.
    parser: "swc",
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".mjs", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
