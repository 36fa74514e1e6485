/**
 * The server's configuration as one schema: what may stand in the file, in the environment and in `--set`, what each value
 * is for, and what holds when nobody says anything. docs/configuration.md is checked against it.
 */
import * as v from "valibot";
import { Slug } from "../domain/kernel/brand.ts";
import { ARGON2_CEILING, ARGON2_DEFAULT, ARGON2_FLOOR } from "../domain/policy/password-verifier.ts";
import { SECOND_FACTORS } from "../domain/process/login/second-factor.ts";
import { isCidr } from "./listen/client-address.ts";

/** Whether only this machine reaches it. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host);

/** A value with what it is for, and with what is said of a wrong one: never the value, which may be a secret. */
const value = <S extends v.GenericSchema>(schema: S, expected: string, about: string) =>
  v.message(v.pipe(schema, v.description(about)), expected);

const PORT = "a port from 0 to 65535";
export const Port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));
/** What stands in certificates: where relying parties fetch CRL, OCSP and AIA. */
export const PublicUrl = v.pipe(
  v.string(),
  v.url(),
  v.regex(/^https?:\/\/.*[^/]$/, "http:// or https://, no slash at the end"),
);
const ApiUrl = v.pipe(v.string(), v.url(), v.regex(/^https:\/\/.*[^/]$/));
const Text = v.pipe(v.string(), v.minLength(1));
const LdapAttribute = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/));

/** `sqlite:PATH`, relative to the home directory, or EventStoreDB's `esdb://…` (docs/eventstoredb.md). */
export const Store = value(
  v.pipe(v.string(), v.regex(/^(?:sqlite:.+|esdb(?:\+discover)?:\/\/.+)$/)),
  "a store such as sqlite:ledger/ledger.sqlite or esdb://host:2113",
  "where the ledger is: sqlite:PATH, or esdb://… for EventStoreDB",
);
/** `unix:PATH` or `tcp:HOST:PORT`. */
export const SignerAddress = value(
  v.pipe(v.string(), v.regex(/^(?:unix:.+|tcp:[^:]+:\d{1,5})$/)),
  "unix:PATH or tcp:HOST:PORT",
  "where the signer is reached",
);
export const Mode = value(
  v.picklist(["development", "production"]),
  "development or production",
  "production refuses what is only for trying out",
);

const between = (least: number, most: number, about: string) =>
  value(
    v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)),
    `a whole number from ${least} to ${most}`,
    about,
  );
const whole = (most: number, about: string) => between(1, most, about);
const host = (about: string) => value(Text, "an address or a host name", about);
const port = (about: string) => value(Port, PORT, about);

/** Its own certificate, given files, or none: for a reverse proxy on the same machine. */
const Tls = v.union(
  [
    v.pipe(
      v.picklist(["own", "off"]),
      v.description('"own": a certificate that Cartulary makes and renews; "off": loopback only, behind a proxy'),
    ),
    v.strictObject({
      certificate: value(Text, "a file", "certificate and chain in PEM, read anew when it changes"),
      key: value(Text, "a file", "its private key in PEM, 0600"),
    }),
  ],
  'is "own", "off", or certificate and key as files',
);

const ApiListener = v.pipe(
  v.strictObject({
    host: v.optional(host("address of the API"), "127.0.0.1"),
    port: v.optional(port("port of the API"), 8443),
    tls: v.optional(Tls, "own"),
    names: v.optional(
      value(v.array(Text), "a list of names", "further DNS names and addresses for Cartulary's own certificate"),
      [],
    ),
    clientCa: v.optional(value(Text, "a file", "authorities in PEM: client certificates are asked for, not demanded")),
  }),
  v.forward(
    v.check(
      ({ host: at, tls }) => tls !== "off" || isLoopback(at),
      "off is for loopback addresses: tokens would travel in the clear",
    ),
    ["tls"],
  ),
);

/** Each may be set, all have a value; docs/limits.md says what is seen from outside. */
const Limits = v.strictObject({
  headerBytes: v.optional(whole(1 << 20, "request line and headers together"), 32 << 10),
  headerCount: v.optional(whole(2000, "header lines of one request"), 100),
  headerSeconds: v.optional(whole(600, "until request line and headers, and a TLS handshake, are complete"), 10),
  requestSeconds: v.optional(whole(3600, "until a whole request is received"), 60),
  answerSeconds: v.optional(whole(3600, "how long an answer may wait for a client that does not read it"), 60),
  keepAliveSeconds: v.optional(whole(3600, "how long an idle connection is kept"), 10),
  connections: v.optional(whole(100_000, "connections of each listener"), 1000),
  requestsPerConnection: v.optional(whole(1_000_000, "requests on one connection"), 10_000),
  drainSeconds: v.optional(whole(600, "for what is underway when the server is told to stop"), 10),
});

