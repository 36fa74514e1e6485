import type { Digest } from "../kernel/brand.ts";
import { canonicalDigest } from "../kernel/envelope.ts";
import type { SignedStatement } from "../statement/statement.ts";
import type { MandateRef, Plan, RequestEvent } from "./events.ts";

type Submission = Extract<RequestEvent, { type: "RequestSubmitted" }>["body"];

type Planned = {
  readonly submission: Submission;
  readonly plan: Plan;
  readonly digest: Digest;
  /** Approvals of the live plan only. */
  readonly approvals: readonly SignedStatement[];
  /** The mandate that stands in their place. */
  readonly mandate: MandateRef | null;
};

export type Request =
  | { readonly at: "absent" }
  | { readonly at: "submitted"; readonly submission: Submission }
  | (Planned & { readonly at: "planned" | "approved" | "denied" | "cancelled" })
  | (Planned & { readonly at: "fulfilled"; readonly certificate: { readonly issuer: string; readonly serial: string } })
  | (Planned & { readonly at: "failed"; readonly code: string });

export type PlannedRequest = Exclude<Request, { at: "absent" | "submitted" }>;

export const initialRequest: Request = { at: "absent" };

/** The digest that approvers sign and that every later event repeats. */
export const planDigest = (plan: Plan): Digest => canonicalDigest(plan);

const planned = (state: Request): PlannedRequest => {
  if (state.at === "absent" || state.at === "submitted") throw new TypeError("a request without a plan went on");
  return state;
};

const ended = (state: PlannedRequest): Planned => {
  const { submission, plan, digest, approvals, mandate } = state;
  return { submission, plan, digest, approvals, mandate };
};

export const evolveRequest = (state: Request, event: RequestEvent): Request => {
  switch (event.type) {
    case "RequestSubmitted":
      return { at: "submitted", submission: event.body };
    case "IssuancePlanned": {
      if (state.at === "absent") throw new TypeError("a plan without a request");
      const { plan } = event.body;
      const { submission } = state;
      return { at: "planned", submission, plan, digest: planDigest(plan), approvals: [], mandate: null };
    }
    case "ApprovalGiven": {
      const s = planned(state);
      return { ...s, approvals: [...s.approvals, event.body.approval] };
    }
    case "ApprovalRefused":
      return planned(state);
    case "RequestApproved":
      return { ...ended(planned(state)), at: "approved" };
    case "RequestMandated":
      return { ...ended(planned(state)), at: "approved", mandate: event.body.mandate };
    case "RequestDenied":
      return { ...ended(planned(state)), at: "denied" };
    case "RequestCancelled":
      return { ...ended(planned(state)), at: "cancelled" };
    case "RequestFulfilled":
      return { ...ended(planned(state)), at: "fulfilled", certificate: event.body.certificate };
    case "RequestFailed":
      return { ...ended(planned(state)), at: "failed", code: event.body.code };
  }
};
