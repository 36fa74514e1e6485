/**
 * Makes a SoftHSM2 token for the embedded default. Goes through C_InitToken and C_InitPIN: `softhsm2-util` would show the
 * PINs to everybody who can list processes.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import graphene from "graphene-pk11";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { ensurePrivateDirectory } from "../atomic-file.ts";

const { Module, SessionFlag, UserType } = graphene;

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

/** Makes a token and gives back its serial number. `SOFTHSM2_CONF` must be set before anything loads the library. */
export const makeSoftToken = (options: {
  readonly library: string;
  readonly label: string;
  readonly soPin: string;
  readonly pin: string;
}): string => {
  const module = Module.load(options.library, "SoftHSM");
  module.initialize({ flags: 2 });
  try {
    const slots = module.getSlots(true);
    const free = slots.items(slots.length - 1);
    free.initToken(options.soPin, options.label);
    // SoftHSM gives an initialised token a slot of its own: look for it again by its label.
    const after = module.getSlots(true);
    for (let i = 0; i < after.length; i++) {
      const slot = after.items(i);
      if (slot.getToken().label.trim() !== options.label) continue;
      const session = slot.open(SessionFlag.RW_SESSION | SessionFlag.SERIAL_SESSION);
      session.login(options.soPin, UserType.SO);
      session.initPin(options.pin);
      session.logout();
      session.close();
      return slot.getToken().serialNumber.replaceAll("\0", "").trim();
    }
    throw new ModuleFault("module.misbehaved");
  } finally {
    module.finalize();
    module.close();
  }
};
