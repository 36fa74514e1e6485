/** cartulary mandate: what officers allow in advance, proposed, signed, looked at, and stopped (docs/mandates.md). */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Change } from "../../domain/governance/change.ts";
import { subjectOfProposal } from "../../domain/governance/proposal.ts";
import { KEY_ALGORITHMS } from "../../domain/pki/key-algorithm.ts";
import { MandateAnswer, MandatesQuery } from "../../http/api/schemas.ts";
import { many, moment } from "./argument.ts";
import { ask, refuseToSign } from "./ask.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { addSign } from "./governance.ts";
import { wishOf, withGate } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { readOfficerKey, signStatement } from "./officer-key.ts";
import { pinnedLedger } from "./pinned-ledger.ts";
import { proposalLines } from "./proposal-file.ts";
import { listOptions, rowsOf } from "./rows.ts";

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `100/1d`: a hundred certificates in any day. */
const quota = (text: string): MandateAnswer["quota"] => {
  const [, certificates, length, unit = ""] = /^([1-9]\d{0,7})\/([1-9]\d{0,7})([smhd])$/.exec(text) ?? [];
  if (certificates === undefined) throw new InvalidArgumentError("Expected N/TIME, such as 100/1d or 10/30m.");
  return { certificates: Number(certificates), seconds: Number(length) * (SECONDS[unit] ?? 0) };
};

type GrantOptions = {
  readonly authority: string;
  readonly profile: string;
  readonly requester: readonly string[];
  readonly names: readonly string[];
  readonly keyAlgorithm?: readonly string[];
  readonly quota: MandateAnswer["quota"];
  readonly from?: string;
  readonly until: string;
};

const grant = (id: string, command: Command): Promise<void> => {
  const { authority, profile, requester, names, keyAlgorithm, quota: most, from, until } = command.opts<GrantOptions>();
  const mandate = {
    id,
    authority,
    profile,
    requesters: requester,
    subtrees: names,
    keyAlgorithms: keyAlgorithm ?? ["ec-p256"],
    quota: most,
    ...(from !== undefined && { notBefore: from }),
    notAfter: until,
  };
  return propose(command, wishOf({ type: "GrantMandate", mandate }), "the quorum");
};

type SuspendOptions = {
  readonly officer: string;
  readonly key: string;
  readonly ledger?: string;
  readonly yes: boolean;
  readonly local: boolean;
};

/** Signed and handed in at once: what has to stop has to stop now. */
const suspend = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { officer, key: file, ledger, yes, local } = command.opts<SuspendOptions>();
  const change: Change = { type: "SuspendMandate", mandate: id };
  await withGate(context, local, async (gate) => {
    const shown = await gate.propose(wishOf(change));
    const pinned = pinnedLedger(context, ledger);
    if (pinned !== undefined && pinned !== shown.ledger)
      refuseToSign(`the server speaks for another ledger (${shown.ledger}) than yours (${pinned})`);
    // Put together here: nothing is signed because the server says so.
    const proposal = { ...shown, change, approvals: [] };
    for (const line of proposalLines(proposal)) context.out.note(line);
    await ask(context, yes ? [] : [{ flag: "--yes", text: "Sign, and suspend this mandate for ever?" }]);
    const statement = signStatement(await readOfficerKey(file), officer, subjectOfProposal(proposal), "approve");
    const changed = await gate.handIn({ ...proposal, approvals: [statement] });
    context.out.result(changed, [`the mandate ${id} is suspended: nothing is signed under it from here on`]);
  });
};

const names = ({ subtrees }: MandateAnswer): string => subtrees.join(" ");

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, MandateAnswer, "/v1/mandates", MandatesQuery);
  context.out.table(
    items,
    ["id", "state", "profile", "for", "names", "until"],
    items.map((m) => [m.id, m.state, m.profile.id, m.requesters.join(" "), names(m), m.notAfter.slice(0, 16)]),
  );
};

const show = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const m = await api(context, MandateAnswer, `/v1/mandates/${encodeURIComponent(id)}`);
  context.out.result(m, [
    `mandate    ${m.id}, ${m.state}`,
    `for        ${m.requesters.join(", ")}`,
    `authority  ${m.authority}, key ${m.key}`,
    `profile    ${m.profile.id} version ${m.profile.version}, keys ${m.keyAlgorithms.join(", ")}`,
    ...m.subtrees.map((subtree) => `names      ${subtree}`),
    `quota      ${m.quota.certificates} in any ${m.quota.seconds} seconds`,
    `time       ${m.notBefore} to ${m.notAfter}`,
    `status at  ${m.publicUrl}`,
    `digest     ${m.digest}`,
  ]);
};

export const addMandate = (program: Command): void => {
  const mandate = program
    .command("mandate")
    .description("certificates without approvals: what officers allow in advance (docs/mandates.md)");
  listOptions(mandate.command("list"), MandatesQuery)
    .description("list mandates, those that ended too")
    .action((_options, command: Command) => list(command));
  mandate
    .command("show <id>")
    .description("show a mandate")
    .action((id: string, _options, command: Command) => show(id, command));
  proposing(mandate.command("grant <id>"))
    .description("propose a mandate; the quorum signs it; it cannot be changed afterwards")
    .requiredOption("--authority <id>", "the authority that issues")
    .requiredOption("--profile <id>", "a profile of subscribers, in the version that is in force")
    .requiredOption("--requester <service:name>", "which service it serves (repeat)", many)
    .requiredOption(
      "--names <kind:value>",
      "dns:example.org, email:example.org, uri:example.org, ip:10.0.0.0/8 or dn:O=Example, and all below (repeat)",
      many,
    )
    .requiredOption("--quota <n/time>", "at most so many in any such time: 100/1d, 10/30m", quota)
    .requiredOption("--until <time>", "when it ends", moment)
    .option("--from <time>", "when it begins (default: now)", moment)
    .addOption(
      new Option(
        "--key-algorithm <kind>",
        `a kind of key (repeat; default ec-p256): ${KEY_ALGORITHMS.join(", ")}`,
      ).argParser(many),
    )
    .action((id: string, _options, command: Command) => grant(id, command));
  addSign(mandate);
  mandate
    .command("suspend <id>")
    .description("end a mandate for ever, at once; any one officer may")
    .requiredOption("--officer <id>", "who you are")
    .requiredOption("--key <file>", "your private key, PEM")
    .option("--ledger <name>", "the only ledger to sign for (default: CARTULARY_LEDGER, or the local server's)")
    .option("--local", "write to the store on this machine, without a server", false)
    .option("--yes", "do not ask", false)
    .action((id: string, _options, command: Command) => suspend(id, command));
};
