/** Requests as registration officers see them: what waits for approval, what waits for the signer, what became of the rest. */
import { idOf } from "../domain/kernel/stream.ts";
import type { View } from "../domain/ports/read-store.ts";
import { type Asked, type Page, putRow, readRows } from "./lookup.ts";
import { mustGet, type Placed, type Projection } from "./projection.ts";

export type RequestRow = {
  readonly id: string;
  readonly state: "planned" | "approved" | "denied" | "cancelled" | "fulfilled" | "failed";
  readonly authority: string;
  readonly profile: string;
  readonly requester: string;
  readonly submittedAt: string;
  readonly approvers: readonly string[];
  /** The mandate in their place. */
  readonly mandate: string | null;
  readonly certificate: { readonly issuer: string; readonly serial: string } | null;
  readonly order: string;
};

const indexes = ({ state, requester }: RequestRow) => ({ state, requester });

const key = (stream: string): string => `request/${idOf(stream)}`;

const change = (view: View, event: Placed, part: Partial<RequestRow>): void => {
  const row = mustGet<RequestRow>(view, key(event.stream));
  putRow(view, key(event.stream), { ...row, ...part }, indexes);
};

/** Begins an approved request's wait for its certificate. */
const allow = (view: View, event: Placed, part: Partial<RequestRow>): void => {
  change(view, event, part);
  view.put(`approved/${idOf(event.stream)}`, event.position);
};

/** Ends an approved request's wait for its certificate. */
const close = (view: View, event: Placed, part: Partial<RequestRow>): void => {
  change(view, event, part);
  view.delete(`approved/${idOf(event.stream)}`);
};

export const raQueue: Projection = {
  name: "ra-queue",
  version: 3,
  categories: ["request"],
  when: {
    RequestSubmitted: (view, event) => {
      const { authority, profile, requester } = event.body;
      const id = idOf(event.stream);
      const row: RequestRow = {
        id,
        authority,
        profile,
        requester,
        state: "planned",
        submittedAt: event.at,
        approvers: [],
        mandate: null,
        certificate: null,
        order: event.position,
      };
      putRow(view, key(event.stream), row, indexes);
    },
    ApprovalGiven: (view, event) => {
      const { approvers } = mustGet<RequestRow>(view, key(event.stream));
      change(view, event, { approvers: [...approvers, event.body.approval.statement.approver] });
    },
    RequestApproved: (view, event) => allow(view, event, { state: "approved" }),
    RequestMandated: (view, event) => allow(view, event, { state: "approved", mandate: event.body.mandate.id }),
    RequestDenied: (view, event) => change(view, event, { state: "denied" }),
    RequestCancelled: (view, event) => change(view, event, { state: "cancelled" }),
    RequestFulfilled: (view, event) => close(view, event, { state: "fulfilled", certificate: event.body.certificate }),
    RequestFailed: (view, event) => close(view, event, { state: "failed" }),
  },
};

export const requestRows = (view: View, asked: Asked<RequestRow>): Page<RequestRow> => readRows(view, asked);

export const approvedRequests = (view: View): readonly string[] =>
  view.list("approved/").map((r) => r.key.slice("approved/".length));

/** How many requests wait for approvals; counted up to `most`. */
export const waitingForApproval = (view: View, most: number): number =>
  view.list("by/state/planned/", { limit: most }).length;