/** docs/ledger.md. */
const Sealing = v.strictObject({
  runs: v.optional(
    value(v.boolean(), "true or false", "whether this server seals the ledger; false where `cartulary sealer` does"),
    true,
  ),
  intervalMs: v.optional(between(10, 60_000, "milliseconds that an event waits for its seal at most"), 1_000),
  events: v.optional(whole(65_536, "how many events may wait for a seal"), 256),
  urgentMs: v.optional(
    between(0, 10_000, "milliseconds between seals that a signature waits for: others join them meanwhile"),
    10,
  ),
});

/** docs/logins.md. Nothing here lets anybody log in: officers sign for that. */
const Login = v.strictObject({
  attemptsPerName: v.optional(whole(1000, "failed logins in the name of one holder until that name must wait"), 10),
  attemptsPerAddress: v.optional(
    whole(100_000, "failed logins from one address (IPv6: from one /64) until it must wait"),
    50,
  ),
  lockSeconds: v.optional(
    whole(86_400, "how long failed logins are counted, and how long who has too many waits"),
    900,
  ),
  secondFactor: v.optional(
    value(
      v.picklist(SECOND_FACTORS),
      SECOND_FACTORS.join(" or "),
      "who must touch a security key after a password: nobody, who has linked one, everybody",
    ),
    "when-linked",
  ),
  argon2Memory: v.optional(
    between(ARGON2_FLOOR.memory, ARGON2_CEILING.memory, "KiB that Argon2id takes for a verifier made here"),
    ARGON2_DEFAULT.memory,
  ),
  argon2Passes: v.optional(
    between(ARGON2_FLOOR.passes, ARGON2_CEILING.passes, "how often Argon2id passes over them"),
    ARGON2_DEFAULT.passes,
  ),
});

const dn = (about: string) => value(v.pipe(v.string(), v.regex(/^[^=]+=.+$/)), "a distinguished name", about);

