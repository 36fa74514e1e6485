/**
 * Reads the whole ledger and says what is wrong with it, trusting nothing: chains, shapes, the signatures behind every
 * governance change and every approval, the certificates' own signatures, serials, CRL numbers, open intents.
 */

import { authority } from "../authority/decider.ts";
import type { Authority } from "../authority/state.ts";
import { type LedgerEvent, readEvent } from "../catalogue.ts";
import { certificate } from "../certificate/decider.ts";
import type { Certificate } from "../certificate/state.ts";
import { crl } from "../crl/decider.ts";
import type { Crl } from "../crl/state.ts";
import type { Known } from "../governance/credential.ts";
import { governance } from "../governance/decider.ts";
import { proveGovernance } from "../governance/proof.ts";
import { type Governance, standingMandate } from "../governance/state.ts";
import { guard } from "../guard/decider.ts";
import { equalBytes, fromBase64url } from "../kernel/bytes.ts";
import { sha256, verifySignature } from "../kernel/digest.ts";
import { type Envelope, linkEnvelope, type StreamEnd } from "../kernel/envelope.ts";
import type { Material } from "../kernel/sealed.ts";
import { type Category, categoryOf, GOVERNANCE, requestStream } from "../kernel/stream.ts";
import { key as keyAggregate } from "../key/decider.ts";
import type { Key } from "../key/state.ts";
import { ocsp } from "../ocsp/decider.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { covers, coversWords } from "../policy/mandate/covers.ts";
import type { EventStore } from "../ports/event-store.ts";
import { request as requestAggregate, subjectOf } from "../request/decider.ts";
import type { Request } from "../request/state.ts";
import { judgeQuorum } from "../statement/verdict.ts";
import { seals } from "../transparency/decider.ts";
import { webhook } from "../webhook/decider.ts";
import { checkJudged } from "./check-judged.ts";
import { type StatementsReport, statementCheck } from "./check-statements.ts";
import { judgeOrder } from "./ordered.ts";
import { rulesOf } from "./plan-rules.ts";
import { revokedAtBy } from "./revoked-certificates.ts";
import type { StatusChange } from "./status-change.ts";
import { type Term, termsOfStreams } from "./terms.ts";

export type Finding = { readonly stream: string; readonly revision: number; readonly what: string };

/** Work that is neither finished nor closed: not wrong, but somebody must go on with it. */
export type Open = { readonly stream: string; readonly what: string };

export type LedgerReport = {
  readonly events: number;
  readonly streams: number;
  readonly certificates: number;
  readonly findings: readonly Finding[];
  readonly open: readonly Open[];
  /** What ends by itself, as the ledger stands at its end. */
  readonly terms: readonly Term[];
  /** Who signed what in which form; when it was asked for. */
  readonly statements?: StatementsReport;
};

type Aggregate = { readonly initial: unknown; readonly evolve: (state: never, event: never) => unknown };
/** All of them: a category without its row does not compile. */
const AGGREGATES: Readonly<Record<Category, Aggregate>> = {
  governance,
  authority,
  key: keyAggregate,
  request: requestAggregate,
  certificate,
  crl,
  ocsp,
  guard,
  webhook,
  ledger: seals,
};

/** Anybody may have written to a stream of another name. */
const aggregateOf = (stream: string): Aggregate | undefined => AGGREGATES[categoryOf(stream) as Category];

type Stream = { end: StreamEnd | undefined; state: unknown };

const openBytes = (material: Material): Uint8Array | undefined =>
  "plain" in material ? fromBase64url(material.plain) : undefined;

/** What an approved request must show: enough signatures over this plan, by officers entitled at the recorded basis. */
const checkApproval = (
  event: LedgerEvent,
  state: Request,
  bases: readonly Governance[],
  revokedAt: Known["revokedAt"],
): string | undefined => {
  if (event.type !== "RequestApproved") return undefined;
  const basis = event.basis === null ? undefined : bases[event.basis];
  if (basis?.at !== "founded" || state.at === "absent" || state.at === "submitted") return "approved without a basis";
  if (event.body.plan !== state.digest) return "approved another plan";
  const { ledger, needed, officer, forms } = rulesOf(basis, state.plan, openBytes(state.plan.tbs), { revokedAt });
  const judged = judgeQuorum(state.approvals, needed, { ...subjectOf(ledger, state), forms }, officer, event.at);
  return judged.ok ? undefined : `approved without the signatures: ${judged.error.code}`;
};

