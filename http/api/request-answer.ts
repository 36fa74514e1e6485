/** A request as the API tells it, and what becomes of an approved one while its caller waits. */
import { certificate } from "../../domain/certificate/decider.ts";
import { fromUtf8, toBase64url } from "../../domain/kernel/bytes.ts";
import { ok, type Result } from "../../domain/kernel/result.ts";
import { certificateStream, requestStream } from "../../domain/kernel/stream.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import type { Written } from "../../domain/process/handle.ts";
import { issueNow } from "../../domain/process/issue.ts";
import { loadState, readState } from "../../domain/process/ledger.ts";
import { openMaterial } from "../../domain/process/material.ts";
import { rulesOf } from "../../domain/process/plan-rules.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { request as requestAggregate, subjectOf } from "../../domain/request/decider.ts";
import type { Request } from "../../domain/request/state.ts";
import type { RequestAnswer } from "./schemas.ts";

/** What an answer has beside the request's own state. */
export type Beside = Pick<RequestAnswer, "position"> & Partial<Pick<RequestAnswer, "pem" | "pending">>;

/** The request as its stream tells it now; the plan with its bytes opened, for approvers to look at. */
export const requestAnswer = async (
  ports: Ports,
  id: string,
  state: Request,
  beside: Beside,
): Promise<RequestAnswer | undefined> => {
  if (state.at === "absent" || state.at === "submitted") return undefined;
  const basis = await ports.governance();
  if (!basis.ok) return undefined;
  const tbs = await openMaterial(ports.vault, state.plan.tbs);
  const opening = tbs.ok ? tbs.value.opening : undefined;
  const { note } = state.submission;
  const word = note === null ? null : await openMaterial(ports.vault, { sealed: note });
  const statement = subjectOf(basis.value.governance.ledger, state);
  return {
    id,
    state: state.at,
    requester: state.submission.requester,
    plan: state.plan,
    digest: state.digest,
    tbs: tbs.ok ? toBase64url(tbs.value.bytes) : null,
    salt: opening === undefined ? null : toBase64url(opening.salt),
    note: word?.ok ? (fromUtf8(word.value.bytes) ?? null) : null,
    statement,
    approvers: state.approvals.map((a) => a.statement.approver),
    quorum: rulesOf(basis.value.governance, state.plan, tbs.ok ? tbs.value.bytes : undefined).needed,
    mandate: state.mandate?.id ?? null,
    certificate: state.at === "fulfilled" ? (state.certificate as RequestAnswer["certificate"]) : null,
    pem: null,
    pending: null,
    ...beside,
  };
};

/** Of a certificate that was issued before. */
const issuedDer = async ({ store, vault }: Ports, place: { readonly issuer: string; readonly serial: string }) => {
  const state = await loadState(store, certificate, certificateStream(place.issuer, place.serial));
  const der = state.at === "issued" ? await openMaterial(vault, state.issued.der) : undefined;
  return der?.ok ? der.value.bytes : undefined;
};

/** Carries a request that was just approved to its certificate. */
export const carryOn = async (
  ports: Ports,
  id: string,
  { stream, isRepeat }: Pick<Written<Request>, "stream" | "isRepeat">,
): Promise<Result<{ readonly state: Request; readonly beside: Beside }>> => {
  const issued = await issueNow(ports, id, isRepeat ? undefined : stream);
  if (!issued.ok) return issued;
  const { outcome, done } = issued.value;
  const { state, position } = done?.request ?? (await readState(ports.store, requestAggregate, requestStream(id)));
  const der = done?.der ?? (state.at === "fulfilled" ? await issuedDer(ports, state.certificate) : undefined);
  const pem = der === undefined ? null : encodePem("CERTIFICATE", der);
  const pending = outcome.outcome === "pending" ? outcome.reason : null;
  return ok({ state, beside: { pem, pending, position: position ?? null } });
};
