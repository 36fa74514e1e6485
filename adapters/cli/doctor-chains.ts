/**
 * What `cartulary doctor` sees as a relying party does: each authority's chain, and the CRL and the OCSP answers at the
 * addresses that certificates name.
 */
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { verifySignature } from "../../domain/kernel/digest.ts";
import { fromMillis, type Instant } from "../../domain/kernel/instant.ts";
import { encodeCertId } from "../../domain/pki/cert-id.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { encodeOcspRequest } from "../../domain/pki/ocsp-request-writer.ts";
import { parseOcspResponse } from "../../domain/pki/ocsp-response-reader.ts";
import { buildPath } from "../../domain/pki/path/build.ts";
import { anchorOfCertificate } from "../../domain/pki/path/trust-anchor.ts";
import { verifyByKnownAlgorithm } from "../../domain/pki/path/verify-signature.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import { parseCertificateList } from "../../domain/pki/tbs-cert-list.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import type { AuthorityRow } from "../../domain/ports/queries.ts";
import { authorities, issuerDirectory, responderOf } from "../../projections/issuer-directory.ts";
import { projectionRunner } from "../../projections/runner.ts";
import { openMemoryReadStore } from "../memory/read-store.ts";
import { type Finding, ill, well } from "./finding.ts";

const FETCH_MS = 10_000;
const MAX_BYTES = 64 << 20;

type Place = { readonly publicUrl: string; readonly now: Instant };
type Certified = AuthorityRow & {
  readonly bytes: Uint8Array /** Of its OCSP responder, if it has one. */;
  readonly responder: Uint8Array | undefined;
};

/** undefined when nothing answers, or with something else than 200. */
const fetched = async (url: string, body?: Uint8Array): Promise<Uint8Array | undefined> => {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(FETCH_MS),
      redirect: "error",
      ...(body !== undefined && {
        method: "POST",
        body: body as Uint8Array<ArrayBuffer>,
        headers: { "content-type": "application/ocsp-request" },
      }),
    });
    const bytes = response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    return bytes !== undefined && bytes.length <= MAX_BYTES ? bytes : undefined;
  } catch {
    return undefined;
  }
};

const chainTrouble = ({ bytes, kind }: Certified, all: readonly Certified[], { now }: Place): string | undefined => {
  // A root is believed for itself; what ends of it is told under `authority`.
  if (kind === "root") return undefined;
  const anchors = all.flatMap(({ kind: of, bytes: der }) => {
    const anchor = of === "root" ? anchorOfCertificate(der) : undefined;
    return anchor?.ok ? [anchor.value] : [];
  });
  const found = buildPath({
    endEntity: bytes,
    pool: all.map((a) => a.bytes),
    anchors,
    at: now,
    verify: verifyByKnownAlgorithm,
  });
  if (found.found) return undefined;
  return `no valid chain to a root: ${found.nearest?.detail ?? "nobody here has issued it"}`;
};

const crlTrouble = async ({ bytes, key }: Certified, { publicUrl, now }: Place): Promise<string | undefined> => {
  const url = `${publicUrl}/crl/${key}/0.crl`;
  const der = await fetched(url);
  if (der === undefined) return `no CRL at ${url}`;
  const list = parseCertificateList(der);
  const own = parseCertificate(bytes);
  if (!list.ok || !own.ok) return `what ${url} answers is no CRL`;
  const { tbs, signature, algorithm, nextUpdate } = list.value;
  if (!verifySignature(own.value.fields.spki, tbs, signature, algorithm))
    return `the CRL at ${url} was not signed by this authority`;
  return nextUpdate < now ? `the CRL at ${url} has ended` : undefined;
};

/** Asks about the responder's own certificate: answers about one that exists are not rationed (docs/limits.md). */
const ocspTrouble = async (
  { bytes, name, responder: asked }: Certified,
  { publicUrl, now }: Place,
): Promise<string | undefined> => {
  if (asked === undefined) return undefined;
  const url = `${publicUrl}/ocsp`;
  const own = parseCertificate(bytes);
  const key = own.ok ? parsePublicKey(own.value.fields.spki) : undefined;
  const one = parseCertificate(asked);
  if (!key?.ok || !one.ok) return "a certificate of its own cannot be read";
  const certId = encodeCertId(
    "sha256",
    fromBase64url(name) ?? new Uint8Array(),
    key.value.bits,
    one.value.fields.serial,
  );
  const der = await fetched(url, encodeOcspRequest([{ certId }]));
  if (der === undefined) return `nothing answers OCSP at ${url}`;
  const answer = parseOcspResponse(der);
  if (!answer.ok) return `what ${url} answers is no OCSP`;
  if (answer.value.status !== "successful") return `OCSP at ${url} answers ${answer.value.status}`;
  const { data, signature, algorithm, certificates, responses } = answer.value;
  const responder = parseCertificate(certificates[0] ?? new Uint8Array());
  const isTheirs =
    responder.ok &&
    own.ok &&
    verifySignature(own.value.fields.spki, responder.value.tbs, responder.value.signature, responder.value.algorithm) &&
    verifySignature(responder.value.fields.spki, data, signature, algorithm);
  if (!isTheirs) return `the OCSP answer at ${url} was not signed by this authority's responder`;
  const until = responses[0]?.nextUpdate;
  return until === undefined || until < now ? `the OCSP answer at ${url} has ended` : undefined;
};

const certified = async (store: EventStore): Promise<readonly Certified[]> => {
  const runner = projectionRunner({ store, readStore: openMemoryReadStore(), projections: [issuerDirectory] });
  await runner.catchUp();
  const view = runner.view(issuerDirectory.name);
  return authorities(view).flatMap((row) => {
    const bytes = row.der === null ? undefined : fromBase64url(row.der);
    const responder = responderOf(view, row.key);
    return bytes === undefined ? [] : [{ ...row, bytes, responder: responder && fromBase64url(responder.der) }];
  });
};

/** One finding for each authority, and one when there is none yet. */
export const chainFindings = async (
  store: EventStore,
  publicUrl: string,
  now: Instant = fromMillis(Date.now()),
): Promise<readonly Finding[]> => {
  const all = await certified(store);
  const place = { publicUrl, now };
  if (all.length === 0) return [well("chains", "no authority is certified yet")];
  const findings: Finding[] = [];
  for (const authority of all) {
    const troubles = [
      chainTrouble(authority, all, place),
      await crlTrouble(authority, place),
      await ocspTrouble(authority, place),
    ].filter((t) => t !== undefined);
    if (troubles.length > 0) findings.push(...troubles.map((t) => ill("chains", `${authority.id}: ${t}`)));
    else findings.push(well("chains", `${authority.id}: chain, CRL${authority.responder ? ", OCSP" : ""} hold`));
  }
  return findings;
};
