/** Argon2id as Node has it, on its own threads. RFC 9106. */
import { argon2, randomBytes } from "node:crypto";
import { equalSecret } from "../../domain/kernel/digest.ts";
import { type Argon2Cost, passwordVerifierText, readPasswordVerifier } from "../../domain/policy/password-verifier.ts";
import { PasswordFault, type PasswordHash } from "../../domain/ports/password-hash.ts";

/** Each needs the memory that its verifier says, and a thread: more at once would only take both from issuing. */
const AT_ONCE = 2;
const WAITING = 32;

const SALT = 16;
const HASH = 32;

const derive = (password: string, salt: Uint8Array, { memory, passes, lanes }: Argon2Cost): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const message = Buffer.from(password.normalize("NFC"), "utf8");
    const parameters = { message, nonce: salt, parallelism: lanes, tagLength: HASH, memory, passes };
    argon2("argon2id", parameters, (error, tag) => {
      message.fill(0);
      if (error === null || error === undefined) resolve(new Uint8Array(tag));
      else reject(error);
    });
  });

/** `cost`: of verifiers made here. */
export const argon2id = (cost: Argon2Cost): PasswordHash => {
  let running = 0;
  const waiting: (() => void)[] = [];

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING) throw new PasswordFault("password.busy");
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place is handed on: nobody who comes meanwhile takes it first.
      if (next === undefined) running -= 1;
      else next();
    }
  };

  return {
    make: (password) =>
      inTurn(async () => {
        const salt = new Uint8Array(randomBytes(SALT));
        return passwordVerifierText({ ...cost, salt, hash: await derive(password, salt, cost) });
      }),
    matches: async (text, password) => {
      const verifier = readPasswordVerifier(text);
      if (!verifier.ok) return false;
      const { salt, hash } = verifier.value;
      return inTurn(async () => equalSecret(await derive(password, salt, verifier.value), hash));
    },
  };
};
