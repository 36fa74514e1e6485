/**
 * Steps 4 to 6 of issuance (docs/issuance-cycle.md): prepare → sign → record → release.
 *
 * Every step derives its command id from the request, so that running this again, after a crash or beside another
 * process, repeats what was done and does what was not. No bytes leave before `RequestFulfilled`.
 */

import type { LedgerEvent } from "../catalogue.ts";
import { certificate } from "../certificate/decider.ts";
import type { Position } from "../kernel/brand.ts";
import { equalBytes, fromBase64url } from "../kernel/bytes.ts";
import { fold } from "../kernel/decider.ts";
import { deriveUuid } from "../kernel/envelope.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { certificateStream, requestStream } from "../kernel/stream.ts";
import { encodeCertificate } from "../pki/certificate.ts";
import { keyDigest } from "../pki/public-key.ts";
import { fillValidity, parseTbsCertificate } from "../pki/tbs-certificate.ts";
import { type Signed, SignerFault } from "../ports/signer.ts";
import { request } from "../request/decider.ts";
import type { RequestEvent } from "../request/events.ts";
import type { PlannedRequest } from "../request/state.ts";
import { handle, newWork, step, type Work } from "./handle.ts";
import { type ReadStream, readStream } from "./ledger.ts";
import { type Opened, openingText, openMaterial, sealMaterial } from "./material.ts";
import { validityAt } from "./plan-issuance.ts";
import type { Ports } from "./ports.ts";
import { type Fulfilment, recordIssuance } from "./record-issuance.ts";

/** `pending`: approved, and the module is away; the recovery pass will finish it. */
export type Outcome =
  | { readonly outcome: "fulfilled"; readonly issuer: string; readonly serial: string }
  | { readonly outcome: "pending"; readonly reason: string }
  | { readonly outcome: "failed"; readonly reason: string };

/** `done`: what this very call did; absent when it was done before, or could not be done. */
export type Issuance = { readonly outcome: Outcome; readonly done?: Fulfilment };

const SYSTEM = { actor: "system:issuer", authentication: "process" } as const;

const workOf = (id: string, approved: LedgerEvent): Work => {
  const work = newWork(SYSTEM, deriveUuid("issue", id), { issue: id }, approved.basis);
  return { ...work, context: { ...work.context, cause: approved.id, correlation: approved.correlation } };
};

/** What a certificate is before anybody prepared it. */
const NOTHING: ReadStream = { events: [], end: undefined, position: undefined };

const prepare = async (ports: Ports, work: Work, state: PlannedRequest, known: ReadStream | undefined) => {
  const { plan, digest } = state;
  const planned = await openMaterial(ports.vault, plan.tbs);
  if (!planned.ok) return planned;
  const { durationSeconds, requester, findings, purpose, backdateSeconds, latestNotAfter, ...copied } = plan;
  const prepared = await handle(
    ports,
    certificate,
    certificateStream(plan.issuer, plan.serial),
    step(work, "prepare", work.context.cause),
    async () => {
      const validity = validityAt(plan, ports.clock.now());
      const filled = fillValidity(planned.value.bytes, validity);
      if (!filled.ok) return filled;
      const subject = "sealed" in plan.tbs ? plan.tbs.sealed.subject : null;
      const fields = parseTbsCertificate(filled.value);
      if (!fields.ok) return fields;
      const subjectKey = keyDigest(fields.value.spki);
      const tbs = await sealMaterial(ports.vault, subject, filled.value);
      if (!tbs.ok) return tbs;
      return ok({ type: "Prepare" as const, ...copied, plan: digest, ...validity, tbs: tbs.value, subjectKey });
    },
    known,
  );
  if (!prepared.ok) return prepared;
  const { state: now } = prepared.value;
  if (now.at === "absent") throw new TypeError("prepared and absent");
  return ok({ certificate: now, planned: planned.value, stream: prepared.value.stream });
};

/** Closes what will never be signed: the intent, if there is one, then the request. */
const fail = async (
  ports: Ports,
  work: Work,
  id: string,
  state: PlannedRequest,
  isPrepared: boolean,
  why: Refusal,
): Promise<Result<Issuance>> => {
  const { code } = why;
  let cause: string | null = null;
  if (isPrepared) {
    const stream = certificateStream(state.plan.issuer, state.plan.serial);
    const closed = await handle(ports, certificate, stream, step(work, "abandon", null), { type: "Abandon", code });
    if (!closed.ok) return closed;
    cause = closed.value.events[0]?.id ?? null;
  }
  const failed = await handle(ports, request, requestStream(id), step(work, "fail", cause), {
    type: "RecordFailed",
    code,
  });
  return failed.ok ? ok({ outcome: { outcome: "failed", reason: code } }) : failed;
};

