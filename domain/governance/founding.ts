import { fromBase64url } from "../kernel/bytes.ts";
import { algorithmOfKey } from "../kernel/digest.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { Founding } from "./events.ts";

/** What a founding needs before anyone signs it: enough approvers, distinct people, distinct usable keys. */
export const soundFounding = (founding: Founding): Result<Founding> => {
  const { officers, quorum } = founding;
  if (officers.filter((o) => o.roles.includes("approver")).length < quorum)
    return refuse(refusal("governance.founders-too-few", "fewer approvers than the quorum needs", { quorum }));
  if (new Set(officers.map((o) => o.id)).size !== officers.length)
    return refuse(refusal("governance.officer-exists", "two founders have one id"));
  if (new Set(officers.map((o) => o.spki)).size !== officers.length)
    return refuse(refusal("governance.credential-reused", "two founders have one key"));
  for (const officer of officers) {
    const spki = fromBase64url(officer.spki);
    if (!spki || algorithmOfKey(spki) === undefined)
      return refuse(refusal("csr.unsupported-key", "an officer's key must be Ed25519 or P-256"));
  }
  return ok(founding);
};
