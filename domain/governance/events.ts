import * as v from "valibot";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { ApprovalsSchema } from "./change-kind.ts";
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
import { FoundingSchema } from "./founding.ts";

/** Every event carries the statements that justify it. */
export const governanceEvents = {
  LedgerFounded: {
    v: 1,
    tells: "The founders agreed on officers, quorum and profiles, and each signed it with their own key.",
    body: v.strictObject({ founding: FoundingSchema, approvals: ApprovalsSchema }),
  },
  OfficerEnrolled: officerEnrolled.fact,
  OfficerRetired: officerRetired.fact,
  MandateGranted: mandateGranted.fact,
  MandateSuspended: mandateSuspended.fact,
  TokenIssued: tokenIssued.fact,
  TokenRevoked: tokenRevoked.fact,
  PolicyAdopted: policyAdopted.fact,
  ProfilePublished: profilePublished.fact,
  AuthorityRetired: authorityRetired.fact,
  RevocationOrdered: revocationOrdered.fact,
  LoginLinked: loginLinked.fact,
  LoginEnded: loginEnded.fact,
  RoleDefined: roleDefined.fact,
  RolesAssigned: rolesAssigned.fact,
  PersonNamed: personNamed.fact,
  CredentialEnrolled: credentialEnrolled.fact,
  CredentialWithdrawn: credentialWithdrawn.fact,
  GroupDefined: groupDefined.fact,
  WitnessesAppointed: witnessesAppointed.fact,
  GapAccepted: gapAccepted.fact,
} as const satisfies EventTable;

export type GovernanceEvent = FactOf<typeof governanceEvents>;
