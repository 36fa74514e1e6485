/** cartulary ocsp: asks a responder as relying parties do, and believes only what they would. */
import { randomBytes } from "node:crypto";
import { type Command, InvalidArgumentError } from "commander";
import { OID } from "../../domain/der/oid.ts";
import { fromMillis } from "../../domain/kernel/instant.ts";
import { CERT_ID_PARAMETERS, encodeCertId } from "../../domain/pki/cert-id.ts";
import { parseAuthorityInfoAccess } from "../../domain/pki/extension/authority-info-access.ts";
import { ocspNonce } from "../../domain/pki/extension/ocsp-nonce.ts";
import { encodeOcspRequest } from "../../domain/pki/ocsp-request-writer.ts";
import { type PathCertificate, parsePathCertificate } from "../../domain/pki/path/path-certificate.ts";
import { pemBlocks } from "../../domain/pki/pem.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import { addResponder } from "./authority.ts";
import { apiBytes, fetchBytes } from "./client.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT, FoundExit, orExit } from "./exit.ts";
import { ocspVerdict } from "./ocsp-verdict.ts";
import { fieldLines } from "./output.ts";

const unusable = (what: string): CliExit => new CliExit(EXIT.unavailable, "cli.answer-unreadable", what);

/** The certificate and the one that issued it, as the API gives them. */
const chainOf = (pem: Uint8Array): readonly [leaf: PathCertificate, issuer: PathCertificate] => {
  const blocks = orExit(pemBlocks(Buffer.from(pem).toString("utf8")), EXIT.unavailable);
  const [leaf, issuer] = blocks.map(({ der }) => {
    const bytes = der();
    return bytes.ok ? parsePathCertificate(bytes.value) : bytes;
  });
  if (blocks.length === 1)
    throw new CliExit(
      EXIT.usage,
      "ocsp.no-issuer",
      "a root answers for itself: there is no status of its certificate to ask for",
    );
  if (leaf?.ok !== true || issuer?.ok !== true) throw unusable("the server gave no certificate with its issuer");
  return [leaf.value, issuer.value];
};

/** Where the certificate itself says that its status is told. RFC 5280 §4.2.2.1. */
const responderUrl = (leaf: PathCertificate): string => {
  const extension = leaf.extensions.find((e) => e.oid === OID.authorityInfoAccess);
  const read = extension && parseAuthorityInfoAccess(extension.value);
  const places = read?.ok ? read.value.filter(({ method }) => method === OID.ocsp) : [];
  for (const { location } of places) if (location.kind === "uri") return location.value;
  throw new CliExit(EXIT.usage, "ocsp.no-responder", "the certificate names no OCSP responder: give --url");
};

const unansweredText = (url: string, status: string): string => {
  const hint =
    status === "unauthorized" ? ": has its authority a responder? cartulary ocsp responder ID makes one" : "";
  return `${url} gives no answer: ${status}${hint}`;
};

const query = async (place: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { url: given } = command.opts<{ url?: string }>();
  const [leaf, issuer] = chainOf(
    await apiBytes(context, `/v1/certificates/${place}`, "application/pem-certificate-chain"),
  );
  const url = given ?? responderUrl(leaf);
  const key = orExit(parsePublicKey(issuer.spki), EXIT.unavailable);
  const serial = place.split("/")[1] ?? "";
  const certIds = CERT_ID_PARAMETERS.map((p) => encodeCertId("sha256", issuer.subject, key.bits, serial, p));
  const nonce = new Uint8Array(randomBytes(32));
  const [asked = new Uint8Array()] = certIds;
  const request = encodeOcspRequest([{ certId: asked }], { extensions: [ocspNonce(nonce)] });
  const answer = await fetchBytes(url, { type: "application/ocsp-request", bytes: request });
  const verdict = ocspVerdict(answer, { issuer, certIds, nonce, now: fromMillis(Date.now()) });
  if (verdict.is === "not-believed")
    throw new CliExit(EXIT.found, "ocsp.not-believed", `the answer of ${url} is not to be believed: ${verdict.why}`);
  if (verdict.is === "unanswered")
    throw new CliExit(EXIT.unavailable, "ocsp.unanswered", unansweredText(url, verdict.status));
  const { status, thisUpdate, nextUpdate } = verdict.single;
  const revoked = status.at === "revoked" ? { revokedAt: status.revokedAt, reason: status.reason } : {};
  const result = {
    status: status.at,
    ...revoked,
    thisUpdate,
    nextUpdate: nextUpdate ?? null,
    signedBy: verdict.signer,
    url,
  };
  context.out.result(result, fieldLines(result));
  if (command.opts<{ good?: true }>().good === true && status.at !== "good")
    throw new FoundExit("ocsp.not-good", `the certificate is ${status.at}`);
};

/** `ISSUER/SERIAL`, as the other commands print it. */
const placeOf = (text: string): string => {
  if (!/^[0-9a-f]{32}\/[0-9a-f]{2,40}$/.test(text)) throw new InvalidArgumentError("expected ISSUER/SERIAL");
  return text;
};

export const addOcsp = (program: Command): void => {
  const ocsp = program.command("ocsp").description("the status of certificates as relying parties are told it");
  ocsp
    .command("query")
    .argument("<issuer/serial>", 'as "cartulary certificate list" prints it', placeOf)
    .description("ask the responder that a certificate names, verify its answer, and print the status")
    .option("--url <url>", "ask this responder instead")
    .option("--good", "end with code 4 unless it is good")
    .action((place: string, _options, command: Command) => query(place, command));
  addResponder(ocsp, 'make an OCSP responder for an authority (the same as "authority responder")');
};
