/** Setting up the signer's module: a SoftHSM2 token, a softkey file, or somebody's own PKCS#11 token. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { ensurePrivateDirectory, writeFileDurably } from "../adapters/atomic-file.ts";
import { makeSoftToken, softHsmLibrary, writeSoftHsmConfiguration } from "../adapters/pkcs11/soft-token.ts";
import { toHex, utf8 } from "../domain/kernel/bytes.ts";
import { ConfigFault } from "./config.ts";
import { MODULE_FILE, type ModuleFile, writeJson } from "./module-file.ts";

export type ModuleChoice =
  | { readonly kind: "softhsm" }
  | { readonly kind: "pkcs11"; readonly library: string; readonly tokenSerial: string; readonly pinFile: string }
  | { readonly kind: "softkey" };

/**
 * Runs in the signer's own process: makes PIN and token, so that nothing else ever holds the PIN. The PIN lies in a file
 * of the signer's directory, 0600; a real HSM's PIN is given by the operator instead.
 */
export const provisionModule = (home: string, choice: ModuleChoice): ModuleFile => {
  const directory = join(home, "signer");
  ensurePrivateDirectory(directory);
  if (existsSync(join(home, MODULE_FILE)))
    throw new ConfigFault(`${join(home, MODULE_FILE)} exists: this signer is set up`);
  if (choice.kind === "pkcs11") {
    const { library, tokenSerial, pinFile } = choice;
    const file: ModuleFile = { module: { kind: "pkcs11", library, tokenSerial, environment: {} }, pinFile };
    writeJson(join(home, MODULE_FILE), file);
    return file;
  }
  const pin = toHex(new Uint8Array(randomBytes(12)));
  writeFileDurably(join(directory, "pin"), utf8(`${pin}\n`));
  const pinFile = "signer/pin";
  let file: ModuleFile = { module: { kind: "softkey", file: "signer/softkey.json" }, pinFile };
  if (choice.kind === "softhsm") {
    const library = softHsmLibrary();
    if (library === undefined) throw new ConfigFault("SoftHSM2 is not installed: apt-get install softhsm2");
    const configuration = writeSoftHsmConfiguration(directory);
    process.env.SOFTHSM2_CONF = configuration;
    const soPin = toHex(new Uint8Array(randomBytes(12)));
    writeFileDurably(join(directory, "so-pin"), utf8(`${soPin}\n`));
    const tokenSerial = makeSoftToken({ library, label: "cartulary", soPin, pin });
    file = {
      module: { kind: "pkcs11", library, tokenSerial, environment: { SOFTHSM2_CONF: relative(home, configuration) } },
      pinFile,
    };
  }
  writeJson(join(home, MODULE_FILE), file);
  return file;
};
