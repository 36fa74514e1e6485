/** cartulary officer: who the officers are, and proposals to enrol and retire them. */
import type { Command } from "commander";
import { fingerprint } from "../../domain/governance/fingerprint.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { GovernanceAnswer } from "../../http/api/schemas.ts";
import { many } from "./argument.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { type Gate, wishOf, withGate } from "./governance-gate.ts";
import { readOfficerPublicKey } from "./officer-key.ts";
import { proposalLines, refuseExisting, writeProposal } from "./proposal-file.ts";

type Proposing = { readonly out: string; readonly local: boolean };

/** Makes a proposal, writes it, and says who signs next. */
export const propose = async (
  command: Command,
  wish: Parameters<Gate["propose"]>[0],
  signers: string,
  more: { readonly value: object; readonly lines: readonly string[]; readonly verifier?: string } = {
    value: {},
    lines: [],
  },
): Promise<void> => {
  const context = contextOf(command);
  const { out: file, local } = command.opts<Proposing>();
  refuseExisting(file);
  const { value, lines, ...aside } = more;
  const proposal = { ...(await withGate(context, local, (gate) => gate.propose(wish))), ...aside };
  writeProposal(file, proposal);
  context.out.result({ file, change: proposal.change, ...value }, [
    ...proposalLines(proposal),
    ...lines,
    `next: cartulary governance sign ${file} --officer ID --key FILE   (by ${signers})`,
    `then: cartulary governance submit ${file}`,
  ]);
};

export const proposing = (command: Command): Command =>
  command
    .requiredOption("--out <file>", "write the proposal here")
    .option("--local", "propose to the store on this machine, without a server", false);

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const { officers, quorum } = await api(context, GovernanceAnswer, "/v1/governance");
  context.out.note(`every act needs ${quorum} approvers`);
  const rows = officers.map((o) => [
    o.id,
    o.roles.join(" "),
    o.isActive ? "enrolled" : "retired",
    fingerprint(o.spki).slice(0, 32),
  ]);
  context.out.table(officers, ["id", "roles", "state", "key, SHA-256 begins"], rows);
};

type EnrolOptions = { readonly key: string; readonly name: string; readonly role?: readonly string[] };

const enrol = (id: string, command: Command): Promise<void> => {
  const { key, name, role } = command.opts<EnrolOptions>();
  const spki = toBase64url(readOfficerPublicKey(key));
  const wish = wishOf({ type: "EnrolOfficer", officer: { id, name, spki, roles: role ?? ["approver", "revoker"] } });
  return propose(command, wish, `the quorum, and by ${id} with the key that is enrolled`);
};

export const addOfficer = (program: Command): void => {
  const officer = program.command("officer").description("the officers, and proposals to enrol and retire them");
  officer
    .command("list")
    .description("list officers, those who retired too")
    .action((_options, command: Command) => list(command));
  proposing(officer.command("enrol <id>"))
    .description("propose an officer; the quorum and the newcomer sign it")
    .requiredOption("--key <file>", "the newcomer's public key, PEM (openssl pkey -in KEY -pubout)")
    .requiredOption("--name <name>", "full name, stored sealed")
    .option("--role <role>", "approver or revoker (repeat; default both)", many)
    .action((id: string, _options, command: Command) => enrol(id, command));
  proposing(officer.command("retire <id>"))
    .description("propose that an officer retires; their tokens end with it; the quorum signs it")
    .action((id: string, _options, command: Command) =>
      propose(command, wishOf({ type: "RetireOfficer", officer: id }), "the quorum"),
    );
};
