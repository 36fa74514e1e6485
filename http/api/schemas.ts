/** What goes in and out of the API. OpenAPI is generated from these. */

import * as v from "valibot";
import { REASONS } from "../../domain/certificate/events.ts";
import { ChangeSchema } from "../../domain/governance/change.ts";
import { ProposalSchema } from "../../domain/governance/proposal.ts";
import { GapSchema, Witnessing } from "../../domain/governance/witness.ts";
import { Actor, Base64url, Digest, IssuerId, KeyId, RequestId, Serial, Slug, Uuid } from "../../domain/kernel/brand.ts";
import { InstantSchema } from "../../domain/kernel/instant.ts";
import { KeyPurpose } from "../../domain/key/events.ts";
import { KEY_ALGORITHMS } from "../../domain/pki/key-algorithm.ts";
import { MandateSchema } from "../../domain/policy/mandate.ts";
import { ProfileSchema } from "../../domain/policy/profile.ts";
import { WishSchema } from "../../domain/process/propose-change.ts";
import { PlanSchema } from "../../domain/request/events.ts";
import { SignedStatementSchema, StatementSchema } from "../../domain/statement/statement.ts";
import { AssertionOptions } from "./credential-schemas.ts";
import { ListQuery } from "./list-query.ts";

export * from "./list-query.ts";
export * from "./role-schemas.ts";
export * from "./session-schemas.ts";
export * from "./webhook-schemas.ts";

