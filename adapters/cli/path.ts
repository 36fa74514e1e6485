/** cartulary path: is there a certification path from here to an anchor, and is it valid? Needs no server. */
import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { isOid } from "../../domain/der/writer.ts";
import { fromMillis, type Instant } from "../../domain/kernel/instant.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { type ExtendedKeyUsage, keyPurposeOf } from "../../domain/pki/extension/extended-key-usage.ts";
import { parseName } from "../../domain/pki/name.ts";
import { formatName } from "../../domain/pki/name-text.ts";
import { buildPath, type FoundPath } from "../../domain/pki/path/build.ts";
import { anchorOfCertificate, type TrustAnchor } from "../../domain/pki/path/trust-anchor.ts";
import { verifyByKnownAlgorithm } from "../../domain/pki/path/verify-signature.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { moment } from "./argument.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT, FoundExit } from "./exit.ts";
import { readFrom, structuresIn } from "./structures.ts";

type Options = {
  readonly anchor: readonly string[];
  readonly pool?: readonly string[];
  readonly at?: Instant;
  readonly policy?: readonly string[];
  readonly explicitPolicy?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAnyPolicy?: boolean;
  readonly purpose?: string;
};

const malformed = (file: string, detail: string): never => {
  throw new CliExit(EXIT.refused, "input.malformed", `${file}: ${detail}`);
};

/** All certificates of a file, PEM, DER or a bundle; at least one. */
const certificatesIn = (file: string): readonly Uint8Array[] => {
  const found = readFrom(file, structuresIn(new Uint8Array(readFileSync(file === "-" ? 0 : file))))
    .filter(({ label }) => label === "CERTIFICATE" || label === undefined)
    .map(({ der }) => readFrom(file, der()));
  return found.length > 0 ? found : malformed(file, "no certificate is there");
};

const anchorsIn = (file: string): readonly TrustAnchor[] =>
  certificatesIn(file).map((der) => {
    const anchor = anchorOfCertificate(der);
    return anchor.ok ? anchor.value : malformed(file, `cannot be an anchor: ${anchor.error.detail}`);
  });

const policiesOf = (texts: readonly string[]): readonly string[] => {
  if (!texts.every(isOid)) throw new CliExit(EXIT.usage, "cli.no-policy", "--policy takes an object identifier");
  return texts;
};

const purposeOf = (text: string): ExtendedKeyUsage => {
  const purpose = keyPurposeOf(text);
  if (purpose !== undefined) return purpose;
  throw new CliExit(EXIT.usage, "cli.no-purpose", "--purpose takes a name such as serverAuth, or an object identifier");
};

const subjectOf = (der: Uint8Array): string => {
  const certificate = parseCertificate(der);
  const name = certificate.ok ? parseName(certificate.value.fields.subject) : certificate;
  return name.ok ? formatName(name.value) : "a name that cannot be shown";
};

const report = (found: FoundPath): { readonly value: object; readonly lines: readonly string[] } => {
  if (!found.found) {
    const { nearest, isExhausted } = found;
    const why = nearest && `certificate ${nearest.at + 1} of the nearest path: ${nearest.detail} (${nearest.clause})`;
    const more = isExhausted ? ["there may be more paths than were tried"] : [];
    const reason = nearest === undefined ? null : { at: nearest.at, clause: nearest.clause, detail: nearest.detail };
    return {
      value: { isValid: false, nearest: reason, isExhausted },
      lines: ["no valid path", ...(why === undefined ? ["nobody here has issued it"] : [why]), ...more],
    };
  }
  const { certificates, authorityConstrainedPolicySet, userConstrainedPolicySet, isPolicyExplicit, purposes } = found;
  const policies = { authorityConstrainedPolicySet, userConstrainedPolicySet, isPolicyExplicit };
  return {
    value: {
      isValid: true,
      certificates: certificates.map((der) => encodePem("CERTIFICATE", der)),
      ...policies,
      purposes,
    },
    lines: [
      "a valid path, from the anchor:",
      ...certificates.map((der, i) => `  ${i + 1}. ${subjectOf(der)}`),
      `policies: ${userConstrainedPolicySet.join(", ") || "none"}`,
      `purposes: ${purposes === "any" ? "any" : purposes.join(", ") || "none"}`,
    ],
  };
};

const run = (file: string, options: Options, command: Command): void => {
  const { out } = contextOf(command);
  const [endEntity, ...beside] = certificatesIn(file);
  const found = buildPath({
    endEntity: endEntity ?? malformed(file, "no certificate is there"),
    pool: [...beside, ...(options.pool ?? []).flatMap(certificatesIn)],
    anchors: options.anchor.flatMap(anchorsIn),
    at: options.at ?? fromMillis(Date.now()),
    verify: verifyByKnownAlgorithm,
    ...(options.policy === undefined ? {} : { userInitialPolicySet: policiesOf(options.policy) }),
    ...(options.purpose === undefined ? {} : { purpose: purposeOf(options.purpose) }),
    initialExplicitPolicy: options.explicitPolicy === true,
    initialPolicyMappingInhibit: options.inhibitMapping === true,
    initialAnyPolicyInhibit: options.inhibitAnyPolicy === true,
  });
  const { value, lines } = report(found);
  out.result(value, lines);
  if (!found.found) throw new FoundExit("path.invalid", "there is no valid path");
};

export const addPath = (program: Command): void => {
  program
    .command("path")
    .description("find and validate a certification path (RFC 5280 §6.1); revocation is not looked at")
    .argument(
      "<file>",
      "the end entity first, PEM, DER or PKCS #7; certificates behind it join the pool; - for standard input",
    )
    .requiredOption("--anchor <file...>", "certificates that are trusted")
    .option("--pool <file...>", "certificates that may stand between")
    .addOption(new Option("--at <time>", "when it must be valid (default: now)").argParser(moment))
    .option("--purpose <name>", "what the key is to be used for, such as timeStamping, or an OID (default: anything)")
    .option("--policy <oid...>", "policies that are accepted (default: any)")
    .option("--explicit-policy", "a policy must be valid for the whole path")
    .option("--inhibit-mapping", "policies are not mapped")
    .option("--inhibit-any-policy", "anyPolicy stands for none")
    .action((file: string, options: Options, command: Command) => run(file, options, command));
};
