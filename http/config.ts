/**
 * Configuration: two files made by `cartulary init`, one for the server and one for the signer, so that the signer's
 * directory can live under another user or on another machine. `CARTULARY_STORE` overrides the store of both.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";

/** `sqlite:PATH`, relative to the home directory, or EventStoreDB's `esdb://…` (docs/eventstoredb.md). */
const Store = v.pipe(
  v.string(),
  v.regex(
    /^(?:sqlite:.+|esdb(?:\+discover)?:\/\/.+)$/,
    "a store such as sqlite:ledger/ledger.sqlite or esdb://host:2113",
  ),
);
/** `unix:PATH` or `tcp:HOST:PORT`. */
const SignerAddress = v.pipe(v.string(), v.regex(/^(?:unix:.+|tcp:[^:]+:\d{1,5})$/, "unix:PATH or tcp:HOST:PORT"));
const Mode = v.picklist(["development", "production"]);

export const Port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));
/** What stands in certificates: where relying parties fetch CRL, OCSP and AIA. */
export const PublicUrl = v.pipe(
  v.string(),
  v.url(),
  v.regex(/^https?:\/\/.*[^/]$/, "http:// or https://, no slash at the end"),
);

const ServerSchema = v.strictObject({
  mode: Mode,
  store: Store,
  /** Its name, from the founding: what officers on this machine sign for. */
  ledger: v.optional(v.string()),
  listen: v.strictObject({ host: v.string(), port: Port }),
  publicUrl: PublicUrl,
  signer: v.strictObject({ address: SignerAddress, isSupervised: v.boolean() }),
  /** Lists of keys that others have, relative to the home directory (docs/operations.md). */
  blockedKeys: v.optional(v.array(v.string()), []),
  /** Up to which position an operator has looked at the store's alarms (docs/eventstoredb.md). */
  alarmsSeen: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "a position, as the alarm names it"))),
});
export type ServerConfig = v.InferOutput<typeof ServerSchema> & { readonly home: string };

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

export const CONFIG_FILES = { server: "cartulary.json", signer: "signer/signer.json" } as const;

const read = <S extends v.GenericSchema>(schema: S, home: string, file: string): v.InferOutput<S> => {
  const path = join(home, file);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new ConfigFault(isMissing ? `${path} is missing: run "cartulary init" first` : `${path} cannot be read`, {
      cause,
    });
  }
  const store = process.env.CARTULARY_STORE;
  const overridden = store === undefined ? value : { ...(value as object), store };
  const parsed = v.safeParse(schema, overridden);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new ConfigFault(`${path}: ${v.getDotPath(issue) ?? "file"}: ${issue.message}`);
};

export const readServerConfig = (home: string): ServerConfig => ({
  ...read(ServerSchema, home, CONFIG_FILES.server),
  home: resolve(home),
});

export const readSignerConfig = (home: string): SignerConfig => ({
  ...read(SignerSchema, home, CONFIG_FILES.signer),
  home: resolve(home),
});

/** Whether only this machine reaches it. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host);

export type SignerAddressParts = { readonly path: string } | { readonly host: string; readonly port: number };

/** `unix:run/signer.sock` relative to the home directory, or a TCP address. */
export const signerAddress = (home: string, address: string): SignerAddressParts => {
  if (address.startsWith("unix:")) return { path: resolve(home, address.slice("unix:".length)) };
  const [, host = "", port = ""] = /^tcp:([^:]+):(\d+)$/.exec(address) ?? [];
  return { host, port: Number(port) };
};
