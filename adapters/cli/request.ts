/** cartulary request, cartulary approve. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { fromMillis } from "../../domain/kernel/instant.ts";
import { RequestAnswer, RequestRowAnswer, RequestsQuery } from "../../http/api/schemas.ts";
import { addApprove } from "./approve.ts";
import { dryRunOption, requestId } from "./argument.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { alarmsOf, outcome } from "./request-text.ts";
import { listOptions, rowsOf } from "./rows.ts";
import { shownPlan } from "./shown-plan.ts";

const describe = (r: RequestAnswer, id: string): readonly string[] => {
  const shown = shownPlan(r, id, fromMillis(Date.now()));
  return [...shown.lines, ...alarmsOf(shown)];
};

const submit = async (file: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { authority, profile, note, mandate, out, idempotencyKey } = command.opts<{
    authority: string;
    profile: string;
    note?: string;
    mandate?: string;
    out?: string;
    idempotencyKey?: string;
  }>();
  const csr = readFileSync(file, "utf8");
  const body = {
    authority,
    profile,
    csr,
    ...(note !== undefined && { note }),
    ...(mandate !== undefined && { mandate }),
  };
  const r = await api(context, RequestAnswer, "/v1/requests", {
    body,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
  if (out !== undefined && r.pem !== null) writeFileSync(out, r.pem);
  else if (out !== undefined) context.out.warn(`there is no certificate yet: nothing was written to ${out}`);
  const next = r.state === "planned" ? `next: cartulary approve ${r.id} --officer ID --key FILE` : outcome(r);
  context.out.result(r, [...describe(r, r.id), next]);
};

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, RequestRowAnswer, "/v1/requests", RequestsQuery);
  const rows = items.map((r) => [
    r.id,
    r.state,
    r.profile,
    r.requester,
    r.submittedAt.slice(0, 19),
    r.mandate === null ? r.approvers.join(" ") : `mandate ${r.mandate}`,
  ]);
  context.out.table(items, ["id", "state", "profile", "requester", "submitted", "approved by"], rows);
};

const show = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const r = await api(context, RequestAnswer, `/v1/requests/${id}`);
  context.out.result(r, [...describe(r, id), outcome(r)]);
};

const cancel = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const r = await api(context, RequestAnswer, `/v1/requests/${id}/cancellation`, { method: "POST" });
  context.out.result(r, [outcome(r)]);
};

export const addRequest = (program: Command): void => {
  const request = program.command("request").description("certification requests");
  request
    .command("submit <csr.pem>")
    .description("submit a PKCS #10 request")
    .requiredOption("--authority <id>", "the authority that shall issue")
    .requiredOption(
      "--profile <id>",
      'what kind of certificate, such as tls-server: "cartulary profile list" names them',
    )
    .option("--mandate <id>", "the mandate to use (default: the only one that covers the request; else approvals)")
    .option("--out <file>", "write the certificate (PEM) here, when a mandate gives it at once")
    .option("--note <text>", "a word to the approvers, stored sealed")
    .addOption(dryRunOption())
    .option("--idempotency-key <key>", "the same key makes a repeated submission the same request")
    .action((file: string, _options, command: Command) => submit(file, command));
  listOptions(request.command("list"), RequestsQuery)
    .description("list requests in the order of their submission")
    .action((_options, command: Command) => list(command));
  request
    .command("show")
    .argument("<id>", "which request", requestId)
    .description("show a request and its plan, read from the bytes that approvers sign")
    .action((id: string, _options, command: Command) => show(id, command));
  request
    .command("cancel")
    .argument("<id>", "which request", requestId)
    .description("withdraw a request of your own")
    .addOption(dryRunOption())
    .action((id: string, _options, command: Command) => cancel(id, command));
  addApprove(program);
};
