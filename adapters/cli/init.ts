/** cartulary init: token, founders' ceremony, first tokens, configuration. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError, Option } from "commander";
import * as v from "valibot";
import { FoundingSchema } from "../../domain/governance/founding.ts";
import { Actor, Slug } from "../../domain/kernel/brand.ts";
import { urlOf } from "../../http/addresses.ts";
import { ConfigFault, Port, PublicUrl, serverFile } from "../../http/config.ts";
import { MODULE_FILE } from "../../http/module-file.ts";
import { checkModule, setUp } from "../../http/provision.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT, orExit } from "./exit.ts";
import { type FoundersOptions, foundedElsewhere, foundHere, writeFounding } from "./founding.ts";

const shaped = (schema: v.GenericSchema, value: unknown, expected: string): void => {
  if (!v.is(schema, value)) throw new InvalidArgumentError(`Expected ${expected}.`);
};
const SLUG = "a name of a-z, 0-9 and inner hyphens";

/** `ID=VALUE`, each id once. */
const pair = (value: string, before: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const at = value.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Expected ID=VALUE.");
  const id = value.slice(0, at);
  shaped(Slug, id, SLUG);
  if (id in before) throw new InvalidArgumentError(`${id} was given before.`);
  return { ...before, [id]: value.slice(at + 1) };
};
const holdersOf = (value: string, before: readonly string[] = []): string[] => {
  shaped(Actor, value, `operator:, officer: or service: and ${SLUG}`);
  if (before.includes(value)) throw new InvalidArgumentError("It was given before.");
  return [...before, value];
};
const quorumOf = (value: string): number => {
  shaped(FoundingSchema.entries.quorum, Number(value), "a number from 2 to 16");
  return Number(value);
};
const portOf = (value: string): number => {
  shaped(Port, value === "" ? undefined : Number(value), "a number from 0 to 65535");
  return Number(value);
};
const ledgerName = (value: string): string => {
  shaped(FoundingSchema.entries.ledger, value, "a-z, 0-9, dots, slashes and hyphens, such as cartulary/ledger/1");
  return value;
};
const publicUrlOf = (value: string): string => {
  shaped(PublicUrl, value, "http:// or https:// and no slash at the end");
  return value;
};

type InitOptions = FoundersOptions & {
  /** Where to write the founding for others to sign. */
  readonly propose?: string;
  readonly signed?: readonly string[];
  readonly host: string;
  readonly port?: number;
  readonly publicPort?: number;
  readonly publicUrl?: string;
  readonly module: "softhsm" | "softkey" | "pkcs11";
  readonly library?: string;
  readonly tokenSerial?: string;
  readonly pinFile?: string;
  readonly mode: "development" | "production";
};

/** Two ports that are free now; they are written down, because URLs in certificates must stay true. */
const freePorts = async (host: string): Promise<readonly [number, number]> => {
  const probes = [createServer(), createServer()] as const;
  const ports = probes.map(
    (probe) =>
      new Promise<number>((resolve, reject) => {
        probe.once("error", reject);
        probe.listen(0, host, () => resolve((probe.address() as AddressInfo).port));
      }),
  );
  try {
    const [one = 0, other = 0] = await Promise.all(ports);
    return [one, other];
  } finally {
    for (const probe of probes) probe.close();
  }
};

/** What was asked for, else free ports: two of them, so the first is held while the second is looked for. */
const chosenPorts = async (host: string, options: InitOptions): Promise<readonly [api: number, open: number]> => {
  const { port, publicPort } = options;
  if (port !== undefined && publicPort === port && port !== 0)
    usage("cli.init-either", "--port and --public-port are two: the API speaks HTTPS, relying parties HTTP");
  if (port !== undefined && publicPort !== undefined) return [port, publicPort];
  const [one, other] = await freePorts(host);
  return [port ?? (one === publicPort ? other : one), publicPort ?? (other === port ? one : other)];
};

/** The token is made by the signer's own program: this process never sees the PIN. */
const provisionSigner = (home: string, options: InitOptions): void => {
  const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
  const extra =
    options.module === "pkcs11"
      ? [
          "--library",
          options.library ?? "",
          "--token-serial",
          options.tokenSerial ?? "",
          "--pin-file",
          options.pinFile ?? "",
        ]
      : [];
  const child = spawnSync(launcher, ["signer", "--home", home, "--provision", options.module, ...extra], {
    encoding: "utf8",
  });
  if (child.status !== 0)
    throw new CliExit(EXIT.unavailable, "cli.signer-setup", child.stderr.trim() || "the signer could not be set up");
};

const usage = (code: string, message: string): never => {
  throw new CliExit(EXIT.usage, code, message);
};

