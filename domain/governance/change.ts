/**
 * What can be changed about who may do what: the table of all kinds. A change is proposed, shown, signed and handed in in
 * this one shape, and becomes an event together with the statements that justify it.
 */
import * as v from "valibot";
import { canonicalDigest } from "../kernel/envelope.ts";
import type { AnyKind, Approvals } from "./change-kind.ts";
import { authorityRetired } from "./changes/authority-retired.ts";
import { credentialEnrolled } from "./changes/credential-enrolled.ts";
import { credentialWithdrawn } from "./changes/credential-withdrawn.ts";
import { gapAccepted } from "./changes/gap-accepted.ts";
import { groupDefined } from "./changes/group-defined.ts";
import { loginEnded } from "./changes/login-ended.ts";
import { loginLinked } from "./changes/login-linked.ts";
import { mandateGranted } from "./changes/mandate-granted.ts";
import { mandateSuspended } from "./changes/mandate-suspended.ts";
import { officerEnrolled } from "./changes/officer-enrolled.ts";
import { officerRetired } from "./changes/officer-retired.ts";
import { personNamed } from "./changes/person-named.ts";
import { policyAdopted } from "./changes/policy-adopted.ts";
import { profilePublished } from "./changes/profile-published.ts";
import { revocationOrdered } from "./changes/revocation-ordered.ts";
import { roleDefined } from "./changes/role-defined.ts";
import { rolesAssigned } from "./changes/roles-assigned.ts";
import { tokenIssued } from "./changes/token-issued.ts";
import { tokenRevoked } from "./changes/token-revoked.ts";
import { witnessesAppointed } from "./changes/witnesses-appointed.ts";
import type { GovernanceEvent } from "./events.ts";
import { FoundingSchema } from "./founding.ts";

const KINDS = [
  officerEnrolled,
  officerRetired,
  mandateGranted,
  mandateSuspended,
  tokenIssued,
  tokenRevoked,
  policyAdopted,
  profilePublished,
  authorityRetired,
  revocationOrdered,
  loginLinked,
  loginEnded,
  roleDefined,
  rolesAssigned,
  personNamed,
  credentialEnrolled,
  credentialWithdrawn,
  groupDefined,
  witnessesAppointed,
  gapAccepted,
] as const;

/** Every change but the first. */
export const ChangeSchema = v.variant("type", [
  officerEnrolled.change,
  officerRetired.change,
  mandateGranted.change,
  mandateSuspended.change,
  tokenIssued.change,
  tokenRevoked.change,
  policyAdopted.change,
  profilePublished.change,
  authorityRetired.change,
  revocationOrdered.change,
  loginLinked.change,
  loginEnded.change,
  roleDefined.change,
  rolesAssigned.change,
  personNamed.change,
  credentialEnrolled.change,
  credentialWithdrawn.change,
  groupDefined.change,
  witnessesAppointed.change,
  gapAccepted.change,
]);
export type Change = v.InferOutput<typeof ChangeSchema>;

export const FoundSchema = v.strictObject({ type: v.literal("Found"), founding: FoundingSchema });
export type Found = v.InferOutput<typeof FoundSchema>;

export type Founded = Extract<GovernanceEvent, { type: "LedgerFounded" }>;
export type Changed = Exclude<GovernanceEvent, Founded>;

const byEvent = new Map<string, AnyKind>(KINDS.map((k) => [k.event, k as unknown as AnyKind]));
const byCommand = new Map<string, AnyKind>(KINDS.map((k) => [k.command, k as unknown as AnyKind]));

/** The kind of an event or of a change. That it is there the types say, and decider.test.ts. */
export const kindOf = (type: Changed["type"] | Change["type"]): AnyKind => {
  const kind = byEvent.get(type) ?? byCommand.get(type);
  if (kind === undefined) throw new TypeError("a change of no kind");
  return kind;
};

/** The event that a change becomes. */
export const factOf = (change: Change | Found, approvals: Approvals): GovernanceEvent => {
  const signed = { approvals: [...approvals] };
  if (change.type === "Found") return { type: "LedgerFounded", body: { founding: change.founding, ...signed } };
  const { event, fields } = kindOf(change.type);
  // A command has more on it; the schemas of change and event are made of the same fields.
  const said = Object.fromEntries(Object.entries(change).filter(([field]) => field in fields));
  return { type: event, body: { ...said, ...signed } } as unknown as GovernanceEvent;
};

/** What the officers sign for an event: the operation, its subject, and the digest of the change without signatures. */
export const changeOf = (event: GovernanceEvent) => {
  if (event.type === "LedgerFounded") {
    const { founding } = event.body;
    return { operation: "ledger.found", subject: founding.ledger, digest: canonicalDigest(founding) } as const;
  }
  const { operation, signs } = kindOf(event.type);
  const { subject, over } = signs(event.body);
  return { operation, subject, digest: canonicalDigest(over) };
};
