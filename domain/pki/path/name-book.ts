/** Names of a path, or of a search for one, as they are compared: each is prepared once, and all of them are bounded. */
import { toHex } from "../../kernel/bytes.ts";
import { type ComparableName, comparableName, MAX_NAME_BYTES } from "../name-match.ts";

export type NameBook = {
  /** undefined for what is no Name, is too long, or came when the book was full: that matches nothing. */
  readonly read: (name: Uint8Array) => ComparableName | undefined;
  /** Whether a name came when the book was full. */
  readonly isOverfull: () => boolean;
};

/** Characters in all, as prepared: about a second's work, and five times what a thousand authorities' names have. */
const MAX_CHARACTERS = 1 << 19;

export const nameBook = (): NameBook => {
  const known = new Map<string, ComparableName | undefined>();
  let left = MAX_CHARACTERS;
  let isOverfull = false;
  return {
    read: (name) => {
      if (name.length > MAX_NAME_BYTES) return undefined;
      const key = toHex(name);
      if (known.has(key)) return known.get(key);
      isOverfull ||= left <= 0;
      if (isOverfull) return undefined;
      const comparable = comparableName(name);
      known.set(key, comparable);
      left -= Math.max(name.length, comparable?.length ?? 0);
      return comparable;
    },
    isOverfull: () => isOverfull,
  };
};
