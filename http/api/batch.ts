/** Many writes in one call. Each is judged by itself and answered by itself, in the order in which they were sent. */
import { Hono } from "hono";
import * as v from "valibot";
import { type Refusal, refusal } from "../../domain/kernel/refusal.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { again, type Dispatch } from "./again.ts";
import { problem } from "./problem.ts";
import { described, json } from "./route.ts";
import { ApprovalBody, CertificateParam, IdParam, RevocationBody, SubmitBody } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

export const BATCHES = "/v1/batches/";
export const MAX_ITEMS = 100;
/** Calls that one batch has under way at once. */
const WIDTH = 8;

const batchOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({ items: v.pipe(v.array(item), v.minLength(1), v.maxLength(MAX_ITEMS)) });

const SubmitBatch = batchOf(SubmitBody);
const RevocationBatch = batchOf(v.strictObject({ ...CertificateParam.entries, ...RevocationBody.entries }));
const ApprovalBatch = batchOf(v.strictObject({ request: IdParam.entries.id, approval: ApprovalBody }));

export const BatchAnswer = v.object({
  succeeded: v.number(),
  failed: v.number(),
  items: v.array(
    v.object({
      status: v.pipe(v.number(), v.description("as the call would have alone")),
      body: v.pipe(v.unknown(), v.description("the answer or the problem that the call would have alone")),
    }),
  ),
});

type Call = { readonly path: string; readonly body: unknown };
type Item = { readonly status: number; readonly body: unknown };

const TAG = "batches";
const PROBLEMS = [422] as const;

/** How many one person may revoke at once the officers have said; more of it needs their order. */
const beyondPolicy = async (ports: Pick<Ports, "governance">, items: number): Promise<Refusal | undefined> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis.error;
  const most = basis.value.governance.policy?.revocationsAtOnce ?? MAX_ITEMS;
  return items > most
    ? refusal("certificate.needs-order", `more than ${most} at once need an order of the officers`)
    : undefined;
};

export const batchRoutes = (dispatch: Dispatch): Hono<ApiVariables> => {
  const run = async (c: Parameters<typeof again>[1], calls: readonly Call[]): Promise<Response> => {
    const key = c.req.header("idempotency-key");
    // Each part has a key of its own, which must be one still.
    if (key !== undefined && key.length > 190)
      return problem(refusal("input.malformed", "at most 190 characters for a batch", { field: "Idempotency-Key" }));
    const { search } = new URL(c.req.url);
    const items: Item[] = new Array(calls.length);
    let done = 0;
    const one = async (i: number): Promise<void> => {
      const { path, body } = calls[i] as Call;
      const response = await again(dispatch, c, {
        path: `${path}${search}`,
        body: JSON.stringify(body),
        idempotencyKey: key === undefined ? undefined : `${key}#${i}`,
      });
      items[i] = { status: response.status, body: await response.json() };
      done += 1;
      c.env?.progress?.(done, calls.length);
    };
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < calls.length) await one(next++);
    };
    await Promise.all(Array.from({ length: Math.min(WIDTH, calls.length) }, lane));
    const succeeded = items.filter(({ status }) => status < 300).length;
    return c.json({ succeeded, failed: items.length - succeeded, items });
  };

  const text =
    "Answers 200 also when parts fail: look at each. With an Idempotency-Key the whole call is safe to repeat. With `Prefer: respond-async` it goes on as an operation that tells how far it is.";
  return new Hono<ApiVariables>()
    .post(
      "/batches/requests",
      described({
        tag: TAG,
        id: "submitRequests",
        right: "requests.submit",
        summary: "Submit up to 100 certification requests",
        text,
        answer: BatchAnswer,
        problems: PROBLEMS,
      }),
      json(SubmitBatch),
      (c) =>
        run(
          c,
          c.req.valid("json").items.map((body) => ({ path: "/v1/requests", body })),
        ),
    )
    .post(
      "/batches/revocations",
      described({
        tag: TAG,
        id: "revokeCertificates",
        right: "certificates.revoke",
        own: "requests.submit",
        summary: "Revoke up to 100 certificates",
        text,
        answer: BatchAnswer,
        problems: [403, 422],
      }),
      json(RevocationBatch),
      async (c) => {
        const tooMany = await beyondPolicy(c.get("ports"), c.req.valid("json").items.length);
        if (tooMany !== undefined) return problem(tooMany);
        return run(
          c,
          c.req.valid("json").items.map(({ issuer, serial, ...body }) => ({
            path: `/v1/certificates/${issuer}/${serial}/revocation`,
            body,
          })),
        );
      },
    )
    .post(
      "/batches/approvals",
      described({
        tag: TAG,
        id: "judgeRequests",
        right: "requests.decide",
        own: "requests.submit",
        summary: "Hand in up to 100 signed approvals or denials",
        text,
        answer: BatchAnswer,
        problems: PROBLEMS,
      }),
      json(ApprovalBatch),
      (c) =>
        run(
          c,
          c.req.valid("json").items.map(({ request, approval }) => ({
            path: `/v1/requests/${request}/approvals`,
            body: approval,
          })),
        ),
    );
};
