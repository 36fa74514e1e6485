/** Groups own authorities: about what they own, only their members act. What no group owns is open to all who have the right. */
import * as v from "valibot";
import { Actor, Slug } from "../kernel/brand.ts";

export const GroupSchema = v.strictObject({
  id: Slug,
  /** Accounts, not people: somebody's other account is a member when it stands here. */
  members: v.pipe(v.array(Actor), v.maxLength(256)),
  authorities: v.pipe(v.array(Slug), v.maxLength(64)),
});
export type Group = v.InferOutput<typeof GroupSchema>;

type Grouped = { readonly groups: ReadonlyMap<string, Group> };

/** Whether an actor acts about an authority at all, whatever their rights. */
export const reaches = ({ groups }: Grouped, actor: string, authority: string): boolean => {
  const owners = [...groups.values()].filter((g) => g.authorities.includes(authority));
  return owners.length === 0 || owners.some((g) => g.members.includes(actor));
};
