import { malformed } from "../../der/reader.ts";

/**
 * The names of the bits that are set, from a BIT STRING's content; bit 0 is the first. Refuses what X.690 §11.2 does:
 * unused bits that are set, zero bits at the end. Refuses bits without a name.
 */
export const readNamedBits = <N extends string>(content: Uint8Array, names: readonly N[]): readonly N[] => {
  const [unused, ...octets] = content;
  const last = octets.at(-1);
  if (unused === undefined || unused > 7 || (last === undefined && unused !== 0)) return malformed("not a bit string");
  if (last !== undefined && (last & ((2 << unused) - 1)) !== 1 << unused)
    malformed("a bit string does not end with its last bit");
  if (octets.length * 8 - unused > names.length) malformed("a bit without a name");
  return names.filter((_, i) => ((octets[i >> 3] ?? 0) << (i & 7)) & 0x80);
};
