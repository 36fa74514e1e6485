/** /v1/requests: submit, list, read, judge, cancel. */
import { type Context, Hono } from "hono";
import { holdsRole } from "../../domain/governance/state.ts";
import { type RefusalCode, refusal } from "../../domain/kernel/refusal.ts";
import { ok } from "../../domain/kernel/result.ts";
import { requestStream } from "../../domain/kernel/stream.ts";
import { decodePem } from "../../domain/pki/pem.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { cancelRequest, judgeRequest } from "../../domain/process/judge-request.ts";
import { loadState } from "../../domain/process/ledger.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import type { Attempts } from "../../domain/process/watch-attempts.ts";
import { request as requestAggregate } from "../../domain/request/decider.ts";
import type { PlannedRequest, Request } from "../../domain/request/state.ts";
import { requestRows } from "../../projections/ra-queue.ts";
import { type ApiVariables, commandId } from "./authenticate.ts";
import { problem } from "./problem.ts";
import { carryOn, requestAnswer } from "./request-answer.ts";
import { described, json, page, param, query, written } from "./route.ts";
import { ApprovalBody, IdParam, ListQuery, pageOf, RequestAnswer, RequestRowAnswer, SubmitBody } from "./schemas.ts";

export type RequestDeps = { readonly ports: Ports; readonly queue: View; readonly attempts: Attempts };

const TAG = "requests";

const unknown = () => problem(refusal("request.unknown", "no such request"));

const isMandated = (state: Request): state is PlannedRequest =>
  state.at !== "absent" && state.at !== "submitted" && state.mandate !== null;

/** The code of a request that failed is a refusal's. */
const endedBy = (code: string) => problem(refusal(code as RefusalCode, "the request ended without a certificate"));

export const requestRoutes = ({ ports, queue, attempts }: RequestDeps): Hono<ApiVariables> => {
  /** All that one call does is judged by one governance. */
  const asOf = (c: Context<ApiVariables>): Ports => ({ ...ports, governance: c.get("governance") });

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
        problems: [403, 404, 409, 422, 429],
      }),
      json(SubmitBody),
      async (c) => {
        const { authority, profile, csr, note, mandate } = c.req.valid("json");
        const der = decodePem(csr, "CERTIFICATE REQUEST");
        if (!der.ok) return problem(der.error);
        const held = asOf(c);
        const submission = { authority, profile, csr: der.value, note: note ?? null, mandate };
        const result = await submitRequest(held, c.get("caller"), commandId(c, ports), submission);
        if (!result.ok) {
          // Who asks under a mandate for what it does not cover is a machine gone wrong, or somebody who has its token.
          if (result.error.code.startsWith("mandate.")) attempts.note(result.error.code);
          return problem(result.error);
        }
        const { id, state, position } = result.value;
        const waits = ok({ state, beside: { position: position ?? null } });
        const carried = isMandated(state) ? await carryOn(held, id, result.value) : waits;
        if (!carried.ok) return problem(carried.error);
        const now = carried.value;
        // Nobody looks at a mandated request again: its caller is told at once.
        if (isMandated(now.state) && now.state.at === "failed") return endedBy(now.state.code);
        const body = await requestAnswer(held, id, now.state, now.beside);
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
        const body = (await maySee(c.get("caller").actor, state))
          ? await requestAnswer(asOf(c), id, state, { position: null })
          : undefined;
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
        const held = asOf(c);
        const result = await judgeRequest(held, commandId(c, ports), id, c.req.valid("json"));
        if (!result.ok) {
          // A statement that does not hold is no event of the request; that it was tried is worth knowing.
          if (result.error.code.startsWith("statement.")) attempts.note(result.error.code);
          return problem(result.error);
        }
        const { state, position } = result.value;
        const waits = ok({ state, beside: { position: position ?? null } });
        const carried = state.at === "approved" ? await carryOn(held, id, result.value) : waits;
        if (!carried.ok) return problem(carried.error);
        const body = await requestAnswer(held, id, carried.value.state, carried.value.beside);
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
        const held = asOf(c);
        const result = await cancelRequest(held, caller, commandId(c, ports), id);
        if (!result.ok) return problem(result.error);
        const { state, position } = result.value;
        const body = await requestAnswer(held, id, state, { position: position ?? null });
        return body === undefined ? unknown() : written(c, body);
      },
    );
};
