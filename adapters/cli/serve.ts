/** cartulary serve, cartulary signer: the two long-running processes. */
import { type Command, Option } from "commander";
import { readServerConfig, readSignerConfig } from "../../http/config.ts";
import { serve } from "../../http/main.ts";
import type { ModuleChoice } from "../../http/provision-module.ts";
import { runSealerAlone } from "../../http/sealer-main.ts";
import { openLog } from "../log/log.ts";
import { PIN_VARIABLE } from "../process-guard/pin.ts";
import { many } from "./argument.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";
import { untilStopped } from "./until-stopped.ts";

const runServer = async (command: Command): Promise<void> => {
  const { home } = contextOf(command);
  const { signer, set = [] } = command.opts<{ signer: boolean; set?: readonly string[] }>();
  if (process.env[PIN_VARIABLE] !== undefined)
    throw new CliExit(
      EXIT.usage,
      "cli.pin-in-server",
      `the server must not have ${PIN_VARIABLE}: start the signer by itself`,
    );
  const config = readServerConfig(home, set);
  const log = openLog("cartulary");
  const running = await serve(signer ? config : { ...config, signer: { ...config.signer, isSupervised: false } }, log);
  await untilStopped(running.stop);
};

const runSealerCommand = async (command: Command): Promise<void> => {
  const { home } = contextOf(command);
  const { set = [] } = command.opts<{ set?: readonly string[] }>();
  const running = await runSealerAlone(readServerConfig(home, set), openLog("sealer"));
  await untilStopped(running.stop);
};

type SignerOptions = {
  readonly provision?: ModuleChoice["kind"];
  readonly library?: string;
  readonly tokenSerial?: string;
  readonly pinFile?: string;
};

const choiceOf = (options: SignerOptions): ModuleChoice => {
  const { provision, library, tokenSerial, pinFile } = options;
  if (provision !== "pkcs11") return { kind: provision ?? "softhsm" };
  if (!library || !tokenSerial || !pinFile)
    throw new CliExit(
      EXIT.usage,
      "cli.module-incomplete",
      "a PKCS#11 module needs --library, --token-serial and --pin-file",
    );
  return { kind: "pkcs11", library, tokenSerial, pinFile };
};

const runSignerCommand = async (command: Command): Promise<void> => {
  const { home, out } = contextOf(command);
  const options = command.opts<SignerOptions>();
  if (options.provision !== undefined) {
    const { provisionModule } = await import("../../http/provision-module.ts");
    const { module } = provisionModule(home, choiceOf(options));
    out.result({ module: module.kind }, [`token ready (${module.kind})`]);
    return;
  }
  // Loaded here only: no other command has the PKCS#11 binding in its process.
  const { runSigner } = await import("../../http/signer-main.ts");
  const running = await runSigner(readSignerConfig(home), openLog("signer"));
  await untilStopped(running.stop);
};

export const addServe = (program: Command): void => {
  program
    .command("serve")
    .description("run the server: API, OCSP, CRL, read models, recovery, and the signer beside it")
    .option("--no-signer", "the signer is started elsewhere")
    .option("--set <path=value>", "a value of the configuration, before file and environment (repeat)", many)
    .action((_options, command: Command) => runServer(command));
  program
    .command("sealer")
    .description("seal the ledger and nothing else: beside a server with sealing.runs=false, or standing by beside it")
    .option("--set <path=value>", "a value of the configuration, before file and environment (repeat)", many)
    .action((_options, command: Command) => runSealerCommand(command));
  program
    .command("signer")
    .description("run the signer: the only process that holds the token's PIN")
    .addOption(new Option("--provision <kind>", "set up the module and end").choices(["softhsm", "pkcs11", "softkey"]))
    .option("--library <path>", "PKCS#11 library")
    .option("--token-serial <serial>", "serial number of the token")
    .option("--pin-file <path>", "file with the token's PIN")
    .action((_options, command: Command) => runSignerCommand(command));
};
