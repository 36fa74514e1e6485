/**
 * Keys that were certified: which of them were lost, and RSA moduli, so that one with a factor of another is not certified
 * too. A modulus can be told of certificates that are not sealed; a lost key is known again in any case.
 */
import { fromBase64url, fromHex, toBase64url, toHex } from "../domain/kernel/bytes.ts";
import { idOf } from "../domain/kernel/stream.ts";
import { keyDigest, parsePublicKey } from "../domain/pki/public-key.ts";
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

/** The modulus's octets, base64url. */
const modulusOf = (spki: Uint8Array): string | undefined => {
  const key = parsePublicKey(spki);
  if (!key.ok || key.value.rsa === undefined) return undefined;
  const hex = key.value.rsa.modulus.toString(16);
  return toBase64url(fromHex(hex.padStart(hex.length + (hex.length % 2), "0")) ?? new Uint8Array());
};

const LOST: readonly string[] = ["keyCompromise", "cACompromise"];

export const knownKeys: Projection = {
  name: "known-keys",
  version: 1,
  categories: ["certificate"],
  when: {
    CertificatePrepared: (view, { stream, position, body }) => {
      const spki = spkiOf(body);
      const digest = body.subjectKey ?? (spki && keyDigest(spki));
      if (digest === undefined) return;
      view.put(`certificate/${idOf(stream)}`, digest);
      const modulus = spki && modulusOf(spki);
      if (modulus === undefined || view.get(`seen/${digest}`) !== undefined) return;
      view.put(`seen/${digest}`, true);
      view.put(`modulus/${position}`, modulus);
    },
    CertificateRevoked: (view, { stream, body }) => {
      const digest = view.get(`certificate/${idOf(stream)}`);
      if (typeof digest === "string" && LOST.includes(body.reason)) view.put(`lost/${digest}`, true);
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
    isBlocked: ({ spki }) => view.get(`lost/${keyDigest(spki)}`) !== undefined,
    sharesFactor: (modulus) => {
      readOn();
      return groups.some((group) => hasFactorOf(group, modulus));
    },
  };
};
