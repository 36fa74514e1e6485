import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { visibleText } from "../../kernel/visible-text.ts";
import { speaksForAuthority } from "../../policy/mandate/sound.ts";
import { ProfileSchema } from "../../policy/profile.ts";
import { changeKind } from "../change-kind.ts";
import { withEntry } from "../state.ts";

/** Plans that were made by the version before stay what they are, and may be approved still. */
export const profilePublished = changeKind({
  command: "PublishProfile",
  event: "ProfilePublished",
  tells: "Officers published a version of a profile: what certificates under this name look like from here on.",
  fields: { profile: ProfileSchema },
  operation: "profile.publish",
  signs: ({ profile }) => ({ subject: `${profile.id}/${profile.version}`, over: profile }),
  lines: ({ profile }) => [
    `change     publish version ${profile.version} of the profile ${profile.id}`,
    ...Object.entries(profile)
      .filter(([field]) => field !== "id" && field !== "version")
      .map(([field, value]) => `profile    ${field}: ${visibleText(JSON.stringify(value))}`),
  ],
  sound: (before, { profile }) => {
    const unsound = (detail: string) => refuse(refusal("profile.unsound", detail, { field: "profile" }));
    const former = before.profiles.get(profile.id);
    const next = (former?.version ?? 0) + 1;
    if (profile.version !== next) return unsound(`the version to publish is ${next}`);
    if (former !== undefined && former.kind !== profile.kind) return unsound("a profile stays of its kind");
    if (former === undefined && profile.kind !== "subscriber")
      return unsound("the profiles of authorities and responders are there already");
    if (profile.kind === "subscriber" && speaksForAuthority(profile))
      return unsound("a subscriber's key issues no certificates, signs no lists and answers no OCSP");
    if ((profile.kind === "root" || profile.kind === "authority") && !profile.basicConstraints.isCa)
      return unsound("an authority's certificate says that it is one");
    return ok(undefined);
  },
  rule: () => ({}),
  evolve: (before, { profile }) => ({ ...before, profiles: withEntry(before.profiles, profile.id, profile) }),
});
