/** cartulary config: which values are in force, and who said so. */
import type { Command } from "commander";
import { apiUrlOf } from "../../http/addresses.ts";
import { explainServerConfig, type InForce, serverFile } from "../../http/config.ts";
import { variableOf } from "../../http/config-schema.ts";
import { withoutPassword } from "../eventstoredb/connection-string.ts";
import { many } from "./argument.ts";
import { contextOf } from "./context.ts";

/** For people to read: a store's address can hold a password. */
const shown = (value: unknown): unknown => (typeof value === "string" ? withoutPassword(value) : value);

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const sourceOf = ({ origin, path }: InForce): string =>
  origin.kind === "default" ? `default (${variableOf(path)})` : origin.name;

const show = (command: Command): void => {
  const { home, out } = contextOf(command);
  const { origin: isExplained = false, set = [] } = command.opts<{ origin?: true; set?: readonly string[] }>();
  const { values } = explainServerConfig(home, set);
  const rows = values.map((row) => ({ ...row, value: shown(row.value) }));
  if (isExplained) {
    out.table(
      rows.map(({ path, value, origin }) => ({ path, value, origin, variable: variableOf(path) })),
      ["value", "is", "from"],
      rows.map((row) => [row.path, text(row.value), sourceOf(row)]),
    );
    return;
  }
  out.result(
    Object.fromEntries(rows.map(({ path, value }) => [path, value])),
    rows.map(({ path, value }) => `${path} = ${JSON.stringify(value)}`),
  );
};

const check = (command: Command): void => {
  const { home, out } = contextOf(command);
  const { set = [] } = command.opts<{ set?: readonly string[] }>();
  const { config, values } = explainServerConfig(home, set);
  const file = serverFile(home);
  const apiUrl = apiUrlOf(config);
  out.result({ isWell: true, file, values: values.length, apiUrl, publicUrl: config.publicUrl }, [
    `${file} can be used: the API is at ${apiUrl}, OCSP, CRL and AIA at ${config.publicUrl}`,
  ]);
};

const SET = ["--set <path=value>", 'as for "cartulary serve" (repeat)'] as const;

export const addConfig = (program: Command): void => {
  const config = program.command("config").description("the server's configuration: file, environment, flags");
  config
    .command("show")
    .description("print every value in force")
    .option("--origin", "and where it came from: default, file, variable or flag")
    .option(...SET, many)
    .action((_options, command: Command) => show(command));
  config
    .command("check")
    .description("say whether the server could start with it, and if not, which value is wrong and who set it")
    .option(...SET, many)
    .action((_options, command: Command) => check(command));
};
