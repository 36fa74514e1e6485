/** Changes of governance as files that go from officer to officer: read, shown, written. */
import { existsSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { kindOf } from "../../domain/governance/change.ts";
import { officerLines } from "../../domain/governance/changes/officer-enrolled.ts";
import { policyLines } from "../../domain/governance/policy.ts";
import { openedName, type Proposal, ProposalSchema, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { utf8 } from "../../domain/kernel/bytes.ts";
import { canonicalDigest } from "../../domain/kernel/envelope.ts";
import type { Sealed } from "../../domain/kernel/sealed.ts";
import { formOf } from "../../domain/statement/form.ts";
import { writeFileDurably } from "../atomic-file.ts";
import { CliExit, EXIT } from "./exit.ts";

const unusable = (path: string, why: string): CliExit =>
  new CliExit(EXIT.usage, "cli.proposal-unusable", `${path}: ${why}`);

/** What is to be proposed, where it is too long for options. */
export const readJsonFile = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw unusable(path, "cannot be read");
  }
};

export const readProposal = (path: string): Proposal => {
  const parsed = v.safeParse(ProposalSchema, readJsonFile(path));
  if (parsed.success) return parsed.output;
  throw unusable(path, `is no proposal (${v.getDotPath(parsed.issues[0]) ?? "at the top"})`);
};

export const writeProposal = (path: string, proposal: Proposal): void =>
  writeFileDurably(path, utf8(`${JSON.stringify(proposal, null, 2)}\n`));

/** A new one never takes the place of another, which may carry signatures. */
export const refuseExisting = (path: string): void => {
  if (existsSync(path)) throw unusable(path, "exists: give another file");
};

/** Several copies of one proposal, each signed by somebody: one with all their statements. */
export const mergeProposals = (files: readonly string[]): Proposal => {
  const [first, ...copies] = files.map((file) => ({ file, proposal: readProposal(file) }));
  if (first === undefined) throw new TypeError("no file was given");
  const digestOf = (p: Proposal): string => canonicalDigest(subjectOfProposal(p));
  const other = copies.find(({ proposal }) => digestOf(proposal) !== digestOf(first.proposal));
  if (other !== undefined) throw unusable(other.file, `proposes something else than ${first.file}`);
  const all = [first, ...copies].flatMap(({ proposal }) => proposal.approvals);
  // In two forms an officer may have signed twice: with what they have, and with what they get.
  const approvals = [...new Map(all.map((a) => [`${a.statement.approver} ${formOf(a)}`, a])).values()];
  return { ...first.proposal, approvals };
};

const changeLines = (proposal: Proposal): readonly string[] => {
  const { change } = proposal;
  const named = (sealed: Sealed): string => openedName(proposal, sealed) ?? "(the name cannot be seen)";
  if (change.type !== "Found") return kindOf(change.type).lines(change, named);
  const { quorum, officers, profiles, policy } = change.founding;
  return [
    `change     found the ledger; every later act needs ${quorum} of its officers`,
    ...officers.flatMap((o) => officerLines(o, named)),
    ...(policy === undefined ? [] : policyLines(policy)),
    `profiles   ${profiles.map((p) => `${p.id} ${p.version}`).join(", ")} (SHA-256 ${canonicalDigest(profiles)})`,
  ];
};

/** What is signed, read out of what is signed. */
export const proposalLines = (proposal: Proposal): readonly string[] => {
  const { ledger, digest } = subjectOfProposal(proposal);
  const signers = proposal.approvals.map((a) => a.statement.approver);
  return [
    `ledger     ${ledger}`,
    ...changeLines(proposal),
    `digest     ${digest}`,
    `signed by  ${signers.join(", ") || "nobody yet"}`,
  ];
};
