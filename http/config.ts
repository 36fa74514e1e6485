/**
 * Configuration: two files made by `cartulary init`, one for the server and one for the signer, so that the signer's
 * directory can live under another user or on another machine. The server's values come from its file, from the
 * environment and from flags, in this order. `CARTULARY_STORE` overrides the store of both. docs/configuration.md
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse as parseToml, TomlError } from "smol-toml";
import * as v from "valibot";
import { upgraded } from "./config-files.ts";
import {
  type Given,
  givenByEnvironment,
  givenByFile,
  givenByFlag,
  type LayerTrouble,
  layered,
  type Origin,
  saysOf,
} from "./config-layers.ts";
import { Mode, SETTINGS, type ServerValues, SignerAddress, Store } from "./config-schema.ts";

export type { Origin } from "./config-layers.ts";
export { isLoopback, Port, PublicUrl } from "./config-schema.ts";

export type ServerConfig = ServerValues & { readonly home: string };

const SignerSchema = v.strictObject({
  mode: Mode,
  store: Store,
  address: SignerAddress,
  /** SHA-256 of the founding event, from the ceremony. */
  genesis: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
  pinFile: v.optional(v.string()),
  module: v.variant("kind", [
    v.strictObject({
      kind: v.literal("pkcs11"),
      library: v.string(),
      tokenSerial: v.string(),
      /** Variables that the library reads, such as SOFTHSM2_CONF. */
      environment: v.record(v.string(), v.string()),
    }),
    v.strictObject({ kind: v.literal("softkey"), file: v.string() }),
  ]),
});
export type SignerConfig = v.InferOutput<typeof SignerSchema> & { readonly home: string };

/** A configuration that cannot be used; `message` says which field and why, for the operator. */
export class ConfigFault extends Error {
  override readonly name = "ConfigFault";
  readonly code = "config.invalid";
  readonly retryable = false;
}

/** Where a new ledger goes unless `CARTULARY_STORE` says otherwise. Throws ConfigFault. */
export const newStore = (): string => {
  const store = v.safeParse(Store, process.env.CARTULARY_STORE ?? "sqlite:ledger/ledger.sqlite");
  if (store.success) return store.output;
  throw new ConfigFault(`CARTULARY_STORE: ${store.issues[0].message}`);
};

export const CONFIG_FILES = { server: "cartulary.toml", signer: "signer/signer.json" } as const;
/** What homes of before `cartulary.toml` have. */
const OLD_SERVER_FILE = "cartulary.json";

/** The server's file in this home; undefined when it is not set up. */
export const serverFile = (home: string): string | undefined =>
  [CONFIG_FILES.server, OLD_SERVER_FILE].find((file) => existsSync(join(home, file)));

/** The place in a file where it stops being TOML; the line itself may hold a secret. */
const syntaxOf = (error: unknown): string =>
  error instanceof TomlError ? `is no TOML at line ${error.line}, column ${error.column}` : "cannot be read";

const readFile = (home: string, file: string, parse: (text: string) => unknown): unknown => {
  const path = join(home, file);
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new ConfigFault(isMissing ? `${path} is missing: run "cartulary init" first` : `${path} ${syntaxOf(cause)}`, {
      cause,
    });
  }
};

const readServerFile = (home: string, file: string): readonly Given[] =>
  givenByFile(
    file,
    file === OLD_SERVER_FILE
      ? upgraded(readFile(home, file, JSON.parse) as Parameters<typeof upgraded>[0])
      : readFile(home, file, parseToml),
  );

const faultOf = (home: string, file: string, { path, origin, says }: LayerTrouble): ConfigFault => {
  const where = origin === undefined || origin.kind === "file" ? join(home, origin?.name ?? file) : origin.name;
  return new ConfigFault(`${path === "--set" || path === where ? "" : `${where}: `}${path}: ${says}`);
};

/** One value in force. */
export type InForce = { readonly path: string; readonly value: unknown; readonly origin: Origin };
export type Explained = { readonly config: ServerConfig; readonly values: readonly InForce[] };

const at = (tree: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((t, name) => (t as Record<string, unknown> | undefined)?.[name], tree);

/** The configuration with the origin of each value. `flags`: what `--set` was given. Throws ConfigFault. */
export const explainServerConfig = (home: string, flags: readonly string[] = []): Explained => {
  const file = serverFile(home) ?? CONFIG_FILES.server;
  const given = [...readServerFile(home, file), ...givenByEnvironment(process.env), ...flags.map(givenByFlag)];
  const wrong = given.find((g) => "says" in g);
  if (wrong !== undefined) throw faultOf(home, file, wrong);
  const result = layered(given as readonly Given[]);
  if ("says" in result) throw faultOf(home, file, result);
  const { values, originOf } = result;
  const inForce = SETTINGS.map(({ path }) => ({ path, value: at(values, path), origin: originOf(path) }));
  return {
    config: { ...values, home: resolve(home) },
    // A union has one place for several forms: what is a table there is shown by its parts.
    values: inForce.filter(({ value }) => value !== undefined && (typeof value !== "object" || Array.isArray(value))),
  };
};

export const readServerConfig = (home: string, flags: readonly string[] = []): ServerConfig =>
  explainServerConfig(home, flags).config;

export const readSignerConfig = (home: string): SignerConfig => {
  const file = CONFIG_FILES.signer;
  const value = readFile(home, file, JSON.parse);
  const store = process.env.CARTULARY_STORE;
  const parsed = v.safeParse(SignerSchema, store === undefined ? value : { ...(value as object), store });
  if (parsed.success) return { ...parsed.output, home: resolve(home) };
  const [issue] = parsed.issues;
  throw new ConfigFault(`${join(home, file)}: ${v.getDotPath(issue) ?? "file"}: ${saysOf(issue)}`);
};

export type SignerAddressParts = { readonly path: string } | { readonly host: string; readonly port: number };

/** `unix:run/signer.sock` relative to the home directory, or a TCP address. */
export const signerAddress = (home: string, address: string): SignerAddressParts => {
  if (address.startsWith("unix:")) return { path: resolve(home, address.slice("unix:".length)) };
  const [, host = "", port = ""] = /^tcp:([^:]+):(\d+)$/.exec(address) ?? [];
  return { host, port: Number(port) };
};
