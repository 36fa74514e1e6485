/** /v1/requests: submit, list, read, judge, cancel. */
import { type Context, Hono } from "hono";
import { accepts } from "hono/accepts";
import type * as v from "valibot";
import type { Right } from "../../domain/governance/rights.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { type RefusalCode, refusal } from "../../domain/kernel/refusal.ts";
import { ok } from "../../domain/kernel/result.ts";
import { requestStream } from "../../domain/kernel/stream.ts";
import { decodePem } from "../../domain/pki/pem.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { cancelRequest, judgeRequest } from "../../domain/process/judge-request.ts";
import { readState } from "../../domain/process/ledger.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import type { Attempts } from "../../domain/process/watch-attempts.ts";
import { request as requestAggregate, subjectOf } from "../../domain/request/decider.ts";
import type { PlannedRequest, Request } from "../../domain/request/state.ts";
import { statementAbout } from "../../domain/statement/about.ts";
import { statementMessage } from "../../domain/statement/statement.ts";
import type { Asked } from "../../projections/lookup.ts";
import { type RequestRow, requestRows } from "../../projections/ra-queue.ts";
import { commandId } from "./authenticate.ts";
import { conditional, entityTag } from "./condition.ts";
import { assertionOptions } from "./credentials.ts";
import { list } from "./listing.ts";
import { problem } from "./problem.ts";
import { outOfReach, sightOf } from "./reach.ts";
import { carryOn, requestAnswer } from "./request-answer.ts";
import { described, json, param, query, written } from "./route.ts";
import {
  ApprovalBody,
  IdParam,
  pageOf,
  RequestAnswer,
  RequestRowAnswer,
  RequestsQuery,
  StatementAnswer,
  StatementQuery,
  SubmitBody,
} from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

export type RequestDeps = { readonly queue: View; readonly attempts: Attempts };

const TAG = "requests";
const OCTETS = "application/octet-stream";
/** How long a statement that is made here counts once it is signed: a quarter of an hour to look and sign. */
const STATEMENT_SECONDS = 900;
const COLUMNS = Object.keys(RequestRowAnswer.entries);

type Query = v.InferOutput<typeof RequestsQuery>;

/** The index that leads to the fewest rows, and what must hold of each. */
const wanted = (asked: Query, sees?: (row: RequestRow) => boolean): Pick<Asked<RequestRow>, "where" | "accepts"> => {
  const { requester, state, authority, profile, mandate, submittedBefore, submittedAfter } = asked;
  const where = requester !== undefined ? ["requester", requester] : state !== undefined ? ["state", state] : undefined;
  const equal = Object.entries({ requester, state, authority, profile, mandate }).filter(([, x]) => x !== undefined);
  const accepts = (row: RequestRow): boolean =>
    (sees === undefined || sees(row)) &&
    equal.every(([name, value]) => row[name as keyof RequestRow] === value) &&
    (submittedBefore === undefined || row.submittedAt < submittedBefore) &&
    (submittedAfter === undefined || row.submittedAt >= submittedAfter);
  return { where, ...((sees || equal.length > 0 || submittedBefore || submittedAfter) && { accepts }) };
};

const unknown = () => problem(refusal("request.unknown", "no such request"));

const isMandated = (state: Request): state is PlannedRequest =>
  state.at !== "absent" && state.at !== "submitted" && state.mandate !== null;

/** The code of a request that failed is a refusal's. */
const endedBy = (code: string) => problem(refusal(code as RefusalCode, "the request ended without a certificate"));

