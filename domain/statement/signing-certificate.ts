/** Which certificates an officer may sign statements under. */
import { OID } from "../der/oid.ts";
import { refusal } from "../kernel/refusal.ts";
import { type Result, refuse } from "../kernel/result.ts";
import { type Certificate, parseCertificate } from "../pki/certificate.ts";
import { parseKeyUsage } from "../pki/extension/key-usage.ts";
import { parsePublicKey } from "../pki/public-key.ts";

const RSA_BITS_MIN = 2048;

/** EC on a curve of NIST, or RSA from 2048 bits, and nothing in the certificate forbids that it signs. RFC 5280 §4.2.1.3. */
export const soundSigningCertificate = (der: Uint8Array): Result<Certificate> => {
  const certificate = parseCertificate(der);
  if (!certificate.ok) return certificate;
  const { fields } = certificate.value;
  const key = parsePublicKey(fields.spki);
  if (!key.ok) return key;
  const rsaBits = /^rsa-(\d+)$/.exec(key.value.algorithm)?.[1];
  if (rsaBits === undefined ? !key.value.algorithm.startsWith("ec-p") : Number(rsaBits) < RSA_BITS_MIN)
    return refuse(refusal("csr.unsupported-key", "a signing certificate's key must be EC, or RSA from 2048 bits"));
  const value = fields.extensions.find((e) => e.oid === OID.keyUsage)?.value;
  const usage = value && parseKeyUsage(value);
  if (usage?.ok === false) return usage;
  if (usage !== undefined && !usage.value.some((u) => u === "digitalSignature" || u === "nonRepudiation"))
    return refuse(refusal("governance.credential-unusable", "the certificate's key may not sign"));
  return certificate;
};
