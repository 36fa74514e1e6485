/**
 * How often each security key has signed, as its own counter says in the statements of all streams: a copy of one is
 * noticed by a count that does not grow. May lag; a replay judges for itself.
 */
import { governanceEvents } from "../domain/governance/events.ts";
import type { View } from "../domain/ports/read-store.ts";
import type { SignedStatement } from "../domain/statement/statement.ts";
import { counterOf } from "../domain/statement/webauthn/judge-assertion.ts";
import type { Projection } from "./projection.ts";

const keep = (view: View, statements: readonly SignedStatement[]): void => {
  for (const signed of statements) {
    if (signed.form !== "webauthn") continue;
    const counter = counterOf(signed) ?? 0;
    const key = `credential/${signed.credential}`;
    if (counter > ((view.get(key) as number | undefined) ?? -1)) view.put(key, counter);
  }
};

type Fold = (view: View, event: { readonly body: { readonly approvals: readonly SignedStatement[] } }) => void;
const ofGovernance: Fold = (view, { body }) => keep(view, body.approvals);

export const assertionCounters: Projection = {
  name: "assertion-counters",
  version: 1,
  categories: ["governance", "request"],
  when: {
    ...(Object.fromEntries(Object.keys(governanceEvents).map((type) => [type, ofGovernance])) as Projection["when"]),
    ApprovalGiven: (view, { body }) => keep(view, [body.approval]),
    ApprovalRefused: (view, { body }) => keep(view, [body.approval]),
  },
};

/** undefined for a credential that has signed nothing. */
export const assertionCounter = (view: View, credential: string): number | undefined =>
  view.get(`credential/${credential}`) as number | undefined;
