/** Problems of dual control: policies, orders, what officers have ended. */
import type { ProblemRow } from "./problem-row.ts";

export const dualControlProblems = {
  "governance.policy-unsound": {
    status: 422,
    title: "This policy cannot be adopted",
    remedy:
      "start from the policy in force (GET /v1/policy), count its version up by one, and heed `detail` and `field`",
  },
  "profile.unsound": {
    status: 422,
    title: "This profile cannot be published",
    remedy: "start from the version in force (GET /v1/profiles/ID), and heed `detail`",
  },
  "authority.retired": {
    status: 409,
    title: "Authority retired",
    remedy: "ask another authority: what officers have retired issues nothing more",
  },
  "certificate.needs-order": {
    status: 403,
    title: "The officers must order this",
    remedy: "propose OrderRevocation (POST /v1/governance/proposals), have it signed, and hand it in",
  },
  "ledger.no-entry": {
    status: 404,
    title: "No such event, or no such tree",
    remedy: "take an index below `events`, and sizes up to `size`, of GET /v1/ledger/checkpoint",
  },
  "ledger.not-sealed": {
    status: 404,
    title: "The ledger is not sealed yet",
    remedy: "ask again when the sealer has run; the log of the server tells why it has not",
  },
  "ledger.behind-witness": {
    status: 503,
    title: "A witness knows a larger or another ledger",
    remedy: "nothing is signed until officers have looked: see the page on restoring",
  },
  "governance.witnesses-unsound": {
    status: 422,
    title: "These witnesses cannot be appointed",
    remedy: "correct what `field` names: names and keys are distinct, and no more are needed than there are",
  },
  "governance.gap-unsound": {
    status: 422,
    title: "There is no such gap",
    remedy: "take `known` and `kept` from the report of cartulary ledger gap",
  },
} as const satisfies Readonly<Record<string, ProblemRow>>;
