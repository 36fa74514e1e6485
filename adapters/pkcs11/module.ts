/**
 * KeyModule over any PKCS#11 library. A session that failed is thrown away whole, library and all, and the next call
 * opens a new one: that is how a module that was away comes back without a restart.
 */
import { type KeyModule, ModuleFault } from "../../domain/ports/key-module.ts";
import { asModuleFault } from "./pkcs11-fault.ts";
import { type TokenChoice, TokenSession } from "./token-session.ts";

export type Pkcs11Options = {
  readonly library: string;
  readonly token: TokenChoice;
  readonly pin: string;
};

const ATTEMPTS = 3;
const BACKOFF_MS = 40;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const openPkcs11Module = ({ library, token, pin }: Pkcs11Options): KeyModule => {
  let session: TokenSession | undefined;
  let refused: ModuleFault | undefined;

  const opened = (): TokenSession => {
    // A wrong PIN is tried once: tokens lock after a few, and then the keys are gone.
    if (refused) throw refused;
    session ??= TokenSession.open(library, token, pin);
    return session;
  };

  const drop = (): void => {
    session?.close();
    session = undefined;
  };

  /** Starts of several processes race in SoftHSM 2.6.1, and sessions die with their token: both mend by trying again. */
  const withSession = async <T>(work: (s: TokenSession) => T): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return work(opened());
      } catch (error) {
        if (error instanceof TypeError) throw error;
        const fault = asModuleFault(error);
        if (fault.code === "module.no-such-key" || fault.code === "module.unsupported") throw fault;
        drop();
        if (fault.code === "module.pin-incorrect" || fault.code === "module.pin-locked") refused = fault;
        if (!fault.retryable || attempt >= ATTEMPTS) throw fault;
        await pause(BACKOFF_MS * attempt);
      }
    }
  };

  return {
    describe: () => withSession((s) => s.describe()),
    abilities: () => withSession((s) => s.abilities()),
    generate: (id, algorithm) => withSession((s) => ({ spki: s.generate(id, algorithm).spki })),
    find: (id) =>
      withSession((s) => {
        const key = s.find(id);
        return key && { spki: key.spki };
      }),
    sign: (id, message, scheme) =>
      withSession((s) => {
        const key = s.find(id);
        if (key === undefined) throw new ModuleFault("module.no-such-key");
        return s.sign(key, message, scheme);
      }),
    remember: (name, value) => withSession((s) => s.remember(name, value)),
    recall: (name) => withSession((s) => s.recall(name)),
    close: async () => drop(),
  };
};