/** What a mandated request must show: a mandate in force at the recorded basis that covers the plan, as far as it is open. */
const checkMandated = (event: LedgerEvent, state: Request, bases: readonly Governance[]): string | undefined => {
  if (event.type !== "RequestMandated") return undefined;
  const basis = event.basis === null ? undefined : bases[event.basis];
  if (basis?.at !== "founded" || state.at === "absent" || state.at === "submitted") return "mandated without a basis";
  if (event.body.plan !== state.digest) return "mandated another plan";
  const standing = standingMandate(basis, event.body.mandate.id);
  if (!standing.ok) return `mandated without a mandate: ${standing.error.code}`;
  const { mandate, digest } = standing.value;
  if (event.body.mandate.digest !== digest) return "mandated by another mandate of this id";
  const { plan } = state;
  const tbs = openBytes(plan.tbs);
  const profile = basis.profiles.get(mandate.profile.id);
  const covered =
    tbs === undefined ? coversWords(mandate, profile, plan, event.at) : covers(mandate, profile, plan, tbs, event.at);
  return covered.ok ? undefined : `mandated by a mandate that does not cover it: ${covered.error.detail}`;
};

/** What an issued certificate must show, when its bytes are open: the prepared TBS, under the planned key. */
const checkIssued = (
  event: LedgerEvent,
  state: Certificate,
  keyOf: (id: string) => Key | undefined,
): string | undefined => {
  if (event.type !== "CertificateIssued" || state.at !== "issued") return undefined;
  const { der, digest } = event.body;
  if (!("plain" in der) || !("plain" in state.prepared.tbs)) return undefined;
  const bytes = fromBase64url(der.plain);
  const parsed = bytes && parseCertificate(bytes);
  if (!bytes || !parsed?.ok) return "the certificate cannot be read";
  const prepared = fromBase64url(state.prepared.tbs.plain);
  if (!prepared || !equalBytes(parsed.value.tbs, prepared)) return "the certificate is not the prepared one";
  if (!equalBytes(sha256(bytes), fromBase64url(digest) ?? new Uint8Array())) return "the certificate's digest is wrong";
  const key = keyOf(state.prepared.key);
  const spki = key?.at === "generated" ? fromBase64url(key.spki) : undefined;
  if (!spki || !verifySignature(spki, parsed.value.tbs, parsed.value.signature, parsed.value.algorithm))
    return "the certificate's signature does not verify";
  return undefined;
};

/** What an authority's certificate needs when its status changes: an order that names it, since there are policies. */
const checkRevoked = (event: LedgerEvent, state: Certificate, bases: readonly Governance[]): string | undefined => {
  if (event.type !== "CertificateRevoked" && event.type !== "CertificateHeld") return undefined;
  const basis = event.basis === null ? undefined : bases[event.basis];
  if (basis?.at !== "founded" || state.at === "absent") return "revoked without a basis";
  const change: StatusChange = event.type === "CertificateHeld" ? { act: "hold" } : { act: "revoke", ...event.body };
  const judged = judgeOrder(basis, state.prepared, change);
  return judged.ok ? undefined : `revoked as it must not be: ${judged.error.detail}`;
};

/** Numbers of one series only grow. RFC 5280 §5.2.3. */
const checkNumber = (event: LedgerEvent, before: { readonly number: bigint }): string | undefined =>
  event.type === "CrlPrepared" && BigInt(event.body.number) <= before.number
    ? `CRL number ${event.body.number} after ${before.number}`
    : undefined;

type Streams = ReadonlyMap<string, Stream>;

/** What became of the request through which a created authority should get its certificate. */
const openAuthority = (state: Authority, streams: Streams): string | undefined => {
  if (state.at !== "created") return undefined;
  const request = streams.get(requestStream(state.request))?.state as Request | undefined;
  switch (request?.at ?? "absent") {
    case "absent":
      return "created, and its certificate was not requested";
    case "denied":
    case "cancelled":
    case "failed":
      return `created, and its request was ${request?.at}: its certificate must be requested anew`;
    default:
      return undefined;
  }
};

