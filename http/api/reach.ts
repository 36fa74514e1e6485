/** What a caller may do about the resources of one authority, where it is known which. */
import type { Context } from "hono";
import { withheldFrom } from "../../domain/governance/entitlement.ts";
import { reaches } from "../../domain/governance/group.ts";
import { type About, forbidden } from "../../domain/governance/permission.ts";
import type { Right } from "../../domain/governance/rights.ts";
import { problem } from "./problem.ts";
import type { ApiVariables } from "./variables.ts";

/** Refuses `caller.forbidden`, `caller.logins-missing`; undefined for who may. */
export const outOfReach = async (
  c: Context<ApiVariables>,
  right: Right,
  about: About,
): Promise<Response | undefined> => {
  const basis = await c.get("ports").governance();
  if (!basis.ok) return problem(basis.error);
  const refused = forbidden(basis.value.governance, c.get("caller"), right, about);
  return refused && problem(refused);
};

type Row = { readonly authority: string; readonly requester: string | null };

/** Which rows of a list the caller sees; undefined: all of them, as where no groups are. */
export const sightOf = async (c: Context<ApiVariables>): Promise<((row: Row) => boolean) | undefined> => {
  const basis = await c.get("ports").governance();
  const { actor, access } = c.get("caller");
  if (!basis.ok || basis.value.governance.groups.size === 0) return undefined;
  if (withheldFrom(access, "groups.read-any") === undefined) return undefined;
  const { governance } = basis.value;
  return ({ authority, requester }) => requester === actor || reaches(governance, actor, authority);
};
