/** Whether a public key says its own parameters. RFC 5280 §4.1.2.7, RFC 3279 §2.3.2. */
import { readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import { readAny } from "../extension/any-element.ts";

/** id-dsa, RFC 3279 §2.3.2: the one kind of key whose parameters may be those of its issuer. */
const DSA = "1.2.840.10040.4.1";
const NULL_TAG = 0x05;

/** False for a DSA key without parameters. Refuses `der.malformed` for what is no SubjectPublicKeyInfo. */
export const hasOwnParameters = (spki: Uint8Array): Result<boolean> =>
  readDer(spki, (r) => {
    const info = r.sequence();
    const algorithm = info.sequence();
    const isDsa = algorithm.oid() === DSA;
    const isAbsent = algorithm.isAtEnd || algorithm.peek() === NULL_TAG;
    if (!algorithm.isAtEnd) readAny(algorithm);
    algorithm.end();
    info.bitString();
    info.end();
    return !isDsa || !isAbsent;
  });
