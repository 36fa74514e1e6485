import * as v from "valibot";
import { Actor, Base64url, Digest, Slug, Uuid } from "../kernel/brand.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { InstantSchema } from "../kernel/instant.ts";
import { SealedSchema } from "../kernel/sealed.ts";
import { MandateSchema } from "../policy/mandate.ts";
import { ProfileSchema } from "../policy/profile.ts";
import { SignedStatementSchema } from "../statement/statement.ts";

/** What an officer may do. `approver`: sign statements; `revoker`: revoke, hold and release. */
const Role = v.picklist(["approver", "revoker"]);

/** `spki`: the officer's own public key (Ed25519 or P-256), DER, base64url. `name`: a person's, so it is sealed. */
export const OfficerSchema = v.strictObject({
  id: Slug,
  name: SealedSchema,
  spki: Base64url,
  roles: v.pipe(v.array(Role), v.minLength(1)),
});
export type Officer = v.InferOutput<typeof OfficerSchema>;

/** What the founders agree on; each signs its digest. `quorum`: how many officers every later act needs. */
export const FoundingSchema = v.strictObject({
  ledger: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9./-]{0,99}$/)),
  quorum: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(16)),
  officers: v.pipe(v.array(OfficerSchema), v.minLength(2), v.maxLength(32)),
  profiles: v.array(ProfileSchema),
});
export type Founding = v.InferOutput<typeof FoundingSchema>;

/**
 * A bearer token of the API. It tells who is calling and nothing else: every right comes from who the holder is, every
 * issuance from signatures. `digest`: SHA-256 of the secret, which nobody but the holder has.
 */
export const TokenSchema = v.strictObject({
  id: Uuid,
  digest: Digest,
  holder: Actor,
  notAfter: InstantSchema,
});
export type Token = v.InferOutput<typeof TokenSchema>;

const Approvals = v.pipe(v.array(SignedStatementSchema), v.minLength(1), v.maxLength(32));

export const governanceEvents = {
  LedgerFounded: {
    v: 1,
    tells: "The founders agreed on officers, quorum and profiles, and each signed it with their own key.",
    body: v.strictObject({ founding: FoundingSchema, approvals: Approvals }),
  },
  OfficerEnrolled: {
    v: 1,
    tells: "A quorum of officers gave somebody roles, and the newcomer signed with the key that they hold.",
    body: v.strictObject({ officer: OfficerSchema, approvals: Approvals }),
  },
  OfficerRetired: {
    v: 1,
    tells: "A quorum of officers took an officer's rights and tokens away.",
    body: v.strictObject({ officer: Slug, approvals: Approvals }),
  },
  MandateGranted: {
    v: 1,
    tells: "A quorum of officers allowed certificates in advance: these names, for these services, so many in a time.",
    body: v.strictObject({ mandate: MandateSchema, approvals: Approvals }),
  },
  MandateSuspended: {
    v: 1,
    tells: "An officer ended a mandate; nothing is signed under it from here on.",
    body: v.strictObject({ mandate: Slug, approvals: Approvals }),
  },
  TokenIssued: {
    v: 1,
    tells: "An officer for themselves, or a quorum for anybody, let the holder authenticate at the API.",
    body: v.strictObject({ token: TokenSchema, approvals: Approvals }),
  },
  TokenRevoked: {
    v: 1,
    tells: "An officer ended an API token.",
    body: v.strictObject({ token: Uuid, approvals: Approvals }),
  },
} as const satisfies EventTable;

export type GovernanceEvent = FactOf<typeof governanceEvents>;
