/** Authenticator data. WebAuthn §6.1. */
import { toHex } from "../../kernel/bytes.ts";
import { readCborMap } from "./cbor.ts";
import { spkiOfCoseKey } from "./cose-key.ts";

/** WebAuthn §6.5.1. */
export type AttestedCredential = {
  readonly aaguid: string;
  readonly credentialId: Uint8Array;
  readonly spki: Uint8Array;
};

export type AuthenticatorData = {
  readonly rpIdHash: Uint8Array;
  /** Somebody touched it. */
  readonly isUserPresent: boolean;
  /** It made sure that it is its owner: PIN, finger. */
  readonly isUserVerified: boolean;
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  readonly counter: number;
  /** Only when a credential is registered. */
  readonly attested: AttestedCredential | undefined;
};

const HEAD = 37;
const FLAG = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 };
const RESERVED = 0x22;
const ID_MAX = 1023;

const uuidText = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

type Attested = { readonly attested: AttestedCredential; readonly end: number };

const readAttested = (bytes: Uint8Array, from: number): Attested | undefined => {
  const start = from + 18;
  if (bytes.length < start) return undefined;
  const size = ((bytes[from + 16] ?? 0) << 8) | (bytes[from + 17] ?? 0);
  const credentialId = bytes.subarray(start, start + size);
  if (size === 0 || size > ID_MAX || credentialId.length !== size) return undefined;
  const key = readCborMap(bytes, start + size);
  const spki = key && spkiOfCoseKey(key.map);
  if (!key || !spki) return undefined;
  const aaguid = uuidText(toHex(bytes.subarray(from, from + 16)));
  return { attested: { aaguid, credentialId, spki }, end: key.end };
};

/**
 * undefined for bytes that are none: too short or too long for what their flags announce, extensions that are no CBOR
 * map, a key of a kind that we do not have, a copy of what cannot be copied (BS without BE, §6.1.3).
 */
export const parseAuthenticatorData = (bytes: Uint8Array): AuthenticatorData | undefined => {
  if (bytes.length < HEAD) return undefined;
  const flags = bytes[32] ?? 0;
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if (has(RESERVED) || (has(FLAG.bs) && !has(FLAG.be))) return undefined;
  const attested = has(FLAG.at) ? readAttested(bytes, HEAD) : undefined;
  if (has(FLAG.at) && attested === undefined) return undefined;
  let end = attested?.end ?? HEAD;
  if (has(FLAG.ed)) end = readCborMap(bytes, end)?.end ?? -1;
  if (end !== bytes.length) return undefined;
  return {
    rpIdHash: bytes.subarray(0, 32),
    isUserPresent: has(FLAG.up),
    isUserVerified: has(FLAG.uv),
    isBackupEligible: has(FLAG.be),
    isBackedUp: has(FLAG.bs),
    counter: new DataView(bytes.buffer, bytes.byteOffset + 33, 4).getUint32(0),
    attested: attested?.attested,
  };
};
