/** Certificate: TBS, algorithm, signature. RFC 5280 §4.1.1. */
import { malformed, must, readDer } from "../der/reader.ts";
import { bitString, sequence } from "../der/writer.ts";
import { equalBytes } from "../kernel/bytes.ts";
import type { Result } from "../kernel/result.ts";
import { encodeSignatureAlgorithm, type SignatureAlgorithm } from "./algorithm.ts";
import { parseTbsCertificate, type TbsCertificate } from "./tbs-certificate.ts";

/** `tbs` is embedded byte for byte; `signature` as the algorithm prescribes (ECDSA: DER Ecdsa-Sig-Value). */
export const encodeCertificate = (tbs: Uint8Array, algorithm: SignatureAlgorithm, signature: Uint8Array): Uint8Array =>
  sequence(tbs, encodeSignatureAlgorithm(algorithm), bitString(signature));

export type Certificate = {
  readonly tbs: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly fields: TbsCertificate;
};

const algorithmIn = (tbs: Uint8Array): Uint8Array =>
  must(
    readDer(tbs, (r) => {
      const t = r.sequence();
      t.optional(0xa0);
      t.integerBytes();
      return t.expect(0x30).whole;
    }),
  );

/** Takes a certificate apart; does not verify its signature. Refuses `der.malformed`. */
export const parseCertificate = (der: Uint8Array): Result<Certificate> =>
  readDer(
    der,
    (r) => {
      const c = r.sequence();
      const tbs = c.expect(0x30).whole;
      const identifier = c.expect(0x30).whole;
      const signature = c.bitString();
      c.end();
      const fields = must(parseTbsCertificate(tbs));
      // RFC 5280 §4.1.1.2: the same inside and outside of what is signed, octet for octet.
      if (!equalBytes(algorithmIn(tbs), identifier)) malformed("two signature algorithms");
      return { tbs, algorithm: fields.algorithm, signature, fields };
    },
    { maxBytes: 1 << 18 },
  );
