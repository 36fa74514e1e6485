/**
 * Ratios against a yardstick that does the same necessary work in the same run. Nothing here is asserted: the machine is
 * what it is. docs/benchmarks.md tells what each measures and what limits it.
 *
 *   npm run bench                          all of it
 *   npm run bench -- append-group replay   some of it
 *   npm run bench -- --json FILE           and the figures as JSON
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { appendEsdb } from "./append-esdb.ts";
import { appendGroup } from "./append-group.ts";
import { coldStart } from "./cold-start.ts";
import { gateLatency } from "./gate-latency.ts";
import { httpOverhead } from "./http-overhead.ts";
import { issuance } from "./issue.ts";
import { issueHttpDurable, latencyIssue } from "./issue-http.ts";
import type { Bench, Result } from "./measure.ts";
import { csrParse, issueCore, tbsEncode, vsPeculiar, vsPkijs } from "./pki.ts";
import { replay } from "./replay.ts";
import { sealing } from "./seal.ts";
import { verifyFull, verifyStructure } from "./verify.ts";
import { verifyMemory } from "./verify-memory.ts";

const ALL: Readonly<Record<string, Bench>> = {
  "append-group": appendGroup,
  "append-esdb": appendEsdb,
  issue: issuance,
  "issue-http-durable": issueHttpDurable,
  "latency-issue": latencyIssue,
  "http-overhead": httpOverhead,
  replay,
  "verify-structure": verifyStructure,
  "verify-full": verifyFull,
  "verify-memory": verifyMemory,
  seal: sealing,
  "gate-latency": gateLatency,
  "tbs-encode": tbsEncode,
  "issue-core": issueCore,
  "csr-parse": csrParse,
  "vs-peculiar-x509": vsPeculiar,
  "vs-pkijs": vsPkijs,
  "cold-start-100k": coldStart,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "string" } } });
const unknown = positionals.filter((name) => !(name in ALL));
if (unknown.length > 0) {
  process.stderr.write(`no such benchmark: ${unknown.join(", ")}; there are ${Object.keys(ALL).join(", ")}\n`);
  process.exit(2);
}

const text = (n: number): string => n.toLocaleString("en", { maximumFractionDigits: n < 100 ? 2 : 0 }).padStart(10);
const results: Result[] = [];
for (const [name, bench] of Object.entries(ALL)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const r = await bench();
  results.push(r);
  const { ratio, value, unit, yardstick, yardstickValue } = r;
  process.stdout.write(
    `${name.padEnd(18)} ratio ${ratio.toFixed(2)}  ${text(value)} ${unit}, against ${text(yardstickValue)}: ${yardstick}\n`,
  );
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
