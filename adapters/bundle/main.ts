/**
 * The verifier by itself: built into one file that needs Node 24 and nothing else (`npm run build:verifier`). The same
 * checks as `cartulary verify`, with the same options, output and codes.
 */
import { parseArgs } from "node:util";
import { visibleLines } from "../../domain/kernel/visible-text.ts";
import type { Verdict } from "../../domain/process/check/verdict.ts";
import { BundleFault } from "./read.ts";
import { verdictLines } from "./verdict-text.ts";
import { type Asked, AskedWrongly, verifyBundleAt, verifyReceiptAt } from "./verify.ts";

const USAGE = `Verifies a Cartulary ledger offline, believing one key and nothing else.

  node cartulary-verify.mjs bundle DIRECTORY --key VKEY [options]
  node cartulary-verify.mjs receipt FILE --key VKEY [options]

  --key VKEY           the sealer's verifier key, which you have from the officers; or a file with it
  --witness VKEY       a witness that must have seen the checkpoint; may be given more than once
  --witness-quorum M   so many of the witnesses are enough
  --since FILE         a checkpoint that you kept: the ledger must continue it
  --structure          only what bytes show: order, hashes, chains, seals
  --statements         look at each officer's statement by itself too, and count them
  --statuses FILE      write each certificate's status there
  --scratch DIRECTORY  where there is room for what does not fit into memory
  --json               print JSON

Exit codes: 0 sound, 4 not sound, 2 wrong usage, 70 a defect of this program.
`;

const CODE = { sound: 0, usage: 2, found: 4, defect: 70 } as const;

const OPTIONS = {
  key: { type: "string" },
  witness: { type: "string", multiple: true },
  "witness-quorum": { type: "string" },
  since: { type: "string" },
  structure: { type: "boolean", default: false },
  statements: { type: "boolean", default: false },
  statuses: { type: "string" },
  scratch: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new AskedWrongly((error as Error).message);
  }
};

const progress = (events: number, of: number): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2Kverifying: ${events} of ${of} events`);
};

const run = (args: readonly string[]): number => {
  const { values, positionals } = parsed(args);
  const [what, path, ...more] = positionals;
  if (values.help) {
    process.stdout.write(USAGE);
    return CODE.sound;
  }
  const verify = { bundle: verifyBundleAt, receipt: verifyReceiptAt }[what ?? ""];
  if (verify === undefined || path === undefined || more.length > 0 || values.key === undefined)
    throw new AskedWrongly("expected: bundle DIRECTORY --key VKEY, or receipt FILE --key VKEY");
  const quorum = values["witness-quorum"];
  if (quorum !== undefined && !/^[1-9]\d?$/.test(quorum)) throw new AskedWrongly("--witness-quorum takes a number");
  const asked: Asked = {
    key: values.key,
    witnesses: values.witness ?? [],
    quorum: quorum === undefined ? undefined : Number(quorum),
    since: values.since,
    isStructureOnly: values.structure,
    statements: values.statements,
    statuses: values.statuses,
    scratch: values.scratch,
    onProgress: progress,
  };
  const verdict: Verdict = verify(path, asked);
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
  const text = values.json ? JSON.stringify(verdict) : visibleLines(verdictLines(verdict, values.key).join("\n"));
  process.stdout.write(`${text}\n`);
  return verdict.isSound ? CODE.sound : CODE.found;
};

const ended = (error: unknown): number => {
  if (error instanceof AskedWrongly) {
    process.stderr.write(`${visibleLines(error.message)}\n\n${USAGE}`);
    return CODE.usage;
  }
  if (error instanceof BundleFault) {
    process.stdout.write(`NOT SOUND: ${visibleLines(error.message)}\n`);
    return CODE.found;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : "unknown"}\n`);
  return CODE.defect;
};

// The warning that SQLite is experimental says nothing about the verdict.
process.removeAllListeners("warning");
try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  process.exitCode = ended(error);
}
