/** How the API's listener speaks TLS. */
import type { TlsOptions } from "node:tls";
import { TLSSocket } from "node:tls";
import type { ClientCertificate } from "../connection.ts";

/** Chain and key in PEM; `clientCa`: whom to believe about clients, and that they are asked. */
export type TlsIdentity = { readonly certificate: string; readonly key: string; readonly clientCa?: string };

/** TLS 1.3, and of TLS 1.2 what has forward secrecy and authenticates what it encrypts. RFC 9325 §4.2. */
const CIPHERS = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
].join(":");

/** Also for `setSecureContext`, which takes everything anew. */
export const tlsOptions = ({ certificate, key, clientCa }: TlsIdentity): TlsOptions => ({
  cert: certificate,
  key,
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.3",
  ciphers: CIPHERS,
  honorCipherOrder: true,
  // Asked for and never demanded: who has none goes on with a token.
  ...(clientCa !== undefined && { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
});

export const clientCertificateOf = (socket: unknown): ClientCertificate | undefined => {
  if (!(socket instanceof TLSSocket)) return undefined;
  const presented = socket.getPeerX509Certificate();
  if (presented === undefined) return undefined;
  const { authorized, authorizationError } = socket;
  const problem = authorized
    ? undefined
    : String((authorizationError as unknown as { code?: string })?.code ?? authorizationError);
  return { der: new Uint8Array(presented.raw), isVerified: authorized, problem };
};