/** Where the organisation's people are. What its groups may give signs nothing. */
const Ldap = v.pipe(
  v.strictObject({
    name: value(Slug, "1 to 40 of a-z, 0-9 and inner hyphens", "the directory, as logins name it"),
    url: value(
      v.pipe(v.string(), v.url(), v.regex(/^ldaps?:\/\/[^/?#]+\/?$/)),
      "ldaps://HOST or ldap://HOST, perhaps with a port",
      "where it is",
    ),
    startTls: v.optional(
      value(v.boolean(), "true or false", "whether ldap:// is upgraded to TLS; without it this machine only"),
      true,
    ),
    ca: v.optional(value(Text, "a file", "authorities in PEM to believe about it, and no others")),
    bindDn: dn("the account that looks people up"),
    bindPasswordFile: value(Text, "a file", "its password, 0600"),
    base: dn("below which people are"),
    userAttribute: v.optional(value(LdapAttribute, "an attribute", "what people type"), "uid"),
    idAttribute: v.optional(
      value(
        LdapAttribute,
        "an attribute",
        "what an entry has for ever and no other has; objectGUID in Active Directory",
      ),
      "entryUUID",
    ),
    memberAttribute: v.optional(value(LdapAttribute, "an attribute", "what a group says of its members"), "member"),
    requiredGroup: v.optional(dn("a group: nobody outside of it logs in")),
    roles: v.optional(
      v.strictObject({
        auditor: v.optional(dn("a group whose members have this role while they are logged in")),
        operator: v.optional(dn("a group whose members have this role while they are logged in")),
        requester: v.optional(dn("a group whose members have this role while they are logged in")),
      }),
      {},
    ),
    timeoutSeconds: v.optional(whole(60, "for one login, all of it"), 5),
  }),
  v.forward(
    v.check(
      ({ url, startTls }) => startTls || url.startsWith("ldaps:") || isLoopback(new URL(url).hostname),
      "false is for this machine: passwords would travel in the clear",
    ),
    ["startTls"],
  ),
);

const Session = v.strictObject({
  idleSeconds: v.optional(whole(86_400, "a session without a call ends after so long"), 900),
  absoluteSeconds: v.optional(whole(604_800, "every session ends after so long"), 28_800),
  companionSeconds: v.optional(whole(3600, "within which others join a session after it was opened"), 300),
});

export const ServerSchema = v.strictObject({
  mode: Mode,
  store: Store,
  ledger: v.optional(value(v.string(), "a name", "the ledger's name: what officers on this machine sign for")),
  publicUrl: value(
    PublicUrl,
    "http:// or https:// and no slash at the end",
    "where relying parties fetch CRL, OCSP and AIA; stands in certificates, chosen for life",
  ),
  apiUrl: v.optional(
    value(ApiUrl, "https:// and no slash at the end", "where people and programs reach the API, if not at listen.api"),
  ),
  listen: v.optional(
    v.strictObject({
      api: v.optional(ApiListener, {}),
      public: v.optional(
        v.strictObject({
          host: v.optional(host("address for OCSP, CRL and AIA, plain HTTP"), "127.0.0.1"),
          port: v.optional(port("port for OCSP, CRL and AIA"), 8080),
        }),
        {},
      ),
      ops: v.optional(
        v.strictObject({
          host: v.optional(host("address for /livez, /readyz and metrics, plain HTTP"), "127.0.0.1"),
          port: v.optional(port("port for /livez, /readyz and metrics"), 9090),
        }),
      ),
    }),
    {},
  ),
  trustedProxies: v.optional(
    value(
      v.array(v.pipe(v.string(), v.check(isCidr))),
      "a list of addresses such as 10.0.0.0/8",
      "proxies whose X-Forwarded-For and X-Forwarded-Proto are believed",
    ),
    [],
  ),
  limits: v.optional(Limits, {}),
  login: v.optional(Login, {}),
  session: v.optional(Session, {}),
  sealing: v.optional(Sealing, {}),
  ldap: v.optional(Ldap),
  signer: v.strictObject({
    address: SignerAddress,
    isSupervised: value(v.boolean(), "true or false", "whether serve starts the signer, too"),
  }),
  blockedKeys: v.optional(value(v.array(v.string()), "a list of files", "lists of keys that others have"), []),
  webhooks: v.optional(
    v.strictObject({
      allowsLinkLocal: v.optional(
        value(
          v.boolean(),
          "true or false",
          "whether webhooks may reach link-local addresses, a cloud's credentials among them",
        ),
        false,
      ),
    }),
    {},
  ),
  alarmsSeen: v.optional(
    value(
      v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
      "a position, as the alarm names it",
      "up to which position an operator has looked at the store's alarms",
    ),
  ),
});
export type ServerValues = v.InferOutput<typeof ServerSchema>;

/** One value that can be set: its place, how the environment calls it, and how a text becomes it. */
export type Setting = {
  readonly path: string;
  readonly variable: string;
  readonly kind: "text" | "number" | "boolean" | "list";
  readonly about: string;
  readonly fallback: unknown;
};

const KINDS: Readonly<Record<string, Setting["kind"]>> = { number: "number", boolean: "boolean", array: "list" };

/** `listen.api.port` is `CARTULARY_LISTEN_API_PORT`, `publicUrl` is `CARTULARY_PUBLIC_URL`. */
export const variableOf = (path: string): string =>
  `CARTULARY_${path
    .replace(/[A-Z]/g, (c) => `_${c}`)
    .replaceAll(".", "_")
    .toUpperCase()}`;

/** What the walk looks at in any schema; all of it is there or not by the schema's type. */
type Node = v.GenericSchema & {
  readonly wrapped?: Node;
  readonly default?: unknown;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly options?: readonly unknown[];
};

const settingsIn = (node: Node, path: readonly string[], fallback: unknown): readonly Setting[] => {
  if (node.wrapped !== undefined) return settingsIn(node.wrapped, path, node.default);
  if (node.entries !== undefined)
    return Object.entries(node.entries).flatMap(([name, entry]) => settingsIn(entry, [...path, name], undefined));
  if (node.type === "union") return (node.options as readonly Node[]).flatMap((o) => settingsIn(o, path, fallback));
  const place = path.join(".");
  const about = v.getDescription(node as never) ?? "";
  return [{ path: place, variable: variableOf(place), kind: KINDS[node.type] ?? "text", about, fallback }];
};

/** Every value that there is, in the schema's order. */
export const SETTINGS: readonly Setting[] = settingsIn(ServerSchema as unknown as Node, [], undefined);
