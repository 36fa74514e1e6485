/** What PKCS#11 calls a signature and what X.509 does. PKCS#11 v3.1 §6.3.1; RFC 3279 §2.2.3. */
import { integerFromBytes, sequence } from "../../domain/der/writer.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";

const isZero = (b: Uint8Array): boolean => b.every((x) => x === 0);

/** r ‖ s, `octets` each (32, 48 or 66), as DER Ecdsa-Sig-Value. Anything else is a module that misbehaves. */
export const ecdsaSigValue = (raw: Uint8Array, octets: number): Uint8Array => {
  const r = raw.subarray(0, octets);
  const s = raw.subarray(octets);
  if (raw.length !== 2 * octets || isZero(r) || isZero(s)) throw new ModuleFault("module.misbehaved");
  return sequence(integerFromBytes(r), integerFromBytes(s));
};