export const requestRoutes = ({ queue, attempts }: RequestDeps): Hono<ApiVariables> => {
  /** What refuses an act about a request; one that the caller may not see there is not. */
  const refused = async (c: Context<ApiVariables>, right: Right, state: Request): Promise<Response | undefined> => {
    if (state.at === "absent") return unknown();
    const { authority, requester } = state.submission;
    const about = { authority, isOwn: requester === c.get("caller").actor };
    const no = await outOfReach(c, right, about);
    return no && (await outOfReach(c, "requests.read", about)) !== undefined ? unknown() : no;
  };

  const read = async (c: Context<ApiVariables>, id: string) => {
    const ports = c.get("ports");
    const { state, revision } = await readState(ports.store, requestAggregate, requestStream(id));
    return (await refused(c, "requests.read", state)) === undefined ? { state, revision: revision ?? 0 } : undefined;
  };

  return new Hono<ApiVariables>()
    .post(
      "/requests",
      described({
        tag: TAG,
        id: "submitRequest",
        right: "requests.submit",
        summary: "Submit a certification request",
        text: "Possession of the key is proven by the CSR's signature. The answer holds the plan: the exact certificate, but for its validity, that officers approve next. Under a mandate that covers it the certificate comes at once.",
        status: 201,
        answer: RequestAnswer,
        problems: [403, 404, 409, 422, 429],
        about: ["csr", "der", "profile", "mandate", "authority", "name", "validity"],
      }),
      json(SubmitBody),
      async (c) => {
        const { authority, profile, csr, note, mandate } = c.req.valid("json");
        const der = decodePem(csr, "CERTIFICATE REQUEST");
        if (!der.ok) return problem(der.error);
        const no = await outOfReach(c, "requests.submit", { authority });
        if (no !== undefined) return no;
        const ports = c.get("ports");
        const submission = { authority, profile, csr: der.value, note: note ?? null, mandate };
        const result = await submitRequest(ports, c.get("caller"), commandId(c), submission);
        if (!result.ok) {
          // Who asks under a mandate for what it does not cover is a machine gone wrong, or somebody who has its token.
          if (result.error.code.startsWith("mandate.")) attempts.note(result.error.code);
          return problem(result.error);
        }
        const { id, state, position } = result.value;
        const waits = ok({ state, beside: { position: position ?? null } });
        const carried = isMandated(state) ? await carryOn(ports, id, result.value) : waits;
        if (!carried.ok) return problem(carried.error);
        const now = carried.value;
        // Nobody looks at a mandated request again: its caller is told at once.
        if (isMandated(now.state) && now.state.at === "failed") return endedBy(now.state.code);
        const body = await requestAnswer(ports, id, now.state, now.beside);
        if (body === undefined) return unknown();
        c.header("location", `/v1/requests/${id}`);
        return written(c, body, 201);
      },
    )
    .get(
      "/requests",
      described({
        tag: TAG,
        id: "listRequests",
        right: "requests.read",
        summary: "List requests in order of submission",
        answer: pageOf(RequestRowAnswer),
        other: { "text/csv": "all rows" },
        problems: [403],
      }),
      query(RequestsQuery),
      async (c) => {
        const asked = c.req.valid("query");
        const sees = await sightOf(c);
        return list(c, asked, COLUMNS, (page) =>
          requestRows(queue, { ...page, isDescending: asked.sort === "-submittedAt", ...wanted(asked, sees) }),
        );
      },
    )
    .get(
      "/requests/:id",
      described({
        tag: TAG,
        id: "readRequest",
        right: "requests.read",
        own: "requests.submit",
        isTagged: true,
        summary: "Read one request with its plan",
        answer: RequestAnswer,
        problems: [404],
        about: ["request"],
      }),
      param(IdParam),
      async (c) => {
        const { id } = c.req.valid("param");
        const found = await read(c, id);
        const ports = c.get("ports");
        const basis = found && (await ports.governance());
        if (!found || !basis?.ok) return basis?.ok === false ? problem(basis.error) : unknown();
        const body = await requestAnswer(ports, id, found.state, { position: null });
        if (body === undefined) return unknown();
        // Quorum and approvers are governance's, and a key of the vault can be destroyed.
        const tag = entityTag(found.revision, basis.value.revision, body.tbs === null ? "d" : "o");
        return conditional(c, tag, () => c.json(body));
      },
    )
    .get(
      "/requests/:id/statement",
      described({
        tag: TAG,
        id: "makeStatement",
        right: "requests.read",
        own: "requests.submit",
        summary: "Make the statement that an officer signs about a request",
        text: "Nothing is written. As application/octet-stream: the exact octets to sign; the statement itself is what follows the zero octet in them. Whoever signs trusts this server to have shown the plan truly: `cartulary approve` decodes it itself.",
        answer: StatementAnswer,
        other: { [OCTETS]: "the octets to sign" },
        problems: [404, 409],
        about: ["request"],
      }),
      param(IdParam),
      query(StatementQuery),
      async (c) => {
        const { approver, decision } = c.req.valid("query");
        const found = await read(c, c.req.valid("param").id);
        const { state } = found ?? {};
        if (state === undefined || state.at === "absent" || state.at === "submitted") return unknown();
        if (state.at !== "planned") return problem(refusal("request.not-open", "the request was judged already"));
        const ports = c.get("ports");
        const basis = await ports.governance();
        if (!basis.ok) return problem(basis.error);
        const statement = statementAbout(subjectOf(basis.value.governance.ledger, state), {
          decision: decision ?? "approve",
          approver,
          nonce: toBase64url(ports.entropy.bytes(16)),
          notAfter: addSeconds(ports.clock.now(), STATEMENT_SECONDS),
        });
        const message = statementMessage(statement);
        const form = accepts(c, {
          header: "Accept",
          supports: ["application/json", OCTETS],
          default: "application/json",
        });
        if (form === OCTETS)
          return new Response(message as Uint8Array<ArrayBuffer>, {
            headers: { "content-type": OCTETS, "cache-control": "no-store", vary: "accept" },
          });
        return c.json({
          statement,
          message: toBase64url(message),
          assertion: assertionOptions(basis.value.governance, statement),
        });
      },
    )
    .post(
      "/requests/:id/approvals",
      described({
        tag: TAG,
        id: "judgeRequest",
        right: "requests.decide",
        own: "requests.submit",
        summary: "Hand in an officer's signed approval or denial",
        text: "Whoever carries the statement here does not matter: its signature says whose it is. The approval that makes the quorum has the certificate issued before this is answered, unless the module is away: then `pending` says so.",
        answer: RequestAnswer,
        problems: [403, 404, 409, 412, 422],
        about: ["statement", "request", "signer", "validity"],
        isConditional: true,
      }),
      param(IdParam),
      json(ApprovalBody),
      async (c) => {
        const { id } = c.req.valid("param");
        const ports = c.get("ports");
        const { ifRevision } = c.get("caller");
        const { state: before } = await readState(ports.store, requestAggregate, requestStream(id));
        const no = await refused(c, "requests.decide", before);
        if (no !== undefined) return no;
        const result = await judgeRequest(ports, commandId(c), id, c.req.valid("json"), ifRevision);
        if (!result.ok) {
          // A statement that does not hold is no event of the request; that it was tried is worth knowing.
          if (result.error.code.startsWith("statement.")) attempts.note(result.error.code);
          return problem(result.error);
        }
        const { state, position } = result.value;
        const waits = ok({ state, beside: { position: position ?? null } });
        const carried = state.at === "approved" ? await carryOn(ports, id, result.value) : waits;
        if (!carried.ok) return problem(carried.error);
        const body = await requestAnswer(ports, id, carried.value.state, carried.value.beside);
        return body === undefined ? unknown() : written(c, body);
      },
    )
    .post(
      "/requests/:id/cancellation",
      described({
        tag: TAG,
        id: "cancelRequest",
        right: "requests.cancel",
        own: "requests.submit",
        summary: "Withdraw a request",
        answer: RequestAnswer,
        problems: [404, 409, 412],
        about: ["request"],
        isConditional: true,
      }),
      param(IdParam),
      async (c) => {
        const { id } = c.req.valid("param");
        const caller = c.get("caller");
        const ports = c.get("ports");
        const { state: before } = await readState(ports.store, requestAggregate, requestStream(id));
        const no = await refused(c, "requests.cancel", before);
        if (no !== undefined) return no;
        const result = await cancelRequest(ports, caller, commandId(c), id);
        if (!result.ok) return problem(result.error);
        const { state, position } = result.value;
        const body = await requestAnswer(ports, id, state, { position: position ?? null });
        return body === undefined ? unknown() : written(c, body);
      },
    );
};
