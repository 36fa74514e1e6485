/**
 * Answering OCSP: which authority is asked, is there a fresh answer already, and if not, the signer makes one. The
 * status itself is the signer's to decide, from the ledger. RFC 6960 §2, §4.
 */
import { fromBase64url, toHex } from "../kernel/bytes.ts";
import { addSeconds, type Instant, wholeSeconds } from "../kernel/instant.ts";
import { type CertIdHash, isCertIdHash } from "../pki/cert-id.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { hasUnknownCritical } from "../pki/ocsp-extensions.ts";
import { type OcspRequest, parseOcspRequest, type RequestedCertId } from "../pki/ocsp-request.ts";
import { encodeOcspError, encodeOcspResponse } from "../pki/ocsp-response.ts";
import { schemeOfKey } from "../pki/public-key.ts";
import type { AuthorityRow, ResponderRow } from "../ports/queries.ts";
import { SignerFault } from "../ports/signer.ts";
import type { Ports } from "./ports.ts";

export type OcspAnswer = {
  readonly der: Uint8Array;
  /** Until when it may be cached; undefined for errors. */
  readonly nextUpdate: Instant | undefined;
  readonly thisUpdate: Instant | undefined;
};

const LIFETIME_SECONDS = 12 * 3_600;
/**
 * A signed answer is given again until this much of its life is left: long enough for clocks that go wrong, and a
 * certificate costs two signatures a day, however many ask for it.
 */
const MIN_LEFT_SECONDS = 3_600;
const MAX_KEPT = 20_000;
/** Of the signer's attention, the rest is for issuance. */
const MAX_UNDER_WAY = 64;

type Kept = OcspAnswer & { readonly tag: string };
type Asked = Pick<RequestedCertId, "parameters" | "serial"> & { readonly hash: CertIdHash };

const error = (kind: Parameters<typeof encodeOcspError>[0]): OcspAnswer => ({
  der: encodeOcspError(kind),
  nextUpdate: undefined,
  thisUpdate: undefined,
});

/**
 * An extension that is critical and not known forbids an answer; any other that is not known is passed over. RFC 6960 §4.4.
 * What signature is preferred needs no choice: a responder has one key, and a key has one algorithm. §4.4.7.2.
 */
const isUnderstood = ({ certIds, extensions }: OcspRequest): boolean =>
  !hasUnknownCritical("request", extensions) &&
  certIds.every((c) => !hasUnknownCritical("single-request", c.extensions));

/** The one authority that all CertIDs name; undefined when they name none of ours, or several. */
const authorityAsked = (
  ports: Ports,
  certIds: readonly RequestedCertId[],
): { readonly row: AuthorityRow; readonly asked: readonly Asked[] } | undefined => {
  let row: AuthorityRow | undefined;
  const asked: Asked[] = [];
  for (const { hash, parameters, issuerNameHash, issuerKeyHash, serial } of certIds) {
    if (!isCertIdHash(hash)) return undefined;
    const found = ports.queries.authorityByHashes(hash, toHex(issuerNameHash), toHex(issuerKeyHash));
    if (found === undefined || (row !== undefined && found.key !== row.key)) return undefined;
    row = found;
    asked.push({ hash, parameters, serial });
  }
  return row && { row, asked };
};

const isGoodUntil = (answer: Kept | undefined, tag: string, then: Instant): answer is Kept =>
  answer?.nextUpdate !== undefined && answer.tag === tag && answer.nextUpdate > then;

/** One responder for the process; it keeps signed answers until the status changes or they grow old. */
export const ocspResponder = (ports: Ports) => {
  const kept = new Map<string, Kept>();
  /** Who asks for what is being signed waits for it. */
  const underWay = new Map<string, Promise<OcspAnswer | undefined>>();

  const sign = async (
    row: AuthorityRow,
    responder: ResponderRow,
    asked: readonly Asked[],
    now: Instant,
  ): Promise<OcspAnswer> => {
    const thisUpdate = wholeSeconds(now);
    const nextUpdate = addSeconds(thisUpdate, LIFETIME_SECONDS);
    const signed = await ports.signer.signOcsp({
      responderKey: responder.responderKey,
      authority: row.id,
      producedAt: thisUpdate,
      responses: asked.map((a) => ({ ...a, thisUpdate, nextUpdate })),
    });
    if (!signed.ok) return error("unauthorized");
    const data = fromBase64url(signed.value.signed);
    const signature = fromBase64url(signed.value.signature);
    const certificate = fromBase64url(responder.der);
    if (!data || !signature || !certificate) return error("internalError");
    const own = parseCertificate(certificate);
    if (!own.ok) return error("internalError");
    const algorithm = schemeOfKey(own.value.fields.spki);
    return { der: encodeOcspResponse(data, algorithm, signature, [certificate]), thisUpdate, nextUpdate };
  };

  const keep = (name: string, answer: Kept): void => {
    kept.delete(name);
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value ?? "");
    kept.set(name, answer);
  };

  /** undefined when the signer is away or busy. */
  const make = async (
    name: string,
    tag: string,
    signing: () => Promise<OcspAnswer>,
  ): Promise<OcspAnswer | undefined> => {
    try {
      const answer = await signing();
      if (answer.nextUpdate !== undefined) keep(name, { ...answer, tag });
      return answer;
    } catch (fault) {
      if (!(fault instanceof SignerFault)) throw fault;
      return undefined;
    } finally {
      underWay.delete(`${name} ${tag}`);
    }
  };

  return async (request: Uint8Array): Promise<OcspAnswer> => {
    const parsed = parseOcspRequest(request);
    if (!parsed.ok) return error("malformedRequest");
    // Its syntax is right, so that it is not malformed; but nobody here can answer it. RFC 6960 §2.3
    if (!isUnderstood(parsed.value)) return error("unauthorized");
    const whose = authorityAsked(ports, parsed.value.certIds);
    const responder = whose && ports.queries.responderOf(whose.row.key);
    if (whose === undefined || responder === undefined) return error("unauthorized");
    const { row, asked } = whose;
    const now = ports.clock.now();
    const name = `${row.key} ${asked.map((a) => `${a.hash}.${a.parameters}.${a.serial}`).join(" ")}`;
    const tag = `${responder.responderKey} ${asked.map((a) => ports.queries.statusTag(row.issuer, a.serial)).join(" ")}`;
    const had = kept.get(name);
    if (isGoodUntil(had, tag, addSeconds(now, MIN_LEFT_SECONDS))) return had;
    let answer = underWay.get(`${name} ${tag}`);
    if (answer === undefined && underWay.size < MAX_UNDER_WAY) {
      answer = make(name, tag, () => sign(row, responder, asked, now));
      underWay.set(`${name} ${tag}`, answer);
    }
    const made = await answer;
    if (made !== undefined) return made;
    // An answer that is still valid and still true is better than none.
    return isGoodUntil(had, tag, now) ? had : error("tryLater");
  };
};
