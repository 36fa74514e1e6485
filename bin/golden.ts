/**
 * Writes what is generated from the code and kept in the repository: a golden JSON for each new (type, version) of event,
 * a golden ledger for each version of the program, a file for each lint's defect, the typed client, and in docs/ the event
 * catalogue, the table of clauses, that of settings, and those of roles. Golden events and ledgers are append-only: what was ever shipped is
 * never written again.
 *
 *   npm run golden              says what is missing or stale
 *   npm run golden -- --write   writes it
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readEvent } from "../domain/catalogue.ts";
import { clientOperations, clientTypes } from "../test/support/client-operations.ts";
import { conformance } from "../test/support/conformance.ts";
import { eventCatalogue } from "../test/support/event-catalogue.ts";
import { DEFECTS, pemOf, SOUND } from "../test/support/lint/all-defects.ts";
import { metricsTable } from "../test/support/metrics-table.ts";
import { openApiDocument } from "../test/support/openapi-document.ts";
import { rightsTable, rolesTable, routesTable } from "../test/support/roles-table.ts";
import { sampleHistory } from "../test/support/sample-history.ts";
import { settingsTable } from "../test/support/settings-table.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const isWriting = process.argv.includes("--write");
let stale = 0;

const keep = (path: string, content: string, isFrozen: boolean): void => {
  const there = existsSync(`${root}${path}`) ? readFileSync(`${root}${path}`, "utf8") : undefined;
  if (there === content || (isFrozen && there !== undefined)) return;
  if (isWriting) {
    writeFileSync(`${root}${path}`, content);
    console.log(`written: ${path}`);
    return;
  }
  stale += 1;
  console.log(`${there === undefined ? "missing" : "stale"}: ${path}`);
};

mkdirSync(`${root}test/vectors/events`, { recursive: true });
mkdirSync(`${root}test/vectors/ledgers`, { recursive: true });
const history = await sampleHistory();
const seen = new Set<string>();
for (const { bytes } of history) {
  const event = readEvent(bytes);
  if (!event.ok) throw new TypeError(event.error.detail);
  const name = `${event.value.type}@${event.value.v}.json`;
  if (seen.has(name)) continue;
  seen.add(name);
  keep(`test/vectors/events/${name}`, `${new TextDecoder().decode(bytes)}\n`, true);
}
/** A whole ledger as this version writes it, one envelope a line: every later version must fold it. */
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
const lines = history.map(({ bytes }) => `${new TextDecoder().decode(bytes)}\n`);
keep(`test/vectors/ledgers/${version}.jsonl`, lines.join(""), true);
mkdirSync(`${root}test/vectors/lint`, { recursive: true });
for (const vector of [...SOUND, ...DEFECTS]) keep(`test/vectors/lint/${vector.name}.pem`, pemOf(vector), false);
keep("docs/event-catalogue.md", eventCatalogue(), false);

/** The typed client, and the JavaScript that programs import: Node takes no TypeScript from a package. */
const document = await openApiDocument();
keep("http/client/resources.ts", clientTypes(document), false);
keep("http/client/operations.ts", clientOperations(document), false);
const built = mkdtempSync(join(tmpdir(), "cartulary-client-"));
const { status, stdout } = spawnSync(
  join(root, "node_modules/.bin/tsc"),
  ["--project", join(root, "http/client/tsconfig.json"), "--outDir", built],
  { encoding: "utf8" },
);
if (status !== 0) throw new Error(stdout);
mkdirSync(`${root}http/client/dist`, { recursive: true });
for (const name of readdirSync(built)) keep(`http/client/dist/${name}`, readFileSync(join(built, name), "utf8"), false);
rmSync(built, { recursive: true });
// Last: it looks at what was written before.
keep("docs/conformance.md", conformance(), false);
/** The part of a page between its marks. */
const keepPart = (path: string, mark: string, part: string): void => {
  const between = new RegExp(`<!-- ${mark} -->[\\s\\S]*<!-- /${mark} -->`);
  const page = readFileSync(`${root}${path}`, "utf8");
  keep(
    path,
    page.replace(between, () => `<!-- ${mark} -->\n${part}\n<!-- /${mark} -->`),
    false,
  );
};
keepPart("docs/configuration.md", "settings", settingsTable());
keepPart("docs/observability.md", "metrics", metricsTable());
keepPart("docs/roles.md", "roles", rolesTable());
keepPart("docs/roles.md", "rights", rightsTable());
keepPart("docs/roles.md", "routes", routesTable(document));
process.exitCode = stale > 0 ? 1 : 0;
