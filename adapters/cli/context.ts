/** What every command knows: where the data lies, which server to ask, as whom, and how to print. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { localApiUrl } from "../../http/addresses.ts";
import { readServerConfig } from "../../http/config.ts";
import { CliExit, EXIT } from "./exit.ts";
import { type Output, openOutput } from "./output.ts";

export type GlobalOptions = {
  readonly home: string;
  readonly server?: string;
  /** Whom to believe about it. */
  readonly serverCa?: string;
  readonly as: string;
  readonly tokenFile?: string;
  readonly json: boolean;
  /** Of commands that write by the API: tell what would happen. */
  readonly dryRun?: boolean;
};

export type CliContext = { readonly home: string; readonly options: GlobalOptions; readonly out: Output };

export const contextOf = (command: Command): CliContext => {
  const options = command.optsWithGlobals<GlobalOptions>();
  return { home: resolve(options.home), options, out: openOutput(options.json) };
};

/** `CARTULARY_SERVER` or `--server`, else the address in the local configuration. */
export const serverUrl = ({ home, options }: CliContext): string => {
  if (options.server !== undefined) return options.server.replace(/\/$/, "");
  const config = readServerConfig(home);
  if (config.listen.api.port === 0)
    throw new CliExit(EXIT.usage, "cli.no-server", "the server's port is not fixed: give --server URL");
  return localApiUrl(config);
};

/** From `--token-file`, `CARTULARY_TOKEN`, or the tokens that `init` left in the home directory. */
export const token = ({ home, options }: CliContext): string => {
  const fromEnvironment = process.env.CARTULARY_TOKEN;
  if (options.tokenFile === undefined && fromEnvironment !== undefined) return fromEnvironment.trim();
  const path = options.tokenFile ?? join(home, "tokens", `${options.as.replace(":", "-")}.token`);
  if (!existsSync(path))
    throw new CliExit(EXIT.usage, "cli.no-token", `no token for ${options.as}: ${path} is missing`);
  return readFileSync(path, "utf8").trim();
};
