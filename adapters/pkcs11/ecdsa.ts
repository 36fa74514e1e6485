/** What PKCS#11 calls a signature and what X.509 does. PKCS#11 v3.1 §6.3.1; RFC 3279 §2.2.3. */
import { integerFromBytes, sequence } from "../../domain/der/writer.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";

const isZero = (b: Uint8Array): boolean => b.every((x) => x === 0);

/** r ‖ s, 32 octets each, as DER Ecdsa-Sig-Value. Anything else is a module that misbehaves. */
export const ecdsaSigValue = (raw: Uint8Array): Uint8Array => {
  const r = raw.subarray(0, 32);
  const s = raw.subarray(32);
  if (raw.length !== 64 || isZero(r) || isZero(s)) throw new ModuleFault("module.misbehaved");
  return sequence(integerFromBytes(r), integerFromBytes(s));
};
