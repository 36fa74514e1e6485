/** Textual encodings. RFC 7468. */
import { fromBase64, toBase64 } from "../kernel/bytes.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";

/** Labels that old programs write for the same thing. RFC 7468 §7. */
const ALIASES: Readonly<Record<string, string>> = { "NEW CERTIFICATE REQUEST": "CERTIFICATE REQUEST" };
const BLOCK = /-----BEGIN ([A-Z0-9 #]+)-----\r?\n([A-Za-z0-9+/=\s]+?)\r?\n?-----END \1-----/g;

export type PemBlock = { readonly label: string; readonly der: Uint8Array };

/** All blocks in their order, old labels by their new names; text around them is ignored. Refuses `input.malformed`. */
export const pemBlocks = (text: string): Result<readonly PemBlock[]> => {
  const out: PemBlock[] = [];
  for (const [, label = "", body = ""] of text.matchAll(BLOCK)) {
    const der = fromBase64(body);
    if (der === undefined) return refuse(refusal("input.malformed", "a PEM block is not base64"));
    out.push({ label: ALIASES[label] ?? label, der });
  }
  return ok(out);
};

/** The DER in the one block of this label; text around it is ignored. Refuses `input.malformed` for none or several. */
export const decodePem = (text: string, label: string): Result<Uint8Array> => {
  const blocks = [...text.matchAll(BLOCK)].filter(([, l = ""]) => (ALIASES[l] ?? l) === label);
  const [block, second] = blocks;
  const bytes = block && second === undefined ? fromBase64(block[2] ?? "") : undefined;
  return bytes ? ok(bytes) : refuse(refusal("input.malformed", "expected exactly one PEM block of the right kind"));
};

/** Lines of 64 characters and a newline at the end. */
export const encodePem = (label: string, der: Uint8Array): string => {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
};