const openWork = (name: string, { state }: Stream, streams: Streams): string | undefined => {
  switch (categoryOf(name)) {
    case "certificate":
      return (state as Certificate).at === "prepared" ? "prepared, and not signed" : undefined;
    case "request":
      return (state as Request).at === "approved" ? "approved, and not fulfilled" : undefined;
    case "key":
      return (state as Key).at === "planned" ? "planned, and not generated" : undefined;
    case "crl":
      return (state as Crl).open === null ? undefined : "prepared, and not published";
    case "authority":
      return openAuthority(state as Authority, streams);
    default:
      return undefined;
  }
};

const openIntents = (streams: Streams): readonly Open[] =>
  [...streams].flatMap(([stream, its]) => {
    const what = openWork(stream, its, streams);
    return what === undefined ? [] : [{ stream, what }];
  });

const BATCH = 512;

/** `statements`: look at each statement by itself too, those that came to nothing among them. */
export const checkLedger = async (
  store: EventStore,
  { statements = false }: { readonly statements?: boolean } = {},
): Promise<LedgerReport> => {
  const signed = statements ? statementCheck() : undefined;
  const streams = new Map<string, Stream>();
  const bases: Governance[] = [];
  const findings: Finding[] = [];
  let events = 0;
  const revokedAt = revokedAtBy((stream) => streams.get(stream)?.state as Certificate | undefined);

  const approvedAt = new Map<string, number>();
  const judgedOf = (cert: Certificate) => {
    const stream = cert.at === "absent" ? "" : requestStream(cert.prepared.request);
    return { cert, request: streams.get(stream)?.state as Request | undefined, approvedAt: approvedAt.get(stream) };
  };

  const one = (name: string, revision: number, bytes: Uint8Array): string | undefined => {
    const read = readEvent(bytes);
    if (!read.ok) return `${read.error.code}: ${read.error.detail}`;
    const event = read.value;
    const stream = streams.get(name) ?? { end: undefined, state: aggregateOf(name)?.initial };
    const linked = linkEnvelope(name, stream.end, event as unknown as Envelope, bytes);
    if (!linked.ok) return linked.error.detail;
    if (linked.value.revision !== revision) return "the store and the event disagree about its place";
    const aggregate = aggregateOf(name);
    if (aggregate === undefined) return "a stream of no known kind";
    if (name === GOVERNANCE) {
      const proven = proveGovernance(stream.state as Governance, event as never, event.at, revokedAt);
      if (!proven.ok) return `not signed as it must be: ${proven.error.code}`;
    }
    const statement = signed?.look({ stream: name, revision }, event, stream.state, bases, revokedAt);
    const number = checkNumber(event, stream.state as { readonly number: bigint });
    const state = aggregate.evolve(stream.state as never, event as never);
    streams.set(name, { end: linked.value, state });
    if (name === GOVERNANCE) bases.push(state as Governance);
    if (event.type === "RequestApproved" && event.basis !== null) approvedAt.set(name, event.basis);
    const keyOf = (id: string): Key | undefined => streams.get(`key-${id}`)?.state as Key | undefined;
    return (
      number ??
      statement ??
      checkApproval(event, state as Request, bases, revokedAt) ??
      checkMandated(event, state as Request, bases) ??
      (event.type === "CertificateIssued"
        ? checkJudged(event.body.judgedAt, judgedOf(state as Certificate), bases, revokedAt)
        : undefined) ??
      checkIssued(event, state as Certificate, keyOf) ??
      checkRevoked(event, state as Certificate, bases)
    );
  };

  for (let after: Parameters<EventStore["readAll"]>[0] = "start"; ; ) {
    const batch = await store.readAll(after, BATCH);
    const last = batch.at(-1);
    if (last === undefined) break;
    for (const { stream, revision, bytes } of batch) {
      events += 1;
      let what: string | undefined;
      try {
        what = one(stream, revision, bytes);
      } catch (defect) {
        if (!(defect instanceof TypeError)) throw defect;
        what = defect.message;
      }
      if (what !== undefined) findings.push({ stream, revision, what });
    }
    after = last.position;
  }
  const certificates = [...streams].filter(
    ([n, { state }]) => categoryOf(n) === "certificate" && (state as Certificate).at === "issued",
  ).length;
  const terms = termsOfStreams([...streams].map(([name, { state }]) => [name, state]));
  const report = { events, streams: streams.size, certificates, findings, open: openIntents(streams), terms };
  return signed === undefined ? report : { ...report, statements: signed.report() };
};
