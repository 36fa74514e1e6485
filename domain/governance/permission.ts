/** Whether a call may do something about one resource: by its rights, by whose the resource is, and by who owns its authority. */
import { type Refusal, refusal } from "../kernel/refusal.ts";
import { type Access, withheldFrom } from "./entitlement.ts";
import { reaches } from "./group.ts";
import type { Right } from "./rights.ts";
import type { FoundedGovernance } from "./state.ts";

/** `isOwn`: the caller asked for it themself, and the route says that this is enough. */
export type About = { readonly authority: string; readonly isOwn?: boolean };

type Calling = { readonly actor: string; readonly access: Access };

/** The right of whoever asks for certificates to what they asked for. */
export const OWN: Right = "requests.submit";

const isRead = (right: Right): boolean => right.endsWith(".read");

/**
 * Why not; undefined when it may. What one asked for oneself one goes on reading, also when one has left the group; one does
 * nothing more about it.
 */
export const forbidden = (
  governance: Pick<FoundedGovernance, "groups">,
  { actor, access }: Calling,
  right: Right,
  { authority, isOwn = false }: About,
): Refusal | undefined => {
  const isTheirs = isOwn && withheldFrom(access, OWN) === undefined;
  if (isTheirs && isRead(right)) return undefined;
  const refused = withheldFrom(access, right);
  if (refused !== undefined && !isTheirs) return refused;
  if (reaches(governance, actor, authority)) return undefined;
  if (isRead(right) && withheldFrom(access, "groups.read-any") === undefined) return undefined;
  return refusal("caller.forbidden", "only members of the groups that own the authority may do this", { right });
};
