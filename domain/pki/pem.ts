/**
 * Textual encodings, in the lax form of RFC 7468 §3: boundaries and base64 with any white space between them. Characters
 * that are no base64 are refused where §2 would have them ignored: a block that was damaged is not another one.
 */
import { fromBase64, toBase64 } from "../kernel/bytes.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";

/** Labels that old programs write for the same thing. RFC 7468 §5.1, §7. */
const ALIASES: Readonly<Record<string, string>> = {
  "X509 CERTIFICATE": "CERTIFICATE",
  "X.509 CERTIFICATE": "CERTIFICATE",
  "NEW CERTIFICATE REQUEST": "CERTIFICATE REQUEST",
};
const BOUNDARY = /-----(BEGIN|END) ([!-~ ]*?)-----/g;
const BASE64 = /^[A-Za-z0-9+/= \t\n\v\f\r]*$/;

/** `label`: an old one by its new name; printable ASCII. `der` refuses `input.malformed`. */
export type PemBlock = { readonly label: string; readonly der: () => Result<Uint8Array> };

const malformed = (detail: string) => refuse(refusal("input.malformed", detail));

const decode = (body: string): Result<Uint8Array> => {
  const der = BASE64.test(body) ? fromBase64(body) : undefined;
  return der !== undefined && der.length > 0 ? ok(der) : malformed("a PEM block is not base64");
};

/**
 * All blocks in their order; text around them is ignored. Refuses `input.malformed` for a block without beginning or end.
 * Each is decoded when it is asked for: others than the reader's own may have headers, or what they like.
 */
export const pemBlocks = (text: string): Result<readonly PemBlock[]> => {
  const out: PemBlock[] = [];
  let open: { readonly label: string; readonly from: number } | undefined;
  for (const { 0: boundary, 1: kind, 2: label = "", index } of text.matchAll(BOUNDARY)) {
    if (kind === "BEGIN") {
      if (open !== undefined) return malformed("a PEM block has no end");
      open = { label, from: index + boundary.length };
    } else {
      if (open?.label !== label) return malformed("a PEM block has no beginning");
      const { from } = open;
      out.push({ label: ALIASES[label] ?? label, der: () => decode(text.slice(from, index)) });
      open = undefined;
    }
  }
  return open === undefined ? ok(out) : malformed("a PEM block has no end");
};

/** The DER in the one block of this label; text around it is ignored. Refuses `input.malformed` for none or several. */
export const decodePem = (text: string, label: string): Result<Uint8Array> => {
  const blocks = pemBlocks(text);
  if (!blocks.ok) return blocks;
  const [block, second] = blocks.value.filter((b) => b.label === label);
  if (block === undefined || second !== undefined) return malformed("expected exactly one PEM block of the right kind");
  return block.der();
};

/** Lines of 64 characters and a newline at the end. */
export const encodePem = (label: string, der: Uint8Array): string => {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
};
