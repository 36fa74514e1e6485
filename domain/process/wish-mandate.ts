/** A mandate in the words of who wishes it, and what it says in full: the authority's part is looked up. */
import * as v from "valibot";
import { authority as authorityAggregate } from "../authority/decider.ts";
import { Slug } from "../kernel/brand.ts";
import { InstantSchema } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { authorityStream } from "../kernel/stream.ts";
import { readSubtree } from "../policy/mandate/subtree-text.ts";
import { type Mandate, MandateSchema } from "../policy/mandate.ts";
import type { Basis } from "./governance-reader.ts";
import { loadState } from "./ledger.ts";
import type { Ports } from "./ports.ts";

const { key: _, issuer: __, publicUrl: ___, ...own } = MandateSchema.entries;

export const MandateWishSchema = v.strictObject({
  ...own,
  profile: v.pipe(Slug, v.description("in the version that is in force")),
  subtrees: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(1100), v.description("dns:, email:, uri:, ip: or dn: and what it opens"))),
    v.minLength(1),
    v.maxLength(64),
  ),
  notBefore: v.optional(v.pipe(InstantSchema, v.description("now when absent"))),
});
type MandateWish = v.InferOutput<typeof MandateWishSchema>;

/** Refuses: `authority.unknown`, `authority.not-active`, `profile.unknown`, `mandate.unsound`. */
export const mandateOfWish = async (
  ports: Pick<Ports, "store" | "clock" | "publicUrl">,
  { governance }: Basis,
  wish: MandateWish,
): Promise<Result<Mandate>> => {
  const state = await loadState(ports.store, authorityAggregate, authorityStream(wish.authority));
  if (state.at === "absent") return refuse(refusal("authority.unknown", "no such authority"));
  if (state.at !== "active") return refuse(refusal("authority.not-active", "the authority has no certificate yet"));
  const profile = governance.profiles.get(wish.profile);
  if (profile === undefined) return refuse(refusal("profile.unknown", "no such profile"));
  const subtrees = wish.subtrees.flatMap((text) => readSubtree(text) ?? []);
  if (subtrees.length < wish.subtrees.length)
    return refuse(refusal("mandate.unsound", "a subtree is ill-formed, or is everything"));
  return ok({
    ...wish,
    key: state.key,
    issuer: state.der,
    publicUrl: ports.publicUrl,
    profile: { id: profile.id, version: profile.version },
    subtrees,
    notBefore: wish.notBefore ?? ports.clock.now(),
  });
};