/** The proof was not good enough, which says nothing about the request. */
const isOfSeal = ({ code }: Refusal): boolean => code.startsWith("seal.");

const askSigner = async (
  ports: Ports,
  state: PlannedRequest,
  planned: Opened,
  prepared: Opened,
  grounds: readonly (Position | undefined)[],
): Promise<Result<Signed> | SignerFault> => {
  const events = grounds.filter((position) => position !== undefined);
  const ask = async (former?: number) => {
    const seal = await ports.prover?.gate(events, former);
    return ports.signer.signCertificate({
      issuer: state.plan.issuer,
      serial: state.plan.serial,
      ...(planned.opening && { plannedTbs: openingText(planned.opening) }),
      ...(prepared.opening && { preparedTbs: openingText(prepared.opening) }),
      ...(seal && { seal }),
    });
  };
  try {
    const signed = await ask();
    if (signed.ok || !isOfSeal(signed.error)) return signed;
    // The rules, or the tree that the signer remembers, may have moved meanwhile: shown once more, from where it says.
    const { size } = signed.error.facts ?? {};
    const again = await ask(typeof size === "number" ? size : undefined);
    return again.ok || !isOfSeal(again.error) ? again : new SignerFault("seal.late", true);
  } catch (fault) {
    // The world failed, not the request: it stays approved, and whoever asks is told that it is pending.
    if (fault instanceof SignerFault) return fault;
    throw fault;
  }
};

/**
 * Carries an approved request to its certificate. Safe to run again at any time. `known`: the request's stream, when the
 * caller has just written its approval, so that nobody can have begun before.
 */
export const issueNow = async (ports: Ports, id: string, known?: ReadStream): Promise<Result<Issuance>> => {
  const read = known ?? (await readStream(ports.store, requestStream(id)));
  const { events } = read;
  const state = fold(request, events as unknown as readonly RequestEvent[]);
  if (state.at === "fulfilled") return ok({ outcome: { outcome: "fulfilled", ...state.certificate } });
  if (state.at === "failed") return ok({ outcome: { outcome: "failed", reason: state.code } });
  if (state.at !== "approved") return refuse(refusal("request.not-approved", `the request is ${state.at}`));
  const approved = events.find((e) => e.type === "RequestApproved" || e.type === "RequestMandated");
  if (approved === undefined) throw new TypeError("approved without an approval or a mandate");
  const work = workOf(id, approved);

  const prepared = await prepare(ports, work, state, known && NOTHING);
  if (!prepared.ok) return fail(ports, work, id, state, false, prepared.error);
  const { certificate: now, planned, stream } = prepared.value;
  if (now.at === "abandoned")
    return fail(ports, work, id, state, true, refusal("certificate.not-issued", "the intent was abandoned before"));
  const { notAfter } = now.prepared;
  const finish = async (der: Uint8Array, sequence: number, judgedAt: number | null): Promise<Result<Issuance>> => {
    const issued = { der, sequence, judgedAt, notAfter };
    const recorded = await recordIssuance(ports, work, id, state, issued, { request: read, certificate: stream });
    if (!recorded.ok) return recorded;
    const { issuer, serial } = state.plan;
    return ok({ outcome: { outcome: "fulfilled", issuer, serial }, done: recorded.value });
  };
  if (now.at === "issued") {
    const der = await openMaterial(ports.vault, now.issued.der);
    return der.ok ? finish(der.value.bytes, now.issued.sequence, now.issued.judgedAt ?? null) : der;
  }

  const tbs = await openMaterial(ports.vault, now.prepared.tbs);
  if (!tbs.ok) return fail(ports, work, id, state, true, tbs.error);
  const signed = await askSigner(ports, state, planned, tbs.value, [read.position, stream.position]);
  if (signed instanceof SignerFault) return ok({ outcome: { outcome: "pending", reason: signed.code } });
  if (!signed.ok) return fail(ports, work, id, state, true, signed.error);
  const bytes = fromBase64url(signed.value.signed);
  const signature = fromBase64url(signed.value.signature);
  if (bytes === undefined || signature === undefined || !equalBytes(bytes, tbs.value.bytes))
    throw new SignerFault("signer.protocol", false);
  const parsed = parseTbsCertificate(bytes);
  if (!parsed.ok) throw new SignerFault("signer.protocol", false);
  return finish(encodeCertificate(bytes, parsed.value.algorithm, signature), signed.value.sequence, signed.value.basis);
};

/** `issueNow`, for whoever only asks what became of it. */
export const issue = async (ports: Ports, id: string): Promise<Result<Outcome>> => {
  const issued = await issueNow(ports, id);
  return issued.ok ? ok(issued.value.outcome) : issued;
};
