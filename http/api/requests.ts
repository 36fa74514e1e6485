/** /v1/requests: submit, list, read, judge, cancel. */
import { Hono } from "hono";
import { holdsRole } from "../../domain/governance/state.ts";
import { fromUtf8, toBase64url } from "../../domain/kernel/bytes.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { requestStream } from "../../domain/kernel/stream.ts";
import { decodePem } from "../../domain/pki/pem.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { issue } from "../../domain/process/issue.ts";
import { cancelRequest, judgeRequest } from "../../domain/process/judge-request.ts";
import { loadState } from "../../domain/process/ledger.ts";
import { openMaterial } from "../../domain/process/material.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import type { Attempts } from "../../domain/process/watch-attempts.ts";
import { request as requestAggregate, subjectOf } from "../../domain/request/decider.ts";
import type { Request } from "../../domain/request/state.ts";
import { requestRows } from "../../projections/ra-queue.ts";
import { type ApiVariables, commandId } from "./authenticate.ts";
import { problem } from "./problem.ts";
import { described, json, page, param, query, written } from "./route.ts";
import { ApprovalBody, IdParam, ListQuery, pageOf, RequestAnswer, RequestRowAnswer, SubmitBody } from "./schemas.ts";

export type RequestDeps = { readonly ports: Ports; readonly queue: View; readonly attempts: Attempts };

const TAG = "requests";

const unknown = () => problem(refusal("request.unknown", "no such request"));

export const requestRoutes = ({ ports, queue, attempts }: RequestDeps): Hono<ApiVariables> => {
  /** The request as its stream tells it now; the plan with its bytes opened, for approvers to look at. */
  const answer = async (id: string, state: Request, position: string | null, pending: string | null = null) => {
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
      quorum: basis.value.governance.quorum,
      certificate: state.at === "fulfilled" ? (state.certificate as RequestAnswer["certificate"]) : null,
      pending,
      position,
    } satisfies RequestAnswer;
  };

  /** Officers see every request, others their own. */
  const maySee = async (actor: string, state: Request): Promise<boolean> => {
    if (state.at === "absent") return false;
    if (actor.startsWith("operator:") || state.submission.requester === actor) return true;
    const basis = await ports.governance();
    return basis.ok && holdsRole(basis.value.governance, actor, "approver");
  };

  return new Hono<ApiVariables>()
    .post(
      "/requests",
      described({
        tag: TAG,
        id: "submitRequest",
        summary: "Submit a certification request",
        status: 201,
        answer: RequestAnswer,
        problems: [403, 404, 409, 422],
      }),
      json(SubmitBody),
      async (c) => {
        const { authority, profile, csr, note } = c.req.valid("json");
        const der = decodePem(csr, "CERTIFICATE REQUEST");
        if (!der.ok) return problem(der.error);
        const submission = { authority, profile, csr: der.value, note: note ?? null };
        const result = await submitRequest(ports, c.get("caller"), commandId(c, ports), submission);
        if (!result.ok) return problem(result.error);
        const body = await answer(result.value.id, result.value.state, result.value.position ?? null);
        return body === undefined ? unknown() : written(c, body, 201);
      },
    )
    .get(
      "/requests",
      described({
        tag: TAG,
        id: "listRequests",
        summary: "List requests in order of submission",
        answer: pageOf(RequestRowAnswer),
        problems: [403],
      }),
      query(ListQuery),
      (c) => {
        const { actor } = c.get("caller");
        if (actor.startsWith("service:"))
          return problem(refusal("caller.forbidden", "services read their own requests by id"));
        return c.json(page(c.req.valid("query"), (cursor, limit) => requestRows(queue, cursor, limit)));
      },
    )
    .get(
      "/requests/:id",
      described({
        tag: TAG,
        id: "readRequest",
        summary: "Read one request with its plan",
        answer: RequestAnswer,
        problems: [404],
      }),
      param(IdParam),
      async (c) => {
        const { id } = c.req.valid("param");
        const state = await loadState(ports.store, requestAggregate, requestStream(id));
        const body = (await maySee(c.get("caller").actor, state)) ? await answer(id, state, null) : undefined;
        return body === undefined ? unknown() : c.json(body);
      },
    )
    .post(
      "/requests/:id/approvals",
      described({
        tag: TAG,
        id: "judgeRequest",
        summary: "Hand in an officer's signed approval or denial",
        answer: RequestAnswer,
        problems: [403, 404, 409, 422],
      }),
      param(IdParam),
      json(ApprovalBody),
      async (c) => {
        const { id } = c.req.valid("param");
        const result = await judgeRequest(ports, commandId(c, ports), id, c.req.valid("json"));
        if (!result.ok) {
          // A statement that does not hold is no event of the request; that it was tried is worth knowing.
          if (result.error.code.startsWith("statement.")) attempts.note(result.error.code);
          return problem(result.error);
        }
        let pending: string | null = null;
        if (result.value.state.at === "approved") {
          const outcome = await issue(ports, id);
          if (!outcome.ok) return problem(outcome.error);
          pending = outcome.value.outcome === "pending" ? outcome.value.reason : null;
        }
        const state = await loadState(ports.store, requestAggregate, requestStream(id));
        const last = (await ports.store.readStream(requestStream(id))).at(-1)?.position ?? null;
        const body = await answer(id, state, last, pending);
        return body === undefined ? unknown() : written(c, body);
      },
    )
    .post(
      "/requests/:id/cancellation",
      described({
        tag: TAG,
        id: "cancelRequest",
        summary: "Withdraw a request",
        answer: RequestAnswer,
        problems: [404, 409],
      }),
      param(IdParam),
      async (c) => {
        const { id } = c.req.valid("param");
        const caller = c.get("caller");
        const before = await loadState(ports.store, requestAggregate, requestStream(id));
        if (before.at === "absent" || before.submission.requester !== caller.actor) return unknown();
        const result = await cancelRequest(ports, caller, commandId(c, ports), id);
        if (!result.ok) return problem(result.error);
        const body = await answer(id, result.value.state, result.value.position ?? null);
        return body === undefined ? unknown() : written(c, body);
      },
    );
};
