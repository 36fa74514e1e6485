/** cartulary module: what the cryptographic module can do, asked through the signer that holds it. */
import { join } from "node:path";
import type { Command } from "commander";
import { KEY_ALGORITHMS } from "../../domain/pki/key-algorithm.ts";
import { readServerConfig, signerAddress } from "../../http/config.ts";
import { connectSigner } from "../signer-socket/client.ts";
import { readIdentity } from "../signer-socket/identity.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

const TIMEOUT_MS = 5_000;

const show = async (command: Command): Promise<void> => {
  const { home, out } = contextOf(command);
  const client = connectSigner({
    address: signerAddress(home, readServerConfig(home).signer.address),
    identity: () => readIdentity(join(home, "api")),
    timeoutMs: TIMEOUT_MS,
  });
  try {
    const { isReady, reason, module, abilities, signatures } = await client.status();
    if (!isReady || module === null)
      throw new CliExit(EXIT.unavailable, reason ?? "module.unavailable", `the module does not answer (${reason})`);
    const lacks = KEY_ALGORITHMS.filter((a) => !abilities.includes(a));
    out.result({ ...module, signatures, abilities, lacks }, [
      `${module.kind}: ${[module.manufacturer, module.model].filter(Boolean).join(" ")}, token ${module.tokenLabel} (${module.tokenSerial})`,
      `signatures so far: ${signatures}`,
      `keys it can make and sign with: ${abilities.join(", ")}`,
      `keys it cannot: ${lacks.join(", ") || "none of those known here"}`,
    ]);
  } finally {
    client.close();
  }
};

export const addModule = (program: Command): void => {
  program
    .command("module")
    .description("the cryptographic module, asked through the running signer")
    .command("show")
    .description("what it is, and which kinds of key it can make and sign with")
    .action((_options, command: Command) => show(command));
};
