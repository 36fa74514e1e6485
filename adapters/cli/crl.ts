/** cartulary crl. */
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { parseCertificateList } from "../../domain/pki/tbs-cert-list.ts";
import { AuthorityAnswer, CrlAnswer } from "../../http/api/schemas.ts";
import { dryRunOption } from "./argument.ts";
import { api, fetchBytes } from "./client.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

const publish = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const crl = await api(context, CrlAnswer, `/v1/authorities/${id}/crl`, { method: "POST" });
  context.out.result(crl, [
    `CRL ${crl.number} of ${id} published: ${crl.entries} entries, next before ${crl.nextUpdate}`,
    crl.url,
  ]);
};

const fetchCrl = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { out } = command.opts<{ out: string }>();
  const { crl } = await api(context, AuthorityAnswer, `/v1/authorities/${id}`);
  const bytes = await fetchBytes(crl);
  // A relying party must not be handed the page of some proxy as a list on which nobody stands.
  if (!parseCertificateList(bytes).ok)
    throw new CliExit(EXIT.unavailable, "cli.answer-unreadable", `what ${crl} answers is no CRL`);
  writeFileSync(out, bytes);
  context.out.result({ out, url: crl, sizeBytes: bytes.length }, [
    `CRL of ${id} written to ${out} (${bytes.length} octets)`,
  ]);
};

export const addCrl = (program: Command): void => {
  const crl = program.command("crl").description("certificate revocation lists");
  crl
    .command("publish <authority>")
    .description("publish a new CRL now")
    .addOption(dryRunOption())
    .action((id: string, _options, command: Command) => publish(id, command));
  crl
    .command("fetch <authority>")
    .description("fetch the current CRL as relying parties do")
    .requiredOption("--out <file>", "write the CRL (DER) here")
    .action((id: string, _options, command: Command) => fetchCrl(id, command));
};
