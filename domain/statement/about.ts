import type { Statement } from "./statement.ts";
import type { Subject } from "./verdict.ts";

type Own = Pick<Statement, "decision" | "approver" | "nonce" | "notAfter">;

/** The statement of an officer about a subject, before it is signed. */
export const statementAbout = ({ ledger, operation, subject, digest, requester }: Subject, own: Own): Statement => ({
  v: 1,
  purpose: "cartulary.approval",
  ledger,
  operation,
  subject,
  digest,
  requester,
  ...own,
});
