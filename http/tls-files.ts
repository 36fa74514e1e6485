/** Where the API's certificate and key lie. */
import { resolve } from "node:path";
import type { ServerConfig } from "./config.ts";

type TlsPlace = Pick<ServerConfig, "home"> & {
  readonly listen: { readonly api: Pick<ServerConfig["listen"]["api"], "tls"> };
};
type TlsFiles = { readonly certificate: string; readonly key: string };

const OWN = { certificate: "tls/own.crt", key: "tls/own.key" } as const;

/** undefined when TLS is not spoken here. The certificate is what clients may trust. */
export const tlsFiles = ({ home, listen }: TlsPlace): TlsFiles | undefined => {
  const { tls } = listen.api;
  if (tls === "off") return undefined;
  const { certificate, key } = tls === "own" ? OWN : tls;
  return { certificate: resolve(home, certificate), key: resolve(home, key) };
};
