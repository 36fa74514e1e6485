/** cartulary request, cartulary approve. */
import { readFileSync } from "node:fs";
import { confirm } from "@clack/prompts";
import type { Command } from "commander";
import { OID } from "../../domain/der/oid.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { canonicalDigest } from "../../domain/kernel/envelope.ts";
import { parseSubjectAltName } from "../../domain/pki/extension/subject-alt-name.ts";
import { parseName } from "../../domain/pki/name.ts";
import { formatName } from "../../domain/pki/name-text.ts";
import { parseTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import type { RequestAnswer } from "../../http/api/schemas.ts";
import { api } from "./client.ts";
import { type CliContext, contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";
import { readOfficerKey, signStatement } from "./officer-key.ts";

const fail = (code: string, message: string): never => {
  throw new CliExit(EXIT.refused, code, message);
};

/** What an approver must see, taken from the bytes that will be signed and not from what the server says about them. */
const describe = (r: RequestAnswer): readonly string[] => {
  const bytes = r.tbs === null ? undefined : fromBase64url(r.tbs);
  const tbs = bytes && parseTbsCertificate(bytes);
  if (!tbs?.ok) return fail("cli.plan-unreadable", "the planned certificate cannot be read: do not approve it");
  const subject = parseName(tbs.value.subject);
  const san = tbs.value.extensions.find((e) => e.oid === OID.subjectAltName);
  const names = san && parseSubjectAltName(san.value);
  const days = Math.round(r.plan.durationSeconds / 86_400);
  return [
    `request    ${r.id} (${r.state})`,
    `requester  ${r.requester}`,
    `subject    ${subject.ok ? formatName(subject.value) || "(empty)" : "(unreadable)"}`,
    `names      ${names?.ok ? names.value.map((n) => `${n.kind}:${n.value}`).join(", ") : "none"}`,
    `profile    ${r.plan.profile.id} version ${r.plan.profile.version}, ${days} days`,
    `authority  ${r.plan.authority}, serial ${tbs.value.serial}`,
    ...r.plan.findings.map((f) => `${f.severity.padEnd(10)} ${f.detail}`),
    `digest     ${r.digest}`,
    `approvals  ${r.approvers.length} of ${r.quorum}${r.approvers.length > 0 ? `: ${r.approvers.join(", ")}` : ""}`,
  ];
};

const outcome = (r: RequestAnswer): string => {
  if (r.certificate !== null) return `certificate issued: ${r.certificate.issuer}/${r.certificate.serial}`;
  if (r.pending !== null) return `approved, waiting for the signer (${r.pending}); the server finishes it by itself`;
  return `request is ${r.state}: ${r.approvers.length} of ${r.quorum} approvals`;
};

const submit = async (file: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { authority, profile, note, idempotencyKey } = command.opts<{
    authority: string;
    profile: string;
    note?: string;
    idempotencyKey?: string;
  }>();
  const csr = readFileSync(file, "utf8");
  const body = { authority, profile, csr, ...(note !== undefined && { note }) };
  const r = await api<RequestAnswer>(context, "/v1/requests", {
    body,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
  context.out.result(r, [...describe(r), `next: cartulary approve ${r.id} --officer ID --key FILE`]);
};

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  type Row = {
    id: string;
    state: string;
    profile: string;
    requester: string;
    submittedAt: string;
    approvers: string[];
  };
  const { items } = await api<{ items: Row[] }>(context, "/v1/requests");
  const rows = items.map((r) => [
    r.id,
    r.state,
    r.profile,
    r.requester,
    r.submittedAt.slice(0, 19),
    r.approvers.join(" "),
  ]);
  context.out.table(items, ["id", "state", "profile", "requester", "submitted", "approvers"], rows);
};

const show = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const r = await api<RequestAnswer>(context, `/v1/requests/${id}`);
  context.out.result(r, [...describe(r), outcome(r)]);
};

/** The plan must hash to what is signed, and its bytes must be the plan's: else the server shows one thing and has another signed. */
const checkShown = (r: RequestAnswer): void => {
  if (canonicalDigest(r.plan) !== r.digest || r.statement.digest !== r.digest || r.statement.subject !== r.id)
    fail("cli.digest-mismatch", "the plan that the server shows is not the one it wants signed: do not approve it");
  if ("plain" in r.plan.tbs && r.plan.tbs.plain !== r.tbs)
    fail("cli.digest-mismatch", "the bytes that the server shows are not the plan's: do not approve it");
};

const agreed = async (context: CliContext, r: RequestAnswer, decision: string, isYes: boolean): Promise<boolean> => {
  for (const line of describe(r)) context.out.note(line);
  if (isYes) return true;
  if (!process.stdin.isTTY)
    throw new CliExit(EXIT.usage, "cli.not-confirmed", "not a terminal: give --yes to sign without asking");
  return (await confirm({ message: `Sign: ${decision} this certificate?` })) === true;
};

const approve = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const {
    officer,
    key: file,
    deny,
    yes,
  } = command.opts<{ officer: string; key: string; deny: boolean; yes: boolean }>();
  const r = await api<RequestAnswer>(context, `/v1/requests/${id}`);
  checkShown(r);
  const decision = deny ? "deny" : "approve";
  if (!(await agreed(context, r, decision, yes)))
    throw new CliExit(EXIT.refused, "cli.not-confirmed", "nothing was signed");
  const key = await readOfficerKey(file);
  const body = signStatement(key, officer, r.statement as Subject, decision);
  const after = await api<RequestAnswer>(context, `/v1/requests/${id}/approvals`, { body });
  context.out.result(after, [`${officer} has signed: ${decision}`, outcome(after)]);
};

const cancel = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const r = await api<RequestAnswer>(context, `/v1/requests/${id}/cancellation`, { method: "POST" });
  context.out.result(r, [outcome(r)]);
};

export const addRequest = (program: Command): void => {
  const request = program.command("request").description("certification requests");
  request
    .command("submit <csr.pem>")
    .description("submit a PKCS #10 request")
    .requiredOption("--authority <id>", "the authority that shall issue")
    .requiredOption("--profile <id>", "tls-server or tls-client")
    .option("--note <text>", "a word to the approvers, stored sealed")
    .option("--idempotency-key <key>", "the same key makes a repeated submission the same request")
    .action((file: string, _options, command: Command) => submit(file, command));
  request
    .command("list")
    .description("list requests")
    .action((_options, command: Command) => list(command));
  request
    .command("show <id>")
    .description("show a request and its plan")
    .action((id: string, _options, command: Command) => show(id, command));
  request
    .command("cancel <id>")
    .description("withdraw a request of your own")
    .action((id: string, _options, command: Command) => cancel(id, command));
  program
    .command("approve <request>")
    .description("sign an approval (or a denial) of a request with your own key")
    .requiredOption("--officer <id>", "who you are")
    .requiredOption("--key <file>", "your private key, PEM")
    .option("--deny", "deny instead of approving", false)
    .option("--yes", "do not ask", false)
    .action((id: string, _options, command: Command) => approve(id, command));
};
