/** Changes of governance as files that go from officer to officer: read, shown, written. */
import { existsSync, readFileSync } from "node:fs";
import * as v from "valibot";
import type { Officer } from "../../domain/governance/events.ts";
import { openedName, type Proposal, ProposalSchema, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { fromBase64url, toHex, utf8 } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import { canonicalDigest } from "../../domain/kernel/envelope.ts";
import { visibleText } from "../../domain/kernel/visible-text.ts";
import { subtreeText } from "../../domain/policy/mandate/subtree-text.ts";
import type { Mandate } from "../../domain/policy/mandate.ts";
import { writeFileDurably } from "../atomic-file.ts";
import { CliExit, EXIT } from "./exit.ts";

const unusable = (path: string, why: string): CliExit =>
  new CliExit(EXIT.usage, "cli.proposal-unusable", `${path}: ${why}`);

export const readProposal = (path: string): Proposal => {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw unusable(path, "cannot be read");
  }
  const parsed = v.safeParse(ProposalSchema, value);
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
  const approvals = [...new Map(all.map((a) => [a.statement.approver, a])).values()];
  return { ...first.proposal, approvals };
};

/** SHA-256 of DER in hex, as `openssl pkey -pubin -outform DER | sha256sum` prints it. */
export const fingerprint = (der: string): string => toHex(sha256(fromBase64url(der) ?? new Uint8Array()));

const officerLines = (proposal: Proposal, { id, name, roles, spki }: Officer): readonly string[] => [
  `officer    ${id}, ${visibleText(openedName(proposal, name) ?? "(the name cannot be seen)")}`,
  `roles      ${roles.join(", ")}`,
  `key        SHA-256 ${fingerprint(spki)}`,
];

const mandateLines = (m: Mandate): readonly string[] => [
  `change     grant the mandate ${m.id}: certificates without approvals`,
  `for        ${m.requesters.join(", ")}`,
  `profile    ${m.profile.id} version ${m.profile.version}, keys ${m.keyAlgorithms.join(", ")}`,
  ...m.subtrees.map((s) => `names      ${visibleText(subtreeText(s))}`),
  `quota      ${m.quota.certificates} in ${m.quota.seconds} seconds`,
  `time       ${m.notBefore} to ${m.notAfter}`,
  `authority  ${m.authority}, key ${m.key}, certificate SHA-256 ${fingerprint(m.issuer)}`,
  `status at  ${visibleText(m.publicUrl)}`,
];

const changeLines = (proposal: Proposal): readonly string[] => {
  const { change } = proposal;
  switch (change.type) {
    case "Found": {
      const { quorum, officers, profiles } = change.founding;
      return [
        `change     found the ledger; every later act needs ${quorum} of its officers`,
        ...officers.flatMap((o) => officerLines(proposal, o)),
        `profiles   ${profiles.map((p) => `${p.id} ${p.version}`).join(", ")} (SHA-256 ${canonicalDigest(profiles)})`,
      ];
    }
    case "EnrolOfficer":
      return ["change     enrol an officer", ...officerLines(proposal, change.officer)];
    case "RetireOfficer":
      return [`change     retire the officer ${change.officer}, and end their tokens`];
    case "GrantMandate":
      return mandateLines(change.mandate);
    case "SuspendMandate":
      return [`change     suspend the mandate ${change.mandate}, for ever`];
    case "IssueToken": {
      const { holder, id, notAfter } = change.token;
      return [`change     let ${holder} call the API until ${notAfter}`, `token      ${id}`];
    }
    case "RevokeToken":
      return [`change     end the API token ${change.token} ("cartulary token list" tells whose it is)`];
  }
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
