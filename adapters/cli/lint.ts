/** cartulary lint: certificates, CRLs and OCSP responses held against the rules of their standards. Needs no server. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { lint, lintAny, RULE_COUNT, type Structure } from "../../domain/policy/lint/lint.ts";
import type { Finding } from "../../domain/policy/lint/rule.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT, FoundExit } from "./exit.ts";
import { readFrom, structuresIn } from "./structures.ts";

const STRUCTURES: Readonly<Record<string, Structure>> = {
  CERTIFICATE: "certificate",
  "X509 CRL": "crl",
  "OCSP RESPONSE": "ocsp-response",
};
const MAX_BYTES = 1 << 28;

type Report = {
  readonly file: string;
  /** From 1, in the order of the file, what is in a bundle one by one. */
  readonly position: number;
  readonly structure: Structure | null;
  /** Of a block for which there are no rules: it was not looked at. */
  readonly skipped?: string;
  readonly findings: readonly Finding[];
};

/** What cannot be looked at breaks the first rule of all. */
const unreadable = (detail: string): readonly Finding[] => [
  { rule: "structure-is-readable", clause: "X.690 §10", severity: "error", detail },
];

const judged = (known: Structure | undefined, der: Uint8Array): Pick<Report, "structure" | "findings"> => {
  if (known !== undefined) {
    const findings = lint(known, der);
    return { structure: known, findings: findings.ok ? findings.value : unreadable(findings.error.detail) };
  }
  const any = lintAny(der);
  if (any.ok) return any.value;
  return { structure: null, findings: unreadable("neither certificate, CRL nor OCSP response, nor a bundle of them") };
};

const reportsOf = (file: string): readonly Report[] => {
  const bytes = new Uint8Array(readFileSync(file === "-" ? 0 : file));
  if (bytes.length > MAX_BYTES) throw new CliExit(EXIT.refused, "input.too-large", `${file} is too large`);
  const found = readFrom(file, structuresIn(bytes));
  if (found.length === 0) return [{ file, position: 1, ...judged(undefined, bytes) }];
  return found.map(({ label, der }, i): Report => {
    const known = label === undefined ? undefined : STRUCTURES[label];
    const place = { file, position: i + 1 };
    if (label !== undefined && known === undefined) return { ...place, structure: null, skipped: label, findings: [] };
    return { ...place, ...judged(known, readFrom(file, der())) };
  });
};

const verdictOf = ({ structure, findings }: Report): string =>
  findings.length === 0
    ? `none of ${structure === null ? 0 : RULE_COUNT[structure]} rules broken`
    : `${findings.length} findings`;

const linesOf = (report: Report): readonly string[] => {
  const { file, position, structure, skipped, findings } = report;
  const place = `${file}${position > 1 ? ` (${position})` : ""}`;
  if (skipped !== undefined) return [`${place}: ${skipped}, not looked at`];
  return [
    `${place}: ${structure ?? "unknown"}, ${verdictOf(report)}`,
    ...findings.map((f) => `  ${f.severity.padEnd(7)}  ${f.rule.padEnd(40)}  ${f.clause.padEnd(24)}  ${f.detail}`),
  ];
};

const run = (files: readonly string[], command: Command): void => {
  const { out } = contextOf(command);
  const reports = files.flatMap(reportsOf);
  if (reports.every((r) => r.skipped !== undefined))
    throw new CliExit(
      EXIT.refused,
      "input.malformed",
      "nothing there that is a certificate, a CRL or an OCSP response",
    );
  out.result(reports, reports.flatMap(linesOf));
  if (reports.some((r) => r.findings.some((f) => f.severity === "error")))
    throw new FoundExit("lint.findings", "a rule that says MUST is broken");
};

export const addLint = (program: Command): void => {
  program
    .command("lint")
    .description("hold certificates, CRLs and OCSP responses against the rules of their standards")
    .argument("<files...>", "PEM with any number of blocks, or DER; bundles (PKCS #7) are opened; - for standard input")
    .addHelpText(
      "after",
      "\nEnds with 4 when a rule that says MUST is broken; warnings and notices do not count. A rule is asked of structures\nmade since it holds: by notBefore, thisUpdate or producedAt.",
    )
    .action((files: readonly string[], _options, command: Command) => run(files, command));
};
