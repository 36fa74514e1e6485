/** What goes out of the API about roles and groups, and about whose account is whose. */
import * as v from "valibot";
import { GroupSchema } from "../../domain/governance/group.ts";
import { Actor, Slug } from "../../domain/kernel/brand.ts";

export const RoleParam = v.object({ id: Slug });

export const GroupParam = v.object({ id: Slug });
export const GroupAnswer = GroupSchema;
export type GroupAnswer = v.InferOutput<typeof GroupAnswer>;

/** A right is text here: a client of today reads the rights of tomorrow. */
export const RoleAnswer = v.object({
  id: Slug,
  isBuiltIn: v.pipe(v.boolean(), v.description("whether every ledger has it")),
  rights: v.array(v.string()),
  logins: v.pipe(v.number(), v.description("how many people must have logged in together before it acts")),
  assignedTo: v.pipe(v.array(Actor), v.description("beside those whose kind has it from the beginning")),
});
export type RoleAnswer = v.InferOutput<typeof RoleAnswer>;

export const PersonAnswer = v.object({
  id: Slug,
  accounts: v.pipe(v.array(Actor), v.description("they approve once together, and never what one of them asked for")),
});
export type PersonAnswer = v.InferOutput<typeof PersonAnswer>;
