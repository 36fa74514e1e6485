/** Who may use a route at all. What a caller may do to one resource is decided where that resource is. */
import { refusal } from "../../domain/kernel/refusal.ts";
import { problem } from "./problem.ts";

/** The kinds of callers, as their names begin. */
export const CALLERS = ["operator", "officer", "service"] as const;
export type CallerKind = (typeof CALLERS)[number];

const PEOPLE = ["operator", "officer"] as const;

/** What a route asks of its caller, and why others have no business there. */
export const RIGHTS = {
  anybody: { callers: CALLERS, why: "" },
  hierarchy: { callers: PEOPLE, why: "services may not change the hierarchy" },
  requests: { callers: PEOPLE, why: "services read their own requests by id" },
  governance: { callers: PEOPLE, why: "services take no part in governance" },
  mandates: { callers: PEOPLE, why: "services do not read mandates" },
  // A row names who else acts here, and no row says whose certificate it is about: services follow their own requests.
  ledger: { callers: PEOPLE, why: "services may not read the ledger" },
  webhooks: { callers: ["operator"], why: "where events are sent is the operators' business" },
  metrics: { callers: PEOPLE, why: "services have nothing to measure here" },
} as const satisfies Readonly<Record<string, { readonly callers: readonly CallerKind[]; readonly why: string }>>;
export type Right = keyof typeof RIGHTS;

/** The refusal for a caller without the right; undefined for one who has it. */
export const withheld = (right: Right, actor: string): Response | undefined => {
  const { callers, why } = RIGHTS[right];
  const kind = actor.slice(0, actor.indexOf(":"));
  return (callers as readonly string[]).includes(kind) ? undefined : problem(refusal("caller.forbidden", why));
};
