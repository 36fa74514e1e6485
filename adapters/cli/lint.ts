/** cartulary lint: certificates, CRLs and OCSP responses held against the rules of their standards. Needs no server. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { pemBlocks } from "../../domain/pki/pem.ts";
import { lint, lintAny, RULE_COUNT, type Structure } from "../../domain/policy/lint/lint.ts";
import type { Finding } from "../../domain/policy/lint/rule.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT, FoundExit } from "./exit.ts";

const STRUCTURES: Readonly<Record<string, Structure>> = {
  CERTIFICATE: "certificate",
  "X509 CRL": "crl",
  "OCSP RESPONSE": "ocsp-response",
};
const MAX_BYTES = 1 << 28;

type Report = {
  readonly file: string;
  /** From 1, in the order of the file. */
  readonly position: number;
  readonly structure: Structure | null;
  readonly findings: readonly Finding[];
};

/** What cannot be looked at breaks the first rule of all. */
const unreadable = (detail: string): readonly Finding[] => [
  { rule: "structure-is-readable", clause: "X.690 §10", severity: "error", detail },
];

const reportOf = (file: string, position: number, der: Uint8Array, known: Structure | undefined): Report => {
  if (known !== undefined) {
    const findings = lint(known, der);
    const all = findings.ok ? findings.value : unreadable(findings.error.detail);
    return { file, position, structure: known, findings: all };
  }
  const any = lintAny(der);
  if (any.ok) return { file, position, ...any.value };
  return { file, position, structure: null, findings: unreadable("neither certificate, CRL nor OCSP response") };
};

const reportsOf = (file: string): readonly Report[] => {
  const bytes = new Uint8Array(readFileSync(file === "-" ? 0 : file));
  if (bytes.length > MAX_BYTES) throw new CliExit(EXIT.refused, "input.too-large", `${file} is too large`);
  const text = bytes[0] === 0x30 ? "" : new TextDecoder("latin1").decode(bytes);
  const blocks = pemBlocks(text);
  if (!blocks.ok) throw new CliExit(EXIT.refused, blocks.error.code, `${file}: ${blocks.error.detail}`);
  if (blocks.value.length === 0) return [reportOf(file, 1, bytes, undefined)];
  return blocks.value.flatMap(({ label, der }, i) => {
    const structure = STRUCTURES[label];
    return structure === undefined ? [] : [reportOf(file, i + 1, der, structure)];
  });
};

const linesOf = ({ file, position, structure, findings }: Report): readonly string[] => [
  `${file}${position > 1 ? ` (${position})` : ""}: ${structure ?? "unknown"}, ${
    findings.length === 0
      ? `none of ${structure === null ? 0 : RULE_COUNT[structure]} rules broken`
      : `${findings.length} findings`
  }`,
  ...findings.map((f) => `  ${f.severity.padEnd(7)}  ${f.rule.padEnd(40)}  ${f.clause.padEnd(24)}  ${f.detail}`),
];

const run = (files: readonly string[], command: Command): void => {
  const { out } = contextOf(command);
  const reports = files.flatMap(reportsOf);
  if (reports.length === 0)
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
    .argument("<files...>", "PEM with any number of blocks, or DER; - for standard input")
    .addHelpText(
      "after",
      "\nEnds with 4 when a rule that says MUST is broken; warnings and notices do not count. A rule is asked of structures\nmade since it holds: by notBefore, thisUpdate or producedAt.",
    )
    .action((files: readonly string[], _options, command: Command) => run(files, command));
};