/** A lone surrogate has no UTF-8, so neither digest nor event can hold it. */
const WELL_FORMED = /^(?:[^\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*$/;
const note = v.pipe(
  v.string(),
  v.maxLength(1000),
  v.regex(WELL_FORMED),
  v.description("a word to the approvers; stored sealed"),
);
const dn = v.pipe(v.string(), v.maxLength(1024), v.description("distinguished name, e.g. C=DE, O=Example, CN=Web CA"));

/** RFC 9457. */
export const ProblemAnswer = v.object({
  type: v.pipe(v.string(), v.description("urn:cartulary:problem:CODE, stable")),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  field: v.optional(v.pipe(v.string(), v.description("what was wrong with the input; never the input itself"))),
  remedy: v.pipe(v.string(), v.description("what the caller can do about it")),
  instance: v.optional(
    v.pipe(v.string(), v.description("urn:cartulary:request:ID: the line of the server's log that is about this call")),
  ),
  facts: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
});
export type ProblemAnswer = v.InferOutput<typeof ProblemAnswer>;

export const IdParam = v.object({ id: RequestId });
export const MandateParam = v.object({ id: Slug });
export const KeyParam = v.object({ id: KeyId });
export const ProfileParam = v.object({ id: Slug });
export const OfficerParam = v.object({ id: Slug });
export const TokenParam = v.object({ id: Uuid });
export const AuthorityParam = v.object({ id: Slug });
export const CertificateParam = v.object({ issuer: IssuerId, serial: Serial });

const before = v.optional(v.pipe(InstantSchema, v.description("before this time")));
const after = v.optional(v.pipe(InstantSchema, v.description("at this time or later")));
const sort = <const S extends readonly string[]>(names: S) =>
  v.optional(v.pipe(v.picklist(names), v.description("a minus in front: the other way round")));

export const RequestsQuery = v.strictObject({
  ...ListQuery.entries,
  state: v.optional(v.picklist(["planned", "approved", "denied", "cancelled", "fulfilled", "failed"])),
  authority: v.optional(Slug),
  profile: v.optional(Slug),
  requester: v.optional(Actor),
  mandate: v.optional(Slug),
  submittedBefore: before,
  submittedAfter: after,
  sort: sort(["submittedAt", "-submittedAt"]),
});

export const CertificatesQuery = v.strictObject({
  ...ListQuery.entries,
  issuer: v.optional(IssuerId),
  serial: v.optional(Serial),
  authority: v.optional(Slug),
  profile: v.optional(Slug),
  requester: v.optional(Actor),
  state: v.optional(v.picklist(["prepared", "issued", "abandoned"])),
  status: v.optional(v.picklist(["good", "held", "revoked"])),
  endsBefore: before,
  endsAfter: after,
  sort: sort(["issued", "-issued", "notAfter", "-notAfter"]),
});

export const AuthoritiesQuery = v.strictObject({
  ...ListQuery.entries,
  kind: v.optional(v.picklist(["root", "issuing"])),
  state: v.optional(v.picklist(["created", "active"])),
  parent: v.optional(Slug),
});

export const KeysQuery = v.strictObject({
  ...ListQuery.entries,
  state: v.optional(v.picklist(["planned", "generated"])),
  purpose: v.optional(KeyPurpose),
  authority: v.optional(Slug),
  algorithm: v.optional(v.picklist(KEY_ALGORITHMS)),
});

export const OfficersQuery = v.strictObject({
  ...ListQuery.entries,
  role: v.optional(v.pipe(v.string(), v.maxLength(64))),
  isActive: v.optional(v.picklist(["true", "false"])),
});

export const TokensQuery = v.strictObject({
  ...ListQuery.entries,
  holder: v.optional(Actor),
  state: v.optional(v.picklist(["in force", "ended", "revoked"])),
});

export const MandatesQuery = v.strictObject({
  ...ListQuery.entries,
  authority: v.optional(Slug),
  state: v.optional(v.picklist(["in force", "not yet", "ended", "suspended"])),
});

export const ProfilesQuery = v.strictObject({
  ...ListQuery.entries,
  kind: v.optional(v.pipe(v.string(), v.maxLength(64))),
});

export const OperationParam = v.object({ id: Uuid });
export const OperationAnswer = v.object({
  id: Uuid,
  status: v.picklist(["running", "succeeded", "failed"]),
  progress: v.nullable(v.object({ done: v.number(), total: v.number() })),
  startedAt: v.string(),
  endedAt: v.nullable(v.string()),
  answer: v.nullable(
    v.pipe(
      v.object({ status: v.number(), body: v.unknown() }),
      v.description("what the write would have been answered with"),
    ),
  ),
});
export type OperationAnswer = v.InferOutput<typeof OperationAnswer>;

/** What a write would do. */
export const DryRunAnswer = v.object({
  dryRun: v.literal(true),
  status: v.pipe(v.number(), v.description("with which the write would be answered")),
  events: v.pipe(
    v.array(v.object({ stream: v.string(), type: v.string() })),
    v.description("what would be written; ids in stream names are made anew by the write itself"),
  ),
  isAtModule: v.pipe(
    v.boolean(),
    v.description("whether a signature would be asked for next: what the module and the signer say is not known"),
  ),
});
export type DryRunAnswer = v.InferOutput<typeof DryRunAnswer>;

export const SubmitBody = v.strictObject({
  authority: Slug,
  profile: Slug,
  csr: v.pipe(v.string(), v.maxLength(100_000), v.description("PKCS #10, PEM")),
  note: v.optional(note),
  mandate: v.optional(
    v.pipe(Slug, v.description("the mandate to use; when absent, the only one that covers the request, or approvals")),
  ),
});

export const ApprovalBody = SignedStatementSchema;

export const StatementQuery = v.strictObject({
  approver: v.pipe(Slug, v.description("the officer who will sign")),
  decision: v.optional(v.pipe(v.picklist(["approve", "deny"]), v.description("approve when absent"))),
});
export const StatementAnswer = v.object({
  statement: StatementSchema,
  message: v.pipe(Base64url, v.description("the octets to sign: cartulary-approval-v1, a zero octet, the statement")),
  assertion: v.nullable(AssertionOptions),
});

export const RevocationBody = v.strictObject({
  reason: v.picklist(REASONS),
  invalidSince: v.optional(InstantSchema),
});

const algorithm = v.optional(v.pipe(v.picklist(KEY_ALGORITHMS), v.description("of the key; ec-p256 when absent")));

export const NewAuthorityBody = v.strictObject({
  id: Slug,
  kind: v.picklist(["root", "issuing"]),
  name: dn,
  parent: v.optional(Slug),
  algorithm,
});

export const NewResponderBody = v.strictObject({ name: dn, algorithm });

const Certificate = v.strictObject({ issuer: IssuerId, serial: Serial });
const Position = v.pipe(
  v.string(),
  v.description("send it as Cartulary-Position with a read to see at least this write"),
);

export const RequestAnswer = v.object({
  id: RequestId,
  state: v.picklist(["planned", "approved", "denied", "cancelled", "fulfilled", "failed"]),
  requester: Actor,
  plan: PlanSchema,
  digest: v.pipe(Digest, v.description("what approvers sign: SHA-256 of the plan's RFC 8785 bytes")),
  tbs: v.nullable(
    v.pipe(Base64url, v.description("planned TBSCertificate, DER, validity masked; null when its key was destroyed")),
  ),
  salt: v.nullable(
    v.pipe(Base64url, v.description("of a sealed plan: with `tbs` it opens the plan's commitment, as approvers check")),
  ),
  note: v.nullable(v.pipe(v.string(), v.description("the requester's word to the approvers; no part of the plan"))),
  statement: v.pipe(
    v.object({
      ledger: StatementSchema.entries.ledger,
      operation: v.string(),
      subject: v.string(),
      digest: Digest,
      requester: v.nullable(Actor),
    }),
    v.description("what a statement about this plan must name"),
  ),
  approvers: v.array(Slug),
  quorum: v.number(),
  mandate: v.nullable(v.pipe(Slug, v.description("the mandate that stands for approvals"))),
  certificate: v.nullable(Certificate),
  pem: v.nullable(v.pipe(v.string(), v.description("the certificate, when this call brought the request to it"))),
  pending: v.nullable(v.pipe(v.string(), v.description("why an approved request has no certificate yet"))),
  position: v.nullable(Position),
});
export type RequestAnswer = v.InferOutput<typeof RequestAnswer>;

export const RequestRowAnswer = v.object({
  id: RequestId,
  state: v.string(),
  authority: Slug,
  profile: Slug,
  requester: Actor,
  submittedAt: InstantSchema,
  approvers: v.array(Slug),
  mandate: v.nullable(Slug),
  certificate: v.nullable(Certificate),
});

export const CertificateAnswer = v.object({
  issuer: IssuerId,
  serial: Serial,
  authority: Slug,
  profile: Slug,
  request: RequestId,
  requester: v.nullable(Actor),
  notBefore: InstantSchema,
  notAfter: InstantSchema,
  state: v.picklist(["prepared", "issued", "abandoned"]),
  status: v.picklist(["good", "held", "revoked"]),
  reason: v.nullable(v.string()),
  since: v.nullable(InstantSchema),
  digest: v.nullable(v.pipe(v.string(), v.description("SHA-256 of the DER, base64url"))),
});

export const StatusAnswer = v.object({
  issuer: IssuerId,
  serial: Serial,
  status: v.picklist(["good", "held", "revoked"]),
  crl: v.nullable(v.pipe(v.string(), v.description("number of the CRL that shows it; null when it follows later"))),
  position: v.nullable(Position),
});

export const AuthorityAnswer = v.object({
  id: Slug,
  kind: v.picklist(["root", "issuing"]),
  state: v.picklist(["created", "active"]),
  parent: v.nullable(Slug),
  issuer: IssuerId,
  key: KeyId,
  request: RequestId,
  name: v.string(),
  notAfter: v.nullable(InstantSchema),
  crl: v.string(),
  responder: v.nullable(v.object({ key: KeyId, notAfter: InstantSchema })),
});

/** The request through which a new key is certified: officers approve it next. */
export const KeyAnswer = v.object({
  id: KeyId,
  state: v.picklist(["planned", "generated"]),
  algorithm: v.picklist(KEY_ALGORITHMS),
  purpose: KeyPurpose,
  authority: v.nullable(Slug),
  spki: v.nullable(v.pipe(Base64url, v.description("SubjectPublicKeyInfo, DER"))),
  module: v.nullable(
    v.object({
      kind: v.string(),
      manufacturer: v.string(),
      model: v.string(),
      tokenLabel: v.string(),
      tokenSerial: v.string(),
    }),
  ),
  plannedAt: InstantSchema,
});

export const PendingAnswer = v.object({
  request: RequestId,
  key: KeyId,
  state: v.string(),
  position: v.nullable(Position),
});

export const CrlAnswer = v.object({
  number: v.pipe(v.string(), v.description("CRL number, decimal (RFC 5280 §5.2.3)")),
  entries: v.number(),
  thisUpdate: InstantSchema,
  nextUpdate: InstantSchema,
  url: v.pipe(v.string(), v.description("where relying parties fetch it")),
});
export type CrlAnswer = v.InferOutput<typeof CrlAnswer>;

export const AuditRowAnswer = v.object({
  position: v.string(),
  stream: v.string(),
  revision: v.number(),
  type: v.string(),
  at: InstantSchema,
  actor: Actor,
  authentication: v.string(),
  correlation: v.string(),
  basis: v.nullable(v.number()),
});

export const OfficerAnswer = v.object({
  id: Slug,
  roles: v.array(v.string()),
  isActive: v.boolean(),
  spki: v.pipe(Base64url, v.description("the key whose signatures count, SubjectPublicKeyInfo")),
});

const ProfileRow = v.object({ id: Slug, version: v.number(), title: v.string(), kind: v.string() });

export const GovernanceAnswer = v.object({
  ledger: v.string(),
  quorum: v.number(),
  revision: v.number(),
  officers: v.array(OfficerAnswer),
  profiles: v.array(ProfileRow),
  witnessing: Witnessing,
  gaps: v.pipe(v.array(GapSchema), v.description("parts of the ledger that officers know to be lost")),
});

export const ProfileAnswer = ProfileSchema;

export const TokenAnswer = v.object({
  id: Uuid,
  holder: Actor,
  notAfter: InstantSchema,
  state: v.picklist(["in force", "ended", "revoked"]),
  scope: v.nullable(v.pipe(v.array(v.string()), v.description("rights that it leaves its holder; null: all of them"))),
});

export const MandateAnswer = v.object({
  ...MandateSchema.entries,
  subtrees: v.array(v.pipe(v.string(), v.description("dns:example.org, ip:10.0.0.0/8, dn:O=Example"))),
  state: v.picklist(["in force", "not yet", "ended", "suspended"]),
  digest: v.pipe(Digest, v.description("what its officers signed: SHA-256 of the mandate's RFC 8785 bytes")),
});
export type MandateAnswer = v.InferOutput<typeof MandateAnswer>;

export const WishBody = WishSchema;
export const ProposalAnswer = ProposalSchema;

export const ChangeBody = v.strictObject({
  change: ChangeSchema,
  approvals: v.pipe(v.array(SignedStatementSchema), v.minLength(1), v.maxLength(32)),
  verifier: ProposalSchema.entries.verifier,
});

export const ChangedAnswer = v.object({
  type: v.pipe(v.string(), v.description("the event that the change became")),
  revision: v.pipe(v.number(), v.description("its place in the governance stream")),
  position: v.nullable(Position),
});

export const pageOf = <S extends v.GenericSchema>(item: S) =>
  v.object({ items: v.array(item), next: v.nullable(v.pipe(v.string(), v.description("cursor of the next page"))) });
