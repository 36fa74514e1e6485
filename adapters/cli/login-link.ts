/** cartulary login link: proposals to let somebody log in with a client certificate, a directory's entry, a security key. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import * as v from "valibot";
import { fromBase64url, fromUtf8, toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import { type Certificate, parseCertificate } from "../../domain/pki/certificate.ts";
import { decodePem } from "../../domain/pki/pem.ts";
import { ldapSubject } from "../../domain/process/login/check-directory.ts";
import { CliExit, EXIT } from "./exit.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";

const certificateIn = (path: string): Certificate => {
  const unusable = (why: string): CliExit => new CliExit(EXIT.usage, "cli.certificate-unusable", `${path}: ${why}`);
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
  } catch {
    throw unusable("cannot be read");
  }
  const der = decodePem(pem, "CERTIFICATE");
  const parsed = der.ok ? parseCertificate(der.value) : der;
  if (!parsed.ok) throw unusable("is no certificate in PEM");
  return parsed.value;
};

const digestOf = (bytes: Uint8Array): string => toBase64url(sha256(bytes));

/** Who signs that `holder` logs in. */
export const signersOf = (holder: string): string =>
  holder.startsWith("officer:") ? `${holder.slice("officer:".length)}, or by the quorum` : "the quorum";

const linkCertificate = (holder: string, command: Command): Promise<void> => {
  const { certificate, issuer } = command.opts<{ certificate: string; issuer?: string }>();
  const { spki, subject } = certificateIn(certificate).fields;
  const by =
    issuer === undefined
      ? { way: "certificate", spki: digestOf(spki) }
      : {
          way: "certificate-name",
          issuerKey: toBase64url(certificateIn(issuer).fields.spki),
          subject: digestOf(subject),
        };
  return propose(command, wishOf({ type: "LinkLogin", login: { id: randomUUID(), holder, by } }), signersOf(holder));
};

const linkLdap = (holder: string, command: Command): Promise<void> => {
  const { directory, id } = command.opts<{ directory: string; id: string }>();
  const by = { way: "ldap", directory, subject: ldapSubject(directory, id) };
  return propose(command, wishOf({ type: "LinkLogin", login: { id: randomUUID(), holder, by } }), signersOf(holder));
};

/** What a page has of `navigator.credentials.create`: `JSON.stringify(credential)`. Not judged: the key is seen when it is used. */
const Registration = v.object({
  id: v.string(),
  response: v.object({ publicKey: v.string(), authenticatorData: v.string(), clientDataJSON: v.string() }),
});
/** Backup eligibility, in the flags behind the hash of the relying party. WebAuthn §6.1. */
const FLAGS_AT = 32;
const BACKUP_ELIGIBLE = 0x08;

const keyIn = (path: string) => {
  const unusable = (): CliExit =>
    new CliExit(EXIT.usage, "cli.registration-unusable", `${path}: is no registration of a security key`);
  try {
    const { id, response } = v.parse(Registration, JSON.parse(readFileSync(path, "utf8")));
    const origin: unknown = JSON.parse(
      fromUtf8(fromBase64url(response.clientDataJSON) ?? new Uint8Array()) ?? "",
    ).origin;
    const flags = fromBase64url(response.authenticatorData)?.[FLAGS_AT];
    if (typeof origin !== "string" || flags === undefined) throw unusable();
    const { publicKey: spki } = response;
    return { credentialId: id, spki, origins: [origin], isBackupEligible: (flags & BACKUP_ELIGIBLE) !== 0 };
  } catch {
    throw unusable();
  }
};

const linkSecurityKey = (holder: string, command: Command): Promise<void> => {
  const { registration, rpId } = command.opts<{ registration: string; rpId?: string }>();
  const key = keyIn(registration);
  const by = { way: "security-key", ...key, rpId: rpId ?? new URL(key.origins[0] ?? "").hostname };
  return propose(command, wishOf({ type: "LinkLogin", login: { id: randomUUID(), holder, by } }), signersOf(holder));
};

export const addLink = (login: Command): void => {
  const link = login.command("link").description("propose another way to log in");
  proposing(link.command("certificate <holder>"))
    .description("propose a TLS client certificate for officer:ID or operator:NAME")
    .requiredOption("--certificate <file>", "the certificate, PEM; without --issuer its key is what counts")
    .option("--issuer <file>", "its issuer's certificate, PEM: any certificate of this issuer for this subject counts")
    .action((holder: string, _options, command: Command) => linkCertificate(holder, command));
  proposing(link.command("ldap <holder>"))
    .description("propose an entry of the organisation's directory for officer:ID or operator:NAME")
    .requiredOption("--directory <name>", "the directory, as the server's configuration names it (ldap.name)")
    .requiredOption("--id <id>", "the entry's entryUUID, or its objectGUID in hex; the ledger gets a digest of it")
    .action((holder: string, _options, command: Command) => linkLdap(holder, command));
  proposing(link.command("security-key <holder>"))
    .description("propose a security key to be touched after the password of officer:ID or operator:NAME")
    .requiredOption("--registration <file>", "what the browser said when it was registered, JSON (docs/logins.md)")
    .option("--rp-id <name>", "the relying party it was registered for (default: the page's host)")
    .action((holder: string, _options, command: Command) => linkSecurityKey(holder, command));
};
