/** The founders' ceremony as commands carry it out: in one place with all keys, or as a document that goes to each key. */
import { mkdirSync } from "node:fs";
import * as v from "valibot";
import { type Policy, PolicySchema } from "../../domain/governance/policy.ts";
import { subjectOfProposal } from "../../domain/governance/proposal.ts";
import type { SignedStatement } from "../../domain/statement/statement.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { makeToken } from "../../http/api-token.ts";
import { checkFounding, checkSetUp, firstTokenEnds, proposeFounding, type SetupOptions } from "../../http/provision.ts";
import type { CliContext } from "./context.ts";
import { CliExit, EXIT, orExit } from "./exit.ts";
import { type OfficerKey, readOfficerKey, readOfficerPublicKey, signStatement } from "./officer-key.ts";
import { mergeProposals, proposalLines, readJsonFile, refuseExisting, writeProposal } from "./proposal-file.ts";

/** `founder`: a key file for each id. `name`: full names. `token`: holders of the first tokens. */
export type FoundersOptions = {
  readonly founder?: Readonly<Record<string, string>>;
  readonly name?: Readonly<Record<string, string>>;
  readonly token?: readonly string[];
  readonly quorum: number;
  readonly policy?: string;
  readonly ledger: string;
};

type Signed = Pick<SetupOptions, "founding" | "tokens">;

const policyIn = ({ policy: file }: FoundersOptions): Policy | undefined => {
  if (file === undefined) return undefined;
  const parsed = v.safeParse(PolicySchema, readJsonFile(file));
  if (parsed.success) return parsed.output;
  throw new CliExit(
    EXIT.usage,
    "governance.policy-unsound",
    `${file}: ${v.getDotPath(parsed.issues[0]) ?? "is no policy"}`,
  );
};

/** First half of a founding in which every founder keeps their key: the document that they sign. */
export const writeFounding = async (context: CliContext, options: FoundersOptions, file: string): Promise<void> => {
  const { home, out } = context;
  const { founder = {}, name = {}, ledger, quorum } = options;
  const policy = policyIn(options);
  refuseExisting(file);
  const founders = Object.entries(founder).map(([id, path]) => ({
    id,
    name: name[id] ?? id,
    spki: readOfficerPublicKey(path),
  }));
  orExit(checkSetUp({ home, ledger, quorum, policy, founders, holders: [] }), EXIT.usage);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const proposal = orExit(await proposeFounding({ home, ledger, quorum, policy, founders }));
  writeProposal(file, proposal);
  out.result({ file, ledger, quorum, founders: Object.keys(founder) }, [
    ...proposalLines(proposal),
    `next: cartulary governance sign ${file} --officer ID --key FILE   (by every founder, wherever their key is)`,
    `then: cartulary init --home ${home} --signed ${file}`,
  ]);
};

/** A founding in one go: every founder's private key is read here. */
export const foundHere = async ({ home }: CliContext, options: FoundersOptions): Promise<Signed> => {
  const { founder = {}, name = {}, ledger, quorum } = options;
  const policy = policyIn(options);
  const keys = new Map<string, OfficerKey>();
  for (const [id, path] of Object.entries(founder)) keys.set(id, await readOfficerKey(path));
  const founders = [...keys].map(([id, { spki }]) => ({ id, name: name[id] ?? id, spki }));
  const holders = options.token ?? ["operator:admin", ...[...keys.keys()].map((id) => `officer:${id}`)];
  orExit(checkSetUp({ home, ledger, quorum, policy, founders, holders }), EXIT.usage);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const founding = orExit(await proposeFounding({ home, ledger, quorum, policy, founders }));
  const signedBy = (subject: Subject, by: Iterable<[string, OfficerKey]>): readonly SignedStatement[] =>
    [...by].map(([id, key]) => signStatement(key, id, subject, "approve"));
  const tokens = holders.map((holder) => {
    const made = makeToken(holder, firstTokenEnds());
    // An officer's token is theirs alone to sign; every other is a matter of all founders.
    const id = holder.replace(/^officer:/, "");
    const own = keys.get(id);
    const by: Iterable<[string, OfficerKey]> = own === undefined ? keys : [[id, own]];
    const subject = subjectOfProposal({ ledger, change: { type: "IssueToken", token: made.token } });
    return { ...made, approvals: signedBy(subject, by) };
  });
  return { founding: { ...founding, approvals: [...signedBy(subjectOfProposal(founding), keys)] }, tokens };
};

/** Second half of a founding that was signed elsewhere. */
export const foundedElsewhere = async ({ home }: CliContext, files: readonly string[]): Promise<Signed> => {
  const { change, ...proposal } = mergeProposals(files);
  if (change.type !== "Found")
    throw new CliExit(EXIT.usage, "cli.proposal-unusable", 'this is no founding: "governance submit" hands it in');
  const founding = { ...proposal, change };
  orExit(await checkFounding(home, founding));
  return { founding, tokens: [] };
};
