/** The two forms of the server's file: TOML as it is written now, JSON as older homes have it. Pure. */
import { stringify } from "smol-toml";
import type { ServerValues } from "./config-schema.ts";

type Old = { readonly listen?: unknown; readonly [name: string]: unknown };

const LAST_PORT = 65_535;
const isOldListener = (l: unknown): l is { readonly host: unknown; readonly port: unknown } =>
  typeof l === "object" && l !== null && "host" in l && "port" in l;

/**
 * A `cartulary.json` of before each role had an address. What stands in certificates points to the old one, so OCSP, CRL
 * and AIA stay there, and the API, which is HTTPS now, moves to the port beside it.
 */
export const upgraded = (old: Old): unknown => {
  const { listen, ...rest } = old;
  if (!isOldListener(listen)) return old;
  const { host, port } = listen;
  const beside = typeof port === "number" && port > 0 ? (port < LAST_PORT ? port + 1 : port - 1) : port;
  return { ...rest, listen: { api: { host, port: beside }, public: { host, port } } };
};

export type NewConfig = Pick<ServerValues, "mode" | "store" | "publicUrl" | "signer"> & {
  readonly ledger: string;
  readonly listen: {
    readonly api: { readonly host: string; readonly port: number };
    readonly public: { readonly host: string; readonly port: number };
  };
};

const line = (name: string, value: unknown): string => stringify({ [name]: value }).trimEnd();

/** What `cartulary init` writes: what was decided, a word on each, and nothing that is a default anyway. */
export const configText = ({ mode, store, ledger, publicUrl, listen, signer }: NewConfig): string => `\
# The server's configuration. docs/configuration.md tells what else there is; each value can also come from the
# environment (listen.api.port: CARTULARY_LISTEN_API_PORT) or from "cartulary serve --set listen.api.port=8443".
# "cartulary config show" prints every value in force and where it came from.

# production refuses what is only for trying out
${line("mode", mode)}
# where the ledger is; signer/signer.json names it, too
${line("store", store)}
# the ledger's name: what officers on this machine sign for
${line("ledger", ledger)}
# where relying parties fetch CRL, OCSP and AIA: stands in certificates, so it is chosen for life
${line("publicUrl", publicUrl)}

# HTTPS, for people and programs. tls = "own" is a certificate that Cartulary makes and renews (tls/); give
# { certificate = "FILE", key = "FILE" } for one of yours.
[listen.api]
${line("host", listen.api.host)}
${line("port", listen.api.port)}
tls = "own"

# plain HTTP, for relying parties: OCSP, CRL and AIA are signed, and nothing else is answered here
[listen.public]
${line("host", listen.public.host)}
${line("port", listen.public.port)}

[signer]
${line("address", signer.address)}
# false: the signer is started elsewhere (cartulary signer)
${line("isSupervised", signer.isSupervised)}
`;
