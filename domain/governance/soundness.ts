/** Whether a governance event may follow what was before it, whoever signed it. */
import * as v from "valibot";
import { fromBase64url } from "../kernel/bytes.ts";
import { algorithmOfKey } from "../kernel/digest.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { parsePublicKey } from "../pki/public-key.ts";
import { soundMandate } from "../policy/mandate/sound.ts";
import type { Mandate } from "../policy/mandate.ts";
import { type Founding, FoundingSchema, type GovernanceEvent, type Officer, type Token } from "./events.ts";
import { type FoundedGovernance, type Governance, standingMandate } from "./state.ts";

/**
 * Ed25519 or P-256, and in the one form that its kind has: a point written in another form would be the same key under
 * another text, and one person two officers.
 */
const soundKey = ({ spki: text }: Pick<Officer, "spki">): Result<unknown> => {
  const spki = fromBase64url(text);
  return spki && algorithmOfKey(spki) !== undefined && parsePublicKey(spki).ok
    ? ok(undefined)
    : refuse(refusal("csr.unsupported-key", "an officer's key must be Ed25519 or P-256"));
};

/** What a founding needs before anyone signs it: its shape, enough approvers, distinct people, distinct usable keys. */
const soundFounding = (founding: Founding): Result<unknown> => {
  const { officers, quorum } = founding;
  if (quorum < 2) return refuse(refusal("governance.founders-too-few", "a quorum is at least two", { quorum }));
  const shape = v.safeParse(FoundingSchema, founding, { abortEarly: true });
  if (!shape.success)
    return refuse(
      refusal("input.malformed", "the founding lacks its shape", {
        field: v.getDotPath(shape.issues[0]) ?? "founding",
      }),
    );
  if (officers.filter((o) => o.roles.includes("approver")).length < quorum)
    return refuse(refusal("governance.founders-too-few", "fewer approvers than the quorum needs", { quorum }));
  if (new Set(officers.map((o) => o.id)).size !== officers.length)
    return refuse(refusal("governance.officer-exists", "two founders have one id"));
  if (new Set(officers.map((o) => o.spki)).size !== officers.length)
    return refuse(refusal("governance.credential-reused", "two founders have one key"));
  return officers.map(soundKey).find((r) => !r.ok) ?? ok(undefined);
};

export const soundEnrolment = (before: FoundedGovernance, officer: Pick<Officer, "id" | "spki">): Result<unknown> => {
  if (before.officers.get(officer.id)?.isActive)
    return refuse(refusal("governance.officer-exists", "an officer of this id is enrolled"));
  if (before.credentials.has(officer.spki))
    return refuse(refusal("governance.credential-reused", "this key belongs or belonged to an officer"));
  return soundKey(officer);
};

const approvers = (state: FoundedGovernance): number =>
  [...state.officers.values()].filter((o) => o.isActive && o.roles.includes("approver")).length;

const soundRetirement = (before: FoundedGovernance, id: string): Result<unknown> => {
  const officer = before.officers.get(id);
  if (!officer?.isActive) return refuse(refusal("governance.officer-unknown", "no such officer is enrolled"));
  const { quorum } = before;
  if (officer.roles.includes("approver") && approvers(before) - 1 < quorum)
    return refuse(refusal("governance.quorum-broken", "too few approvers would remain", { quorum }));
  return ok(undefined);
};

const soundToken = (before: FoundedGovernance, token: Token, now: Instant): Result<unknown> => {
  if (before.tokens.has(token.id)) return refuse(refusal("command.reused", "a token of this id was issued before"));
  const [kind, name = ""] = token.holder.split(":");
  if (kind === "system")
    return refuse(refusal("governance.holder-reserved", "the system acts by itself: nobody may call in its name"));
  if (kind === "officer" && !before.officers.get(name)?.isActive)
    return refuse(refusal("governance.officer-unknown", "no such officer is enrolled"));
  if (token.notAfter <= now) return refuse(refusal("validity.out-of-bounds", "the token's time would be over"));
  return ok(undefined);
};

const soundGrant = (before: FoundedGovernance, mandate: Mandate, now: Instant): Result<unknown> => {
  if (before.mandates.has(mandate.id))
    return refuse(refusal("mandate.exists", "a mandate of this id was granted before"));
  return soundMandate(mandate, before.profiles.get(mandate.profile.id), now);
};

/** `now`: when it is, or was, recorded. */
export const soundEvent = (before: Governance, event: GovernanceEvent, now: Instant): Result<unknown> => {
  if (event.type === "LedgerFounded")
    return before.at === "founded"
      ? refuse(refusal("governance.already-founded", "this ledger has its founders"))
      : soundFounding(event.body.founding);
  if (before.at !== "founded") return refuse(refusal("governance.not-founded", "this ledger has no founders yet"));
  switch (event.type) {
    case "OfficerEnrolled":
      return soundEnrolment(before, event.body.officer);
    case "OfficerRetired":
      return soundRetirement(before, event.body.officer);
    case "MandateGranted":
      return soundGrant(before, event.body.mandate, now);
    case "MandateSuspended":
      return standingMandate(before, event.body.mandate);
    case "TokenIssued":
      return soundToken(before, event.body.token, now);
    case "TokenRevoked":
      return before.tokens.get(event.body.token)?.isActive
        ? ok(undefined)
        : refuse(refusal("governance.token-unknown", "no such token is in force"));
  }
};