/** What can be wrong with the options together. Nothing is written before this. */
const checkOptions = (home: string, command: Command): InitOptions => {
  const options = command.opts<InitOptions>();
  const { founder = {}, name = {}, quorum, signed, propose, module, library, tokenSerial, pinFile, mode } = options;
  if (serverFile(home) !== undefined) throw new ConfigFault(`${home} is set up already`);
  if (existsSync(join(home, "ledger")))
    throw new ConfigFault(`${home} holds an unfinished set-up: look at it, then remove it and run init again`);
  const given = (option: string): boolean => (command.getOptionValueSource(option) ?? "default") !== "default";
  const also = ["founder", "name", "token", "quorum", "policy", "ledger", "propose"].find(given);
  if (signed !== undefined && also !== undefined)
    usage("cli.init-either", `--signed brings founders, quorum and ledger with it: give no --${also}`);
  if (signed === undefined && Object.keys(founder).length < quorum)
    usage("governance.founders-too-few", `--quorum ${quorum} needs as many --founder`);
  if (propose !== undefined && options.token !== undefined)
    usage("cli.init-either", "with --propose there are no tokens yet: they are issued after the founding");
  for (const id of Object.keys(name))
    if (!(id in founder)) usage("governance.officer-unknown", `--name ${id}: there is no --founder ${id}`);
  if (module === "pkcs11" && !(library && tokenSerial && pinFile))
    usage("cli.module-incomplete", "--module pkcs11 needs --library, --token-serial and --pin-file");
  checkModule(mode, module);
  return options;
};

const init = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const { home, out } = context;
  const options = checkOptions(home, command);
  if (options.propose !== undefined) return writeFounding(context, options, options.propose);
  const { host, mode } = options;
  const [port, publicPort] = await chosenPorts(host, options);
  const publicUrl = options.publicUrl ?? urlOf("http", host, publicPort);
  if (!v.is(PublicUrl, publicUrl)) usage("cli.no-public-url", "--host makes no URL: give --public-url");
  const { founding, tokens } =
    options.signed === undefined ? await foundHere(context, options) : await foundedElsewhere(context, options.signed);
  out.note(`making the token (${options.module}) …`);
  if (!existsSync(join(home, MODULE_FILE))) provisionSigner(home, options);
  const made = await setUp({
    home,
    founding,
    tokens,
    listen: { api: { host, port }, public: { host, port: publicPort } },
    publicUrl,
    mode,
  });
  const { genesis } = orExit(made);
  const { ledger, quorum, officers } = founding.change.founding;
  const founders = officers.map((o) => o.id);
  const holders = tokens.map((t) => t.token.holder);
  out.result({ home, ledger, quorum, founders, genesis, publicUrl, tokens: holders }, [
    `ledger ${ledger} founded by ${founders.join(", ")}; every later act needs ${quorum} of them`,
    `founding event (write this down, it proves the ledger's origin): ${genesis}`,
    tokens.length > 0
      ? `tokens of the API: ${join(home, "tokens")}`
      : "no token yet: cartulary token issue operator:admin --local --out FILE, signed and submitted with --local",
    `next: cartulary serve --home ${home}`,
  ]);
};

export const addInit = (program: Command): void => {
  program
    .command("init")
    .description("set up a home directory: token, founders' ceremony, first API tokens")
    .option(
      "--founder <id=key.pem>",
      "a founding officer and their private key, or with --propose their public key (repeat)",
      pair,
    )
    .option("--name <id=name>", "an officer's full name, stored sealed (repeat)", pair)
    .option(
      "--token <holder>",
      "issue an API token, e.g. service:web (repeat; default operator:admin and each officer)",
      holdersOf,
    )
    .option(
      "--propose <file>",
      "found nothing yet: write the founding here, for each founder to sign where their key is",
    )
    .option("--signed <file...>", "found with what --propose wrote, signed by every founder, in one file or in several")
    .option("--policy <file>", "how many officers each act needs, JSON (docs/policy.md; default: the quorum for all)")
    .option("--quorum <m>", "how many officers every act needs, 2 to 16", quorumOf, 2)
    .option(
      "--ledger <name>",
      "the ledger's name, part of everything that officers sign",
      ledgerName,
      "cartulary/ledger/1",
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port of the API, HTTPS (default: a free one, then kept)", portOf)
    .option("--public-port <number>", "port for OCSP, CRL and AIA, HTTP (default: a free one, then kept)", portOf)
    .option(
      "--public-url <url>",
      "where relying parties fetch CRL, OCSP and AIA; stands in certificates (default: http://HOST:PUBLIC-PORT)",
      publicUrlOf,
    )
    .addOption(
      new Option("--module <kind>", "where keys live").choices(["softhsm", "pkcs11", "softkey"]).default("softhsm"),
    )
    .option("--library <path>", "PKCS#11 library (with --module pkcs11)")
    .option("--token-serial <serial>", "serial number of the token (with --module pkcs11)")
    .option("--pin-file <path>", "file with the token's PIN, 0600 (with --module pkcs11)")
    .addOption(
      new Option("--mode <mode>", "production refuses softkey")
        .choices(["development", "production"])
        .default("development"),
    )
    .action((_options, command: Command) => init(command));
};
