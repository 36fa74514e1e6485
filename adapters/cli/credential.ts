/** cartulary credential: what officers sign with beside their keys, and proposals to enrol and withdraw it. */
import type { Command } from "commander";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { CredentialAnswer, CredentialsQuery } from "../../http/api/credential-schemas.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { readOfficerPublicKey } from "./officer-key.ts";
import { listOptions, rowsOf } from "./rows.ts";
import { readCertificate } from "./statement-signer.ts";

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, CredentialAnswer, "/v1/governance/credentials", CredentialsQuery);
  context.out.table(
    items,
    ["id", "officer", "kind", "state", "key, SHA-256 begins"],
    items.map((c) => [c.id, c.officer, c.kind, c.isActive ? "enrolled" : "ended", c.key.slice(0, 32)]),
  );
};

type EnrolOptions = { readonly officer: string; readonly certificate?: string; readonly machineKey?: string };

const enrol = (id: string, command: Command): Promise<void> => {
  const { officer, certificate, machineKey } = command.opts<EnrolOptions>();
  if ((certificate === undefined) === (machineKey === undefined))
    throw new CliExit(EXIT.usage, "cli.wish-malformed", "give one of --certificate and --machine-key");
  const credential =
    certificate !== undefined
      ? { kind: "cms", id, officer, certificate: toBase64url(readCertificate(certificate)) }
      : { kind: "jws", id, officer, spki: toBase64url(readOfficerPublicKey(machineKey ?? "")) };
  const form = certificate !== undefined ? "--form cms --certificate FILE" : `--form jws --credential ${id}`;
  const wish = wishOf({ type: "EnrolCredential", credential });
  return propose(command, wish, `the quorum, and by ${officer} with what is enrolled: ${form}`);
};

export const addCredential = (program: Command): void => {
  const credential = program
    .command("credential")
    .description("security keys, cards and machines' keys of officers (docs/dual-control.md)");
  listOptions(credential.command("list"), CredentialsQuery)
    .description("list credentials, those that ended too")
    .action((_options, command: Command) => list(command));
  proposing(credential.command("enrol <id>"))
    .description("propose that an officer signs with a certificate's key, or a machine for them; the quorum signs it")
    .requiredOption("--officer <id>", "whose it is")
    .option("--certificate <file>", "a certificate, PEM or DER: of a smart card, say")
    .option("--machine-key <file>", "a machine's public key, PEM")
    .action((id: string, _options, command: Command) => enrol(id, command));
  proposing(credential.command("withdraw <id>"))
    .description("propose that a credential ends; one approver signs it, or its own officer")
    .action((id: string, _options, command: Command) =>
      propose(command, wishOf({ type: "WithdrawCredential", credential: id }), "one approver, or its officer"),
    );
};
