/** cartulary init: token, founders' ceremony, first tokens, configuration. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError, Option } from "commander";
import { CONFIG_FILES, ConfigFault } from "../../http/config.ts";
import { type Founder, setUp } from "../../http/provision.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";
import { readOfficerKey, signStatement } from "./officer-key.ts";

const pair = (value: string, before: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const at = value.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected NAME=VALUE");
  return { ...before, [value.slice(0, at)]: value.slice(at + 1) };
};
const many = (value: string, before: readonly string[] = []): string[] => [...before, value];
const count = (value: string): number => {
  const n = Number(value);
  if (!Number.isInteger(n)) throw new InvalidArgumentError("expected a number");
  return n;
};

type InitOptions = {
  readonly founder: Record<string, string>;
  readonly name?: Record<string, string>;
  readonly token?: readonly string[];
  readonly quorum: number;
  readonly ledger: string;
  readonly host: string;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly module: "softhsm" | "softkey" | "pkcs11";
  readonly library?: string;
  readonly tokenSerial?: string;
  readonly pinFile?: string;
  readonly mode: "development" | "production";
};

/** A port that is free now; it is written down, because URLs in certificates must stay true. */
const freePort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

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

const founderOf = async (id: string, file: string, name: string): Promise<Founder> => {
  const key = await readOfficerKey(file);
  return { id, name, spki: key.spki, sign: async (subject) => signStatement(key, id, subject, "approve") };
};

const init = async (command: Command): Promise<void> => {
  const { home, out } = contextOf(command);
  const options = command.opts<InitOptions>();
  if (existsSync(join(home, CONFIG_FILES.server))) throw new ConfigFault(`${home} is set up already`);
  if (existsSync(join(home, "ledger")))
    throw new ConfigFault(`${home} holds an unfinished set-up: look at it, then remove it and run init again`);
  const ids = Object.keys(options.founder);
  if (ids.length < options.quorum)
    throw new CliExit(
      EXIT.usage,
      "governance.founders-too-few",
      `a quorum of ${options.quorum} needs as many founders`,
    );
  const founders = await Promise.all(
    ids.map((id) => founderOf(id, options.founder[id] ?? "", options.name?.[id] ?? id)),
  );
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const port = options.port ?? (await freePort(options.host));
  out.note(`making the token (${options.module}) …`);
  if (!existsSync(join(home, "signer/module.json"))) provisionSigner(home, options);
  const holders = options.token ?? ["operator:admin", ...ids.map((id) => `officer:${id}`)];
  const { ledger, quorum, host, mode } = options;
  const publicUrl = options.publicUrl ?? `http://${host}:${port}`;
  const made = await setUp({ home, ledger, quorum, founders, holders, listen: { host, port }, publicUrl, mode });
  if (!made.ok) throw new CliExit(EXIT.refused, made.error.code, made.error.detail);
  const value = {
    home,
    ledger,
    quorum,
    founders: ids,
    genesis: made.value.genesis,
    publicUrl,
    tokens: Object.keys(made.value.tokens),
  };
  out.result(value, [
    `ledger ${ledger} founded by ${ids.join(", ")}; every later act needs ${quorum} of them`,
    `founding event (write this down, it proves the ledger's origin): ${made.value.genesis}`,
    `tokens of the API: ${join(home, "tokens")}`,
    `next: cartulary serve --home ${home}`,
  ]);
};

export const addInit = (program: Command): void => {
  program
    .command("init")
    .description("set up a home directory: token, founders' ceremony, first API tokens")
    .requiredOption("--founder <id=key.pem>", "a founding officer and their own private key (repeat)", pair)
    .option("--name <id=name>", "an officer's full name, stored sealed (repeat)", pair)
    .option(
      "--token <holder>",
      "issue an API token, e.g. service:web (repeat; default operator:admin and each officer)",
      many,
    )
    .option("--quorum <m>", "how many officers every act needs", count, 2)
    .option("--ledger <name>", "the ledger's name, part of everything that officers sign", "cartulary/ledger/1")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on (default: a free one, then kept)", count)
    .option("--public-url <url>", "where relying parties fetch CRL, OCSP and AIA; stands in certificates")
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
