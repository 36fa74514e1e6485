/** cartulary governance: look at a change, sign it, hand it in. Signing needs no server. */
import type { Command } from "commander";
import type { Officer } from "../../domain/governance/officer.ts";
import { type Proposal, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { formOf } from "../../domain/statement/form.ts";
import { dryRunOption } from "./argument.ts";
import { ask, refuseToSign } from "./ask.ts";
import { contextOf } from "./context.ts";
import { withGate } from "./governance-gate.ts";
import { pinnedLedger } from "./pinned-ledger.ts";
import { mergeProposals, proposalLines, readProposal, writeProposal } from "./proposal-file.ts";
import { readSigner, type SignerOptions, signing } from "./statement-signer.ts";

type SignOptions = SignerOptions & {
  readonly officer: string;
  readonly ledger?: string;
  readonly yes: boolean;
};

/** Who is made an officer by this change: their key stands in it. */
const newcomers = ({ change }: Proposal): readonly Officer[] => {
  if (change.type === "Found") return change.founding.officers;
  return change.type === "EnrolOfficer" ? [change.officer] : [];
};

const checkKey = (proposal: Proposal, id: string, spki: Uint8Array): void => {
  const own = newcomers(proposal).find((o) => o.id === id);
  if (own !== undefined && own.spki !== toBase64url(spki))
    refuseToSign(`this is not the key that ${id} is enrolled with`);
  if (own === undefined && proposal.change.type === "Found") refuseToSign(`${id} is none of the founders`);
};

const sign = async (file: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { officer, ledger, yes, ...how } = command.opts<SignOptions>();
  const proposal = readProposal(file);
  const subject = subjectOfProposal(proposal);
  for (const line of proposalLines(proposal)) context.out.note(line);
  const pinned = proposal.change.type === "Found" ? ledger : pinnedLedger(context, ledger);
  if (pinned !== undefined && pinned !== subject.ledger)
    refuseToSign(`this is about another ledger (${subject.ledger}) than yours (${pinned})`);
  if (proposal.approvals.some((a) => a.statement.approver === officer && formOf(a) === how.form))
    refuseToSign(`${officer} has signed before`);
  await ask(context, yes ? [] : [{ flag: "--yes", text: "Sign this change?" }]);
  const signer = await readSigner(how);
  if (how.form === "key") checkKey(proposal, officer, signer.spki);
  const approvals = [...proposal.approvals, await signer.sign(officer, subject, "approve")];
  writeProposal(file, { ...proposal, approvals });
  const signers = approvals.map((a) => a.statement.approver);
  context.out.result({ file, signers }, [
    `${officer} has signed; in ${file} are the signatures of ${signers.join(", ")}`,
    proposal.change.type === "Found"
      ? "next: the other founders sign, then: cartulary init --signed FILE"
      : "next: whoever else must sign does, then: cartulary governance submit FILE",
  ]);
};

const show = (file: string, command: Command): void => {
  const { out } = contextOf(command);
  const proposal = readProposal(file);
  out.result({ ...subjectOfProposal(proposal), ...proposal }, proposalLines(proposal));
};

const submit = async (files: readonly string[], command: Command): Promise<void> => {
  const context = contextOf(command);
  const proposal = mergeProposals(files);
  const changed = await withGate(context, command.opts<{ local: boolean }>().local, (gate) => gate.handIn(proposal));
  context.out.result(changed, [
    `${changed.type}: it is in the ledger, revision ${changed.revision} of the governance stream`,
  ]);
};

/** Below whatever has proposals to be signed. */
export const addSign = (parent: Command): void => {
  signing(parent.command("sign <file>"))
    .description("sign a proposal with your own key; the signature goes into the file; needs no server")
    .option("--ledger <name>", "the only ledger to sign for (default: CARTULARY_LEDGER, or the local server's)")
    .option("--yes", "do not ask", false)
    .action((file: string, _options, command: Command) => sign(file, command));
};

export const addGovernance = (program: Command): void => {
  const governance = program
    .command("governance")
    .description("changes of who may do what: looked at, signed, handed in (docs/officers.md)");
  governance
    .command("show <file>")
    .description("show what a proposal changes, and who has signed it")
    .action((file: string, _options, command: Command) => show(file, command));
  addSign(governance);
  governance
    .command("submit <files...>")
    .description("hand in a signed proposal, or several copies of it, each signed by somebody")
    .option("--local", "write to the store on this machine: for when nobody has a token any more", false)
    .addOption(dryRunOption().conflicts("local"))
    .action((files: string[], _options, command: Command) => submit(files, command));
};
