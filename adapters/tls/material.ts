/** What a TLS listener shows: a chain and its key, and what can be wrong with them. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";

/** Both in PEM; the certificate may be followed by its chain. */
export type TlsMaterial = { readonly certificate: string; readonly key: string };

/** Where they lie. */
export type TlsFiles = { readonly certificate: string; readonly key: string };

/** A certificate or key that cannot be used; `message` says which and why, for the operator. */
export class TlsFault extends Error {
  override readonly name = "TlsFault";
  readonly code = "tls.unusable";
  readonly retryable = false;
}

/** The first certificate of the file, which is the server's. Throws TlsFault. */
export const leafOf = ({ certificate }: TlsMaterial, file: string): X509Certificate => {
  try {
    return new X509Certificate(certificate);
  } catch (cause) {
    throw new TlsFault(`${file} holds no certificate in PEM`, { cause });
  }
};

/** Throws TlsFault. */
export const privateKeyOf = (pem: string, file: string): KeyObject => {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new TlsFault(`${file} holds no private key in PEM without a passphrase`, { cause });
  }
};

/** Whether it is for this DNS name or address. */
export const isNamed = (certificate: X509Certificate, name: string): boolean =>
  (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;

/** Throws TlsFault unless the key is the certificate's. */
export const mustFit = (material: TlsMaterial, files: TlsFiles): void => {
  const leaf = leafOf(material, files.certificate);
  if (!leaf.checkPrivateKey(privateKeyOf(material.key, files.key)))
    throw new TlsFault(`${files.key} is not the key of ${files.certificate}`);
};

const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;

/** What an operator should know of a certificate in use: that it ends soon, or not yet begins, or names others. */
export const certificateTroubles = (
  leaf: X509Certificate,
  host: string | undefined,
  nowMs: number,
): readonly string[] => {
  const [begins, ends] = [leaf.validFromDate.getTime(), leaf.validToDate.getTime()];
  // A third of the life of one that is renewed often, a month of one that lives long.
  const soon = Math.min(SOON_MS, (ends - begins) / 4);
  const out: string[] = [];
  const when = leaf.validToDate.toISOString().slice(0, 16);
  if (nowMs >= ends) out.push(`has ended ${when}Z`);
  else if (ends - nowMs < soon) out.push(`ends ${when}Z`);
  if (nowMs < begins) out.push("is not valid yet: is the clock right?");
  if (host !== undefined && !isNamed(leaf, host)) out.push(`does not name ${host}`);
  return out;
};
