/** Every event in order, as an auditor lists them: who did what, when, known how. Bodies stay in the ledger. */

import type { LedgerEvent } from "../domain/catalogue.ts";
import { CATEGORIES } from "../domain/kernel/stream.ts";
import type { EventRow } from "../domain/ports/event-feed.ts";
import type { View } from "../domain/ports/read-store.ts";
import type { Placed, Projection } from "./projection.ts";

/** Names every type, so that a new one does not compile until somebody decided whether auditors see it. They do. */
const EVERY: { readonly [T in LedgerEvent["type"]]: true } = {
  LedgerFounded: true,
  OfficerEnrolled: true,
  OfficerRetired: true,
  MandateGranted: true,
  MandateSuspended: true,
  TokenIssued: true,
  TokenRevoked: true,
  PolicyAdopted: true,
  ProfilePublished: true,
  AuthorityRetired: true,
  RevocationOrdered: true,
  RoleDefined: true,
  RolesAssigned: true,
  PersonNamed: true,
  CredentialEnrolled: true,
  CredentialWithdrawn: true,
  GroupDefined: true,
  WitnessesAppointed: true,
  GapAccepted: true,
  AuthorityCreated: true,
  AuthorityRequestRenewed: true,
  AuthorityCertified: true,
  KeyPlanned: true,
  KeyGenerated: true,
  RequestSubmitted: true,
  IssuancePlanned: true,
  ApprovalGiven: true,
  ApprovalRefused: true,
  RequestApproved: true,
  RequestMandated: true,
  RequestDenied: true,
  RequestCancelled: true,
  RequestFulfilled: true,
  RequestFailed: true,
  CertificatePrepared: true,
  CertificateIssued: true,
  CertificateAbandoned: true,
  CertificateRevoked: true,
  CertificateHeld: true,
  CertificateReleased: true,
  CrlPrepared: true,
  CrlPublished: true,
  CrlAbandoned: true,
  ResponderCertified: true,
  AttemptsRefused: true,
  LoginsAccepted: true,
  LoginLinked: true,
  LoginEnded: true,
  WebhookRegistered: true,
  WebhookDisabled: true,
  WebhookRemoved: true,
  LedgerSealed: true,
  CheckpointWitnessed: true,
};

const write = (view: View, event: Placed): void => {
  const { position, stream, revision, type, at, actor, authentication, correlation, basis } = event;
  view.put(position, {
    position,
    stream,
    revision,
    type,
    at,
    actor,
    authentication,
    correlation,
    basis,
  } satisfies EventRow);
};

export const auditTrail: Projection = {
  name: "audit-trail",
  version: 1,
  categories: CATEGORIES,
  when: Object.fromEntries(Object.keys(EVERY).map((type) => [type, write])),
};
