/**
 * Makes a SoftHSM2 token for the embedded default. Goes through C_InitToken and C_InitPIN: `softhsm2-util` would show the
 * PINs to everybody who can list processes.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import graphene from "graphene-pk11";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { ensurePrivateDirectory } from "../atomic-file.ts";
import { asModuleFault, quietly } from "./pkcs11-fault.ts";

const { Module, SessionFlag, TokenFlag, UserType } = graphene;

/** Where Debian, Fedora and a build from source put the library. */
const LIBRARIES = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib64/pkcs11/libsofthsm2.so",
  "/usr/local/lib/softhsm/libsofthsm2.so",
] as const;

export const softHsmLibrary = (): string | undefined => LIBRARIES.find((l) => existsSync(l));

/** Writes SoftHSM's configuration; the library reads it through `SOFTHSM2_CONF`, once, when it is loaded. */
export const writeSoftHsmConfiguration = (directory: string): string => {
  const tokens = join(directory, "tokens");
  ensurePrivateDirectory(tokens);
  const path = join(directory, "softhsm2.conf");
  writeFileSync(
    path,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n`,
    {
      mode: 0o600,
    },
  );
  return path;
};

const serialOf = (slot: graphene.Slot): string => slot.getToken().serialNumber.replaceAll("\0", "").trim();

const initialised = (module: graphene.Module): readonly graphene.Slot[] => {
  const slots = module.getSlots(true);
  return Array.from({ length: slots.length }, (_, i) => slots.items(i)).filter(
    (slot) => (slot.getToken().flags & TokenFlag.TOKEN_INITIALIZED) !== 0,
  );
};

const makeToken = (module: graphene.Module, label: string, soPin: string, pin: string): string => {
  const before = new Set(initialised(module).map(serialOf));
  const slots = module.getSlots(true);
  // SoftHSM always offers one free slot, the last; graphene's own initToken cannot read what this binding returns.
  module.lib.C_InitToken(slots.items(slots.length - 1).handle, soPin, label);
  // The new token gets a slot of its own. Labels may repeat, so it is the one whose serial number was not there before.
  const slot = initialised(module).find((s) => !before.has(serialOf(s)));
  if (slot === undefined) throw new ModuleFault("module.misbehaved");
  const session = slot.open(SessionFlag.RW_SESSION | SessionFlag.SERIAL_SESSION);
  session.login(soPin, UserType.SO);
  session.initPin(pin);
  session.logout();
  session.close();
  return serialOf(slot);
};

/**
 * Makes a token and gives back its serial number. `SOFTHSM2_CONF` must be set before anything loads the library.
 * Throws ModuleFault: `module.pin-incorrect` for a PIN that the module does not take (SoftHSM: 4 to 255 octets).
 */
export const makeSoftToken = (options: {
  readonly library: string;
  readonly label: string;
  readonly soPin: string;
  readonly pin: string;
}): string => {
  const { library, label, soPin, pin } = options;
  try {
    const module = Module.load(library, "SoftHSM");
    try {
      module.initialize({ flags: 2 });
      return makeToken(module, label, soPin, pin);
    } finally {
      quietly(() => module.finalize());
      quietly(() => module.close());
    }
  } catch (error) {
    throw asModuleFault(error);
  }
};
