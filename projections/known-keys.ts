/**
 * Keys that were certified: which of them were lost, and RSA moduli, so that one with a factor of another is not certified
 * too. A modulus can be told of certificates that are not sealed, and known again with another exponent; a lost key is
 * known again in any case, whatever it says that it is for.
 */
import { fromBase64url, fromHex, toBase64url, toHex, utf8 } from "../domain/kernel/bytes.ts";
import { sha256 } from "../domain/kernel/digest.ts";
import { idOf } from "../domain/kernel/stream.ts";
import { keyDigest, type PublicKey, parsePublicKey, spkiForms } from "../domain/pki/public-key.ts";
import { parseTbsCertificate } from "../domain/pki/tbs-certificate.ts";
import { gcd } from "../domain/policy/rsa-weakness.ts";
import type { KnownKeys } from "../domain/policy/weak-key.ts";
import type { View } from "../domain/ports/read-store.ts";
import type { Placed, Projection } from "./projection.ts";

type Prepared = Extract<Placed, { type: "CertificatePrepared" }>["body"];

/** undefined where the bytes are sealed. */
const spkiOf = ({ tbs }: Prepared): Uint8Array | undefined => {
  const der = "plain" in tbs ? fromBase64url(tbs.plain) : undefined;
  const fields = der && parseTbsCertificate(der);
  return fields?.ok ? fields.value.spki : undefined;
};

/** Octets, base64url. */
const octetsOf = (n: bigint): string => {
  const hex = n.toString(16);
  return toBase64url(fromHex(hex.padStart(hex.length + (hex.length % 2), "0")) ?? new Uint8Array());
};

/** The modulus's octets, base64url. */
const modulusOf = (spki: Uint8Array): string | undefined => {
  const key = parsePublicKey(spki);
  return key.ok && key.value.rsa !== undefined ? octetsOf(key.value.rsa.modulus) : undefined;
};

/** A name of the key that has no exponent in it. */
const modulusDigest = (modulus: string): string => toBase64url(sha256(utf8(modulus)));

const LOST: readonly string[] = ["keyCompromise", "cACompromise"];

export const knownKeys: Projection = {
  name: "known-keys",
  version: 2,
  categories: ["certificate"],
  when: {
    CertificatePrepared: (view, { stream, position, body }) => {
      const spki = spkiOf(body);
      const digest = body.subjectKey ?? (spki && keyDigest(spki));
      if (digest === undefined) return;
      const modulus = spki && modulusOf(spki);
      const names = modulus === undefined ? [digest] : [digest, modulusDigest(modulus)];
      view.put(`certificate/${idOf(stream)}`, names);
      if (modulus === undefined || view.get(`seen/${digest}`) !== undefined) return;
      view.put(`seen/${digest}`, true);
      view.put(`modulus/${position}`, modulus);
    },
    CertificateRevoked: (view, { stream, body }) => {
      const names = view.get(`certificate/${idOf(stream)}`) as readonly string[] | undefined;
      if (LOST.includes(body.reason)) for (const name of names ?? []) view.put(`lost/${name}`, true);
    },
  },
};

/** Moduli whose product is divided once, instead of each of them. */
type Group = { product: bigint; readonly moduli: bigint[] };
const GROUP = 64;
/** The newest are looked at: at 2 µs each, a request with an RSA key waits for a tenth of a second at most. */
const MAX_GROUPS = 800;
const PAGE = 1000;

const hasFactorOf = ({ product, moduli }: Group, modulus: bigint): boolean => {
  if (gcd(modulus, product % modulus) === 1n) return false;
  return moduli.some((other) => other !== modulus && gcd(modulus, other) !== 1n);
};

/** Every name by which a key may have been lost. */
const namesOf = (key: PublicKey): readonly string[] => [
  ...spkiForms(key).map(keyDigest),
  ...(key.rsa === undefined ? [] : [modulusDigest(octetsOf(key.rsa.modulus))]),
];

/** Reads what is new since it was last asked, and keeps it. */
export const knownKeysOver = (view: View): KnownKeys => {
  const groups: Group[] = [];
  let after: string | undefined;
  const add = (value: unknown): void => {
    const modulus = BigInt(`0x${toHex(fromBase64url(value as string) ?? new Uint8Array(1))}`);
    const last = groups.at(-1);
    if (last === undefined || last.moduli.length === GROUP) groups.push({ product: modulus, moduli: [modulus] });
    else {
      last.product *= modulus;
      last.moduli.push(modulus);
    }
    if (groups.length > MAX_GROUPS) groups.shift();
  };
  const readOn = (): void => {
    for (;;) {
      const rows = view.list("modulus/", after === undefined ? { limit: PAGE } : { after, limit: PAGE });
      for (const row of rows) add(row.value);
      after = rows.at(-1)?.key ?? after;
      if (rows.length < PAGE) return;
    }
  };
  return {
    isBlocked: (key) => namesOf(key).some((name) => view.get(`lost/${name}`) !== undefined),
    sharesFactor: (modulus) => {
      readOn();
      return groups.some((group) => hasFactorOf(group, modulus));
    },
  };
};
