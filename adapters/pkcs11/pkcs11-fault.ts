import { ModuleFault, type ModuleFaultCode } from "../../domain/ports/key-module.ts";

/** CKR_* values that a caller can tell apart; all others mean that module, token or session are gone. PKCS#11 v3.1 §5.1. */
const CODES: Readonly<Record<number, ModuleFaultCode>> = {
  160: "module.pin-incorrect", // CKR_PIN_INCORRECT 0xA0
  161: "module.pin-incorrect", // CKR_PIN_INVALID
  162: "module.pin-incorrect", // CKR_PIN_LEN_RANGE
  164: "module.pin-locked", // CKR_PIN_LOCKED 0xA4
};

export const asModuleFault = (error: unknown): ModuleFault => {
  if (error instanceof ModuleFault) return error;
  const code = (error as { code?: unknown } | undefined)?.code;
  return new ModuleFault(typeof code === "number" ? (CODES[code] ?? "module.unavailable") : "module.unavailable", {
    cause: error,
  });
};

/** What modules answer that let nobody change an object: CKR_ATTRIBUTE_READ_ONLY 0x10, CKR_ACTION_PROHIBITED 0x1B. */
const IMMUTABLE: readonly number[] = [0x10, 0x1b];

/** The library gives the code of some calls as a number, of others only behind the name: `CKR_ATTRIBUTE_READ_ONLY:16`. */
export const isImmutable = (error: unknown): boolean => {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return IMMUTABLE.includes(typeof code === "number" ? code : Number(/:(\d+)$/.exec(String(message))?.[1]));
};

/** A step of tearing down: when it fails there is nothing left to be saved, and the next step must be tried all the same. */
export const quietly = (step: () => void): void => {
  try {
    step();
  } catch {
    // What failed before this is what the caller must hear of.
  }
};
