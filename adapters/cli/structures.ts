/** What stands in a file: DER, or PEM with any number of blocks, bundles opened. */
import { ok, type Result } from "../../domain/kernel/result.ts";
import { parseCertificateBundle } from "../../domain/pki/cms.ts";
import { type PemBlock, pemBlocks } from "../../domain/pki/pem.ts";
import { CliExit, EXIT } from "./exit.ts";

/** `label`: of its block, or that of what was in a bundle; undefined for DER whose kind nobody said. */
export type Found = Omit<PemBlock, "label"> & { readonly label: string | undefined };

/** What was read of a file; a refusal ends the command. */
export const readFrom = <T>(file: string, result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new CliExit(EXIT.refused, result.error.code, `${file}: ${result.error.detail}`);
};

/** RFC 7468 §8, §9; the third is OpenSSL's. */
const BUNDLES: ReadonlySet<string> = new Set(["PKCS7", "CMS", "PKCS #7 SIGNED DATA"]);

const labelled = (label: string, ders: readonly Uint8Array[]): readonly Found[] =>
  ders.map((der) => ({ label, der: () => ok(der) }));

/** What is in a bundle; what is none, a signed message for one, stays what it is. */
const opened = (found: Found, der: Uint8Array): readonly Found[] => {
  const bundle = parseCertificateBundle(der);
  if (!bundle.ok) return [found];
  return [...labelled("CERTIFICATE", bundle.value.certificates), ...labelled("X509 CRL", bundle.value.crls)];
};

/**
 * In the order of the file; nothing for a text without a block. Refuses `input.malformed` for PEM that is cut off, and for
 * a bundle that is not base64.
 */
export const structuresIn = (bytes: Uint8Array): Result<readonly Found[]> => {
  if (bytes[0] === 0x30) return ok(opened({ label: undefined, der: () => ok(bytes) }, bytes));
  const blocks = pemBlocks(new TextDecoder("latin1").decode(bytes));
  if (!blocks.ok) return blocks;
  const out: Found[] = [];
  for (const block of blocks.value) {
    const der = BUNDLES.has(block.label) ? block.der() : undefined;
    if (der?.ok === false) return der;
    out.push(...(der === undefined ? [block] : opened(block, der.value)));
  }
  return ok(out);
};
