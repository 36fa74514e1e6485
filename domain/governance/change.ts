/**
 * What can be changed about who may do what. A change is proposed, shown, signed and handed in in this one shape, and
 * becomes an event together with the statements that justify it.
 */
import * as v from "valibot";
import { Slug, Uuid } from "../kernel/brand.ts";
import { MandateSchema } from "../policy/mandate.ts";
import type { SignedStatement } from "../statement/statement.ts";
import { FoundingSchema, type GovernanceEvent, OfficerSchema, TokenSchema } from "./events.ts";

/** Every change but the first. */
export const ChangeSchema = v.variant("type", [
  v.strictObject({ type: v.literal("EnrolOfficer"), officer: OfficerSchema }),
  v.strictObject({ type: v.literal("RetireOfficer"), officer: Slug }),
  v.strictObject({ type: v.literal("GrantMandate"), mandate: MandateSchema }),
  v.strictObject({ type: v.literal("SuspendMandate"), mandate: Slug }),
  v.strictObject({ type: v.literal("IssueToken"), token: TokenSchema }),
  v.strictObject({ type: v.literal("RevokeToken"), token: Uuid }),
]);
export type Change = v.InferOutput<typeof ChangeSchema>;

export const FoundSchema = v.strictObject({ type: v.literal("Found"), founding: FoundingSchema });
export type Found = v.InferOutput<typeof FoundSchema>;

/** The event that a change becomes. */
export const factOf = (change: Change | Found, approvals: readonly SignedStatement[]): GovernanceEvent => {
  const signed = { approvals: [...approvals] };
  switch (change.type) {
    case "Found":
      return { type: "LedgerFounded", body: { founding: change.founding, ...signed } };
    case "EnrolOfficer":
      return { type: "OfficerEnrolled", body: { officer: change.officer, ...signed } };
    case "RetireOfficer":
      return { type: "OfficerRetired", body: { officer: change.officer, ...signed } };
    case "GrantMandate":
      return { type: "MandateGranted", body: { mandate: change.mandate, ...signed } };
    case "SuspendMandate":
      return { type: "MandateSuspended", body: { mandate: change.mandate, ...signed } };
    case "IssueToken":
      return { type: "TokenIssued", body: { token: change.token, ...signed } };
    case "RevokeToken":
      return { type: "TokenRevoked", body: { token: change.token, ...signed } };
  }
};
