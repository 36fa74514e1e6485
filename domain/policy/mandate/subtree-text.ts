/** Subtrees as people write them: `dns:example.org`, `ip:10.0.0.0/8`, `dn:O=Example`. */
import { fromBase64url, toBase64url } from "../../kernel/bytes.ts";
import { encodeName, parseName } from "../../pki/name.ts";
import { formatName, parseDistinguishedName } from "../../pki/name-text.ts";
import { parseSubtree, type Subtree } from "./subtree.ts";

const read = (kind: string, value: string): Subtree | undefined => {
  switch (kind) {
    case "dns":
    case "email":
    case "uri":
    case "ip":
      return { kind, value };
    case "dn": {
      const name = parseDistinguishedName(value);
      return name.ok ? { kind: "directoryName", der: toBase64url(encodeName(name.value)) } : undefined;
    }
    default:
      return undefined;
  }
};

/** undefined for one that cannot be granted. */
export const readSubtree = (text: string): Subtree | undefined => {
  const colon = text.indexOf(":");
  const subtree = read(text.slice(0, colon), text.slice(colon + 1));
  return subtree !== undefined && parseSubtree(subtree) !== undefined ? subtree : undefined;
};

/** The inverse, for one that can be granted. */
export const subtreeText = (subtree: Subtree): string => {
  if (subtree.kind !== "directoryName") return `${subtree.kind}:${subtree.value}`;
  const name = parseName(fromBase64url(subtree.der) ?? new Uint8Array());
  return `dn:${name.ok ? formatName(name.value) : "(unreadable)"}`;
};
