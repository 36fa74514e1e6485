/**
 * cartulary approve: an officer looks at a plan and signs. What is signed is put together here, out of what was shown;
 * nothing that the server says is signed because the server says so.
 */
import type { Command } from "commander";
import { fromMillis } from "../../domain/kernel/instant.ts";
import { POWER_TEXT } from "../../domain/request/plan-text.ts";
import type { Statement } from "../../domain/statement/statement.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { RequestAnswer } from "../../http/api/schemas.ts";
import { dryRunOption, requestId } from "./argument.ts";
import { ask, type Question, refuseToSign } from "./ask.ts";
import { api } from "./client.ts";
import { type CliContext, contextOf } from "./context.ts";
import { pinnedLedger } from "./pinned-ledger.ts";
import { alarmsOf, outcome } from "./request-text.ts";
import { type ShownPlan, shownPlan } from "./shown-plan.ts";
import { readSigner, type SignerOptions, signing } from "./statement-signer.ts";

type Options = SignerOptions & {
  readonly officer: string;
  readonly ledger?: string;
  readonly deny: boolean;
  readonly yes: boolean;
  readonly yesAuthority: boolean;
};

export const questionsOf = (
  decision: Statement["decision"],
  { powers, contradictions }: Pick<ShownPlan, "powers" | "contradictions">,
): readonly Question[] => {
  const sign: Question = { flag: "--yes", text: `Sign: ${decision} this certificate?` };
  if (decision === "deny" || (powers.length === 0 && contradictions.length === 0)) return [sign];
  const may = powers.map((power) => POWER_TEXT[power]).join(", ");
  const what = powers.length > 0 ? `Its key may ${may}` : "Its plan contradicts itself";
  return [{ flag: "--yes-authority", text: `${what}. Go on?` }, sign];
};

/** The ledger that the signature will count in: the one that is known here, or else the one that was shown. */
const ledgerOf = (context: CliContext, options: Options, r: RequestAnswer): string => {
  const pinned = pinnedLedger(context, options.ledger);
  if (pinned !== undefined && pinned !== r.statement.ledger)
    return refuseToSign(`the server speaks for another ledger (${r.statement.ledger}) than yours (${pinned})`);
  return r.statement.ledger;
};

const subjectOf = (ledger: string, { digest }: ShownPlan, r: RequestAnswer): Subject => {
  const { request: subject, requester } = r.plan;
  const own = { ledger, operation: "certificate.issue", subject, digest, requester } as const satisfies Subject;
  if ((Object.keys(own) as (keyof typeof own)[]).some((field) => own[field] !== r.statement[field]))
    refuseToSign("the server wants something else signed than what it shows");
  return own;
};

const approve = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const options = command.opts<Options>();
  const decision = options.deny ? "deny" : "approve";
  const r = await api(context, RequestAnswer, `/v1/requests/${id}`);
  const shown = shownPlan(r, id, fromMillis(Date.now()));
  const subject = subjectOf(ledgerOf(context, options, r), shown, r);
  for (const line of shown.lines) context.out.note(line);
  for (const alarm of alarmsOf(shown)) context.out.warn(alarm);
  if (shown.hidden !== undefined && decision === "approve") refuseToSign(`${shown.hidden}: do not approve it`);
  const isAnswered: { readonly [flag: Question["flag"]]: boolean } = {
    "--yes": options.yes,
    "--yes-authority": options.yesAuthority,
  };
  await ask(
    context,
    questionsOf(decision, shown).filter(({ flag }) => isAnswered[flag] !== true),
  );
  const body = await (await readSigner(options)).sign(options.officer, subject, decision);
  const after = await api(context, RequestAnswer, `/v1/requests/${id}/approvals`, { body });
  context.out.result(after, [`${options.officer} has signed: ${decision}`, outcome(after)]);
};

export const addApprove = (program: Command): void => {
  signing(program.command("approve").argument("<request>", "its id", requestId))
    .description("look at a request's plan, and sign an approval (or a denial) with your own key")
    .option("--ledger <name>", "the only ledger to sign for (default: CARTULARY_LEDGER, or the local server's)")
    .option("--deny", "deny instead of approving", false)
    .addOption(dryRunOption())
    .option("--yes", "do not ask", false)
    .option("--yes-authority", "not even when its key may issue, revoke or answer for others", false)
    .action((id: string, _options, command: Command) => approve(id, command));
};
