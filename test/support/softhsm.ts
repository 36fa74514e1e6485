/**
 * A SoftHSM token of one's own. The library reads its configuration from the environment when it is loaded, so that one
 * test file (which has a process of its own) has one of these.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeSoftToken, softHsmLibrary, writeSoftHsmConfiguration } from "../../adapters/pkcs11/soft-token.ts";

export const PIN = "user-pin-3f9c1b";
export const SO_PIN = "officer-pin-77d0";

export type SoftHsm = {
  readonly library: string;
  readonly directory: string;
  /** Where SoftHSM keeps its tokens; renaming it is taking the module away. */
  readonly tokens: string;
  readonly label: string;
  readonly serial: string;
  readonly pin: string;
  readonly remove: () => void;
};

/** False where the packages softhsm2 and opensc are not installed: what needs them is skipped by name. */
export const hasSoftHsm: boolean = softHsmLibrary() !== undefined;

const SPIES = [
  "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so",
  "/usr/lib/aarch64-linux-gnu/pkcs11-spy.so",
  "/usr/lib64/pkcs11-spy.so",
] as const;
const spy = SPIES.find((path) => existsSync(path));
export const hasSpy: boolean = hasSoftHsm && spy !== undefined;

export const openSoftHsm = (label = "test token"): SoftHsm => {
  const library = softHsmLibrary();
  if (library === undefined) throw new TypeError("SoftHSM is not installed");
  const directory = mkdtempSync(join(tmpdir(), "cartulary-hsm-"));
  process.env.SOFTHSM2_CONF = writeSoftHsmConfiguration(directory);
  const serial = makeSoftToken({ library, label, soPin: SO_PIN, pin: PIN });
  return {
    library,
    directory,
    tokens: join(directory, "tokens"),
    label,
    serial,
    pin: PIN,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
};

/** OpenSC's spy between a program and its module. `calls` counts what reached the module; `log` is all that it wrote. */
export type Spy = { readonly calls: (name: string) => number; readonly log: () => string };

const reading = (output: string): Spy => {
  const log = () => (existsSync(output) ? readFileSync(output, "latin1") : "");
  return { log, calls: (name) => log().match(new RegExp(`^\\d+: ${name}$`, "gm"))?.length ?? 0 };
};

const spyLibrary = (): string => {
  if (spy === undefined) throw new TypeError("pkcs11-spy is not installed");
  return spy;
};

/** The same module behind the spy. */
export const openSpiedSoftHsm = (label?: string): SoftHsm & Spy => {
  const hsm = openSoftHsm(label);
  const output = join(hsm.directory, "spy.log");
  process.env.PKCS11SPY = hsm.library;
  process.env.PKCS11SPY_OUTPUT = output;
  return { ...hsm, library: spyLibrary(), ...reading(output) };
};

/** Puts the spy between a home's signer and its token, before that signer is started. */
export const spyOnSigner = (home: string): Spy => {
  const file = join(home, "signer/signer.json");
  const config = JSON.parse(readFileSync(file, "utf8"));
  const { library, environment } = config.module;
  config.module.environment = { ...environment, PKCS11SPY: library, PKCS11SPY_OUTPUT: "signer/spy.log" };
  config.module.library = spyLibrary();
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return reading(join(home, "signer/spy.log"));
};
