/** cartulary credential: what officers sign with beside their keys, and proposals to enrol and withdraw it. */
import type { Command } from "commander";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { CliExit, EXIT } from "./exit.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { readOfficerPublicKey } from "./officer-key.ts";
import { readCertificate } from "./statement-signer.ts";

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
