/** The MAC under a shared secret that CRMF and CMP use. RFC 4211 §4.4. */
import { type DerReader, malformed, readDer } from "../../der/reader.ts";
import { integer, nullValue, octetString, oid, sequence } from "../../der/writer.ts";
import { concat } from "../../kernel/bytes.ts";
import { refusal } from "../../kernel/refusal.ts";
import { type Result, refuse } from "../../kernel/result.ts";

/** id-PasswordBasedMac, RFC 4211 §4.4. */
const PASSWORD_BASED_MAC = "1.2.840.113533.7.66.13";

export type PbmHash = "sha1" | "sha256" | "sha384" | "sha512";

const HASHES: readonly (readonly [string, PbmHash])[] = [
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
];
/** The first of a hash is the one to write: RFC 8018 Appendix B.1.2, and RFC 4210's own name for HMAC-SHA1. */
const MACS: readonly (readonly [string, PbmHash])[] = [
  ["1.3.6.1.5.5.8.1.2", "sha1"],
  ["1.2.840.113549.2.7", "sha1"],
  ["1.2.840.113549.2.9", "sha256"],
  ["1.2.840.113549.2.10", "sha384"],
  ["1.2.840.113549.2.11", "sha512"],
];

const MIN_SALT = 8;
const MAX_SALT = 128;
const MIN_ITERATIONS = 100;
/** The sender chooses how long we work. */
const MAX_ITERATIONS = 100_000;

export type PbmParameters = {
  readonly salt: Uint8Array;
  readonly hash: PbmHash;
  /** 100 to 100 000. */
  readonly iterations: number;
  /** HMAC over this hash. */
  readonly mac: PbmHash;
};

/** What the MAC is made of; passed in, because this floor chooses no implementation of a hash. */
export type PbmPrimitives = {
  readonly digest: (hash: PbmHash, bytes: Uint8Array) => Uint8Array;
  readonly hmac: (hash: PbmHash, key: Uint8Array, bytes: Uint8Array) => Uint8Array;
};

const algorithm = (r: DerReader): string => {
  const identifier = r.sequence();
  const id = identifier.oid();
  if (!identifier.isAtEnd) identifier.null();
  identifier.end();
  return id;
};

const isSane = ({ salt, iterations }: PbmParameters): boolean =>
  salt.length >= MIN_SALT && salt.length <= MAX_SALT && iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS;

/** `der`: AlgorithmIdentifier. Refuses `csr.malformed` for another algorithm, or work that is too little or too much. */
export const parsePbm = (der: Uint8Array): Result<PbmParameters> => {
  const parsed = readDer(
    der,
    (r): PbmParameters => {
      const identifier = r.sequence();
      if (identifier.oid() !== PASSWORD_BASED_MAC) malformed("not a password-based MAC");
      const p = identifier.sequence();
      const salt = p.octetString();
      const owf = algorithm(p);
      const iterations = p.smallInteger();
      const hmac = algorithm(p);
      p.end();
      identifier.end();
      const hash = HASHES.find(([id]) => id === owf)?.[1] ?? malformed("an unknown one-way function");
      const mac = MACS.find(([id]) => id === hmac)?.[1] ?? malformed("an unknown MAC");
      return { salt, hash, iterations, mac };
    },
    { code: "csr.malformed", maxBytes: 1024 },
  );
  if (!parsed.ok || isSane(parsed.value)) return parsed;
  return refuse(refusal("csr.malformed", "a password-based MAC with too little or too much of salt or work"));
};

/** AlgorithmIdentifier, DER. Parameters that `parsePbm` would refuse are a Defect. */
export const encodePbm = (p: PbmParameters): Uint8Array => {
  const [owf] = HASHES.find(([, h]) => h === p.hash) ?? [];
  const [mac] = MACS.find(([, h]) => h === p.mac) ?? [];
  if (owf === undefined || mac === undefined || !isSane(p)) throw new TypeError("parameters that nobody would accept");
  return sequence(
    oid(PASSWORD_BASED_MAC),
    sequence(octetString(p.salt), sequence(oid(owf), nullValue), integer(p.iterations), sequence(oid(mac), nullValue)),
  );
};

/** The MAC of `message` under `secret`; its length is the hash's. */
export const passwordBasedMac = (
  p: PbmParameters,
  secret: Uint8Array,
  message: Uint8Array,
  { digest, hmac }: PbmPrimitives,
): Uint8Array => {
  let key = concat([secret, p.salt]);
  for (let i = 0; i < p.iterations; i++) key = digest(p.hash, key);
  return hmac(p.mac, key, message);
};
