import { builtInProfiles } from "../../domain/policy/built-in.ts";
import type { Profile } from "../../domain/policy/profile.ts";

/** The built-in profile with its version counted up, and altered. */
export const nextVersion = (id: string, change: Partial<Profile> = {}): Profile => {
  const profile = builtInProfiles.find((p) => p.id === id);
  if (profile === undefined) throw new TypeError("no such profile");
  return { ...profile, version: profile.version + 1, ...change };
};
