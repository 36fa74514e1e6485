/**
 * A change on its way from officer to officer: a document that each can read and sign for themselves, without a server.
 * It becomes an event when enough have signed; nothing of it stands in the ledger before.
 */
import * as v from "valibot";
import { Base64url } from "../kernel/brand.ts";
import { fromBase64url, fromUtf8 } from "../kernel/bytes.ts";
import { opens, type Sealed } from "../kernel/sealed.ts";
import { SignedStatementSchema, StatementSchema } from "../statement/statement.ts";
import type { Subject } from "../statement/verdict.ts";
import { ChangeSchema, changeOf, FoundSchema, factOf } from "./change.ts";

const OpeningText = v.strictObject({ plaintext: Base64url, salt: Base64url });

export const ProposalSchema = v.strictObject({
  v: v.literal(1),
  purpose: v.literal("cartulary.proposal"),
  ledger: StatementSchema.entries.ledger,
  change: v.variant("type", [...ChangeSchema.options, FoundSchema]),
  /** What the sealed names in the change say, by their subject: who signs must see whom they sign for. */
  openings: v.record(v.string(), OpeningText),
  approvals: v.pipe(v.array(SignedStatementSchema), v.maxLength(32)),
  /** The PHC string of a password that is set: for the server's password book. What is signed has its digest. */
  verifier: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(200),
      v.description("of a password that is set: its PHC string, for the password book"),
    ),
  ),
});
export type Proposal = v.InferOutput<typeof ProposalSchema>;

/** What a statement about it must name. */
export const subjectOfProposal = ({ ledger, change }: Pick<Proposal, "ledger" | "change">): Subject => ({
  ledger: change.type === "Found" ? change.founding.ledger : ledger,
  requester: null,
  ...changeOf(factOf(change, [])),
});

/** A name that the change seals, when the opening that came along is the one it was sealed with; undefined otherwise. */
export const openedName = ({ openings }: Pick<Proposal, "openings">, sealed: Sealed): string | undefined => {
  const text = openings[sealed.subject];
  const [plaintext, salt] = [fromBase64url(text?.plaintext ?? ""), fromBase64url(text?.salt ?? "")];
  return plaintext && salt && opens(sealed, { plaintext, salt }) ? fromUtf8(plaintext) : undefined;
};
