/**
 * Reads `esdb://…` and `esdb+discover://…`. Ours and not the client's, because the client's cuts a password at its first
 * colon, ignores what it does not know, and takes options that make a ledger unsafe. Loads no client.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export type Endpoint = { readonly address: string; readonly port: number };

export type Connection = {
  readonly hosts: readonly Endpoint[];
  /** Ask DNS for the cluster's nodes. */
  readonly isDiscovered: boolean;
  readonly tls: { readonly caFile?: string; readonly certificateFile?: string; readonly keyFile?: string } | undefined;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  /** Stands before every stream's name, so that several ledgers can share a cluster; "" for none. */
  readonly namespace: string;
  readonly numbers: Readonly<Partial<Record<NumberOption, number>>>;
  readonly connectionName: string | undefined;
};

/** What is wrong with a connection string, in words for the operator; never its password. */
export class ConnectionStringFault extends Error {
  override readonly name = "ConnectionStringFault";
  readonly code = "store.connection-string";
  readonly retryable = false;
}

const NUMBERS = {
  keepaliveinterval: "keepAliveInterval",
  keepalivetimeout: "keepAliveTimeout",
  maxdiscoverattempts: "maxDiscoverAttempts",
  discoveryinterval: "discoveryInterval",
  gossiptimeout: "gossipTimeout",
  defaultdeadline: "defaultDeadline",
} as const;
export type NumberOption = (typeof NUMBERS)[keyof typeof NUMBERS];

const TEXTS = ["tlscafile", "usercertfile", "userkeyfile", "credentialsfile", "connectionname", "namespace"];
/** Options whose every other value would weaken what the ledger promises. */
const ONLY: Readonly<Record<string, { readonly value: string; readonly why: string }>> = {
  throwonappendfailure: { value: "true", why: "an append that fails must not look like one that did not" },
  nodepreference: { value: "leader", why: "a follower may not have yet what was acknowledged" },
  tlsverifycert: { value: "true", why: "give the authority's certificate with tlsCaFile instead" },
};

const SHAPE =
  /^esdb(?<discover>\+discover)?:\/\/(?:(?<user>[^:@/?]+):(?<password>[^@/?]*)@)?(?<hosts>[^/?@]+)\/?(?:\?(?<query>.*))?$/;
const HOST = /^(?<address>[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\])(?::(?<port>\d{1,5}))?$/;
const NAMESPACE = /^[a-z][a-z0-9]{0,31}$/;
const DEFAULT_PORT = 2113;

const fail = (what: string): never => {
  throw new ConnectionStringFault(what);
};

const hostOf = (text: string): Endpoint => {
  const { address, port } = HOST.exec(text.trim())?.groups ?? {};
  const number = port === undefined ? DEFAULT_PORT : Number(port);
  if (address === undefined || number > 65_535) return fail(`"${text}" is not a host or host:port`);
  return { address, port: number };
};

const flat = (key: string): string => key.toLowerCase().replaceAll(/[_-]/g, "");

type Options = ReadonlyMap<string, string>;

const optionsOf = (query: string): Options => {
  const options = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    const name = flat(key);
    const only = ONLY[name];
    const isKnown = name === "tls" || name in NUMBERS || TEXTS.includes(name) || only !== undefined;
    if (!isKnown) fail(`unknown option "${key}"`);
    if (value === "") fail(`option "${key}" has no value`);
    if (options.has(name)) fail(`option "${key}" is given twice`);
    if (only !== undefined && value.toLowerCase() !== only.value) fail(`${key} must be ${only.value}: ${only.why}`);
    options.set(name, value);
  }
  return options;
};

const tlsOf = (options: Options): Connection["tls"] => {
  const tls = options.get("tls") ?? "true";
  if (tls !== "true" && tls !== "false") fail("tls must be true or false");
  const [caFile, certificateFile, keyFile] = ["tlscafile", "usercertfile", "userkeyfile"].map((k) => {
    const path = options.get(k);
    return path === undefined ? undefined : resolve(path);
  });
  if ((certificateFile === undefined) !== (keyFile === undefined)) fail("userCertFile and userKeyFile go together");
  if (tls === "false" && (caFile ?? certificateFile) !== undefined) fail("certificates make no sense with tls=false");
  if (tls === "false") return undefined;
  return { ...(caFile && { caFile }), ...(certificateFile && keyFile && { certificateFile, keyFile }) };
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail("user or password is not percent-encoded correctly");
  }
};

/** `user:password` on the first line of a file, for those who want no password in an environment variable. */
const credentialsFrom = (path: string): Connection["credentials"] => {
  let line = "";
  try {
    line = readFileSync(path, "utf8").split("\n")[0]?.trim() ?? "";
  } catch {
    fail(`credentialsFile ${path} cannot be read`);
  }
  const colon = line.indexOf(":");
  if (colon < 1) fail(`credentialsFile ${path} must hold user:password`);
  return { username: line.slice(0, colon), password: line.slice(colon + 1) };
};

const numbersOf = (options: Options): Connection["numbers"] => {
  const numbers: Partial<Record<NumberOption, number>> = {};
  for (const [key, name] of Object.entries(NUMBERS)) {
    const text = options.get(key);
    if (text === undefined) continue;
    if (!/^\d{1,9}$/.test(text) || Number(text) === 0) fail(`${name} must be a number of milliseconds or attempts`);
    numbers[name] = Number(text);
  }
  return numbers;
};

/** Throws ConnectionStringFault. */
export const parseConnectionString = (text: string): Connection => {
  const groups = SHAPE.exec(text.trim())?.groups;
  if (groups === undefined) return fail("expected esdb://[user:password@]host[:port][,host…][?option=value]");
  const { discover, user, password, hosts = "", query = "" } = groups;
  const options = optionsOf(query);
  const file = options.get("credentialsfile");
  const namespace = options.get("namespace") ?? "";
  if (namespace !== "" && !NAMESPACE.test(namespace)) fail("a namespace is 1 to 32 of a-z and 0-9, a letter first");
  if (file !== undefined && user !== undefined) fail("credentials are given twice");
  const tls = tlsOf(options);
  const inline = user === undefined ? undefined : { username: decode(user), password: decode(password ?? "") };
  return {
    hosts: hosts.split(",").map(hostOf),
    isDiscovered: discover !== undefined,
    tls,
    credentials: file === undefined ? inline : credentialsFrom(resolve(file)),
    namespace,
    numbers: numbersOf(options),
    connectionName: options.get("connectionname"),
  };
};

/** The same text for the same server, user and options: what one process can be connected to, whatever the namespace. */
export const serverOf = ({ namespace: _own, ...rest }: Connection): string => JSON.stringify(rest);

/** The string without its password, for logs and reports. */
export const withoutPassword = (text: string): string => text.replace(/\/\/([^:@/?]+):[^@/?]*@/, "//$1:***@");
