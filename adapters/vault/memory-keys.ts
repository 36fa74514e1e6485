import { randomBytes } from "node:crypto";
import type { SubjectKeys } from "./vault.ts";

export const memoryKeys = (): SubjectKeys => {
  const keys = new Map<string, Uint8Array>();
  const gone = new Set<string>();
  return {
    obtain: async (subject) => {
      if (gone.has(subject)) return undefined;
      const key = keys.get(subject) ?? new Uint8Array(randomBytes(32));
      keys.set(subject, key);
      return key;
    },
    find: async (subject) => keys.get(subject),
    destroy: async (subject) => {
      keys.delete(subject);
      gone.add(subject);
    },
  };
};
