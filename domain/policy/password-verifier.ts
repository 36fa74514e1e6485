/**
 * What is kept of a password: a PHC string of Argon2id (RFC 9106), `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. It is made
 * where the password is typed, so its costs are somebody else's choice: low ones are refused because they protect nothing,
 * high ones because every login would have to pay them.
 */
import { fromBase64, toBase64 } from "../kernel/bytes.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";

/** `memory` in KiB. */
export type Argon2Cost = { readonly memory: number; readonly passes: number; readonly lanes: number };

export type PasswordVerifier = Argon2Cost & { readonly salt: Uint8Array; readonly hash: Uint8Array };

/** The least that the OWASP cheat sheet names for Argon2id; four times what RFC 9106 §4 recommends second. */
export const ARGON2_FLOOR: Argon2Cost = { memory: 19_456, passes: 2, lanes: 1 };
export const ARGON2_CEILING: Argon2Cost = { memory: 262_144, passes: 10, lanes: 4 };

/** What a verifier costs when nobody says otherwise: a third of a second. */
export const ARGON2_DEFAULT: Argon2Cost = { memory: 65_536, passes: 3, lanes: 1 };

/** Octets. RFC 9106 §3.1 recommends 16 for a salt, and §4 32 are the longer of its hashes. */
const SALT = 16;
const HASH = 32;

const PHC =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,6}),t=([1-9]\d{0,2}),p=([1-9]\d{0,1})\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43})$/;

/** PHC strings have no padding. */
const fromPlain = (text: string): Uint8Array | undefined =>
  fromBase64(text.padEnd(Math.ceil(text.length / 4) * 4, "="));
const toPlain = (bytes: Uint8Array): string => toBase64(bytes).replace(/=+$/, "");

export const isAffordable = ({ memory, passes, lanes }: Argon2Cost): boolean =>
  memory >= ARGON2_FLOOR.memory &&
  memory <= ARGON2_CEILING.memory &&
  passes >= ARGON2_FLOOR.passes &&
  passes <= ARGON2_CEILING.passes &&
  lanes >= ARGON2_FLOOR.lanes &&
  lanes <= ARGON2_CEILING.lanes;

/** Refuses what is no verifier, or one whose costs are out of bounds. */
export const readPasswordVerifier = (text: string): Result<PasswordVerifier> => {
  const [, m, t, p, s = "", h = ""] = PHC.exec(text) ?? [];
  const [salt, hash] = [fromPlain(s), fromPlain(h)];
  const cost = { memory: Number(m), passes: Number(t), lanes: Number(p) };
  if (!salt || salt.length < SALT || hash?.length !== HASH)
    return refuse(refusal("login.verifier-unsound", "not a PHC string of Argon2id with a salt of 16 octets or more"));
  if (!isAffordable(cost))
    return refuse(refusal("login.verifier-unsound", "its costs are below the floor or above the ceiling"));
  return ok({ ...cost, salt, hash });
};

export const passwordVerifierText = ({ memory, passes, lanes, salt, hash }: PasswordVerifier): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${toPlain(salt)}$${toPlain(hash)}`;
