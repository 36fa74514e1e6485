/** Where the server is reached, as others are told. */
import { isLoopback, type ServerConfig } from "./config.ts";

export const urlOf = (scheme: "http" | "https", host: string, port: number): string =>
  `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;

const EVERY_ADDRESS: readonly string[] = ["0.0.0.0", "::"];
const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, "");

/** Of the API, for people and programs elsewhere. `port`: the one that was bound. */
export const apiUrlOf = (config: ServerConfig, port = config.listen.api.port): string => {
  const { host, tls } = config.listen.api;
  if (config.apiUrl !== undefined) return config.apiUrl;
  // A proxy on this machine speaks TLS for us: where, only its operator knows. The usual port is the best guess.
  if (tls === "off") return `https://${new URL(config.publicUrl).hostname}`;
  return urlOf("https", EVERY_ADDRESS.includes(host) ? hostOf(config.publicUrl) : host, port);
};

/** Of the API, from this machine. A given certificate names other hosts than this one's addresses. */
export const localApiUrl = (config: ServerConfig): string => {
  const { host, port, tls } = config.listen.api;
  if (typeof tls === "object" && config.apiUrl !== undefined) return config.apiUrl;
  const at = EVERY_ADDRESS.includes(host) ? (host === "::" ? "::1" : "127.0.0.1") : host;
  return urlOf(tls === "off" ? "http" : "https", at, port);
};

/** The addresses that it listens on, by role, for those who look from this machine. */
export const localUrls = (config: ServerConfig): readonly { readonly role: string; readonly url: string }[] => {
  const { public: pub, ops } = config.listen;
  const plain = (host: string, port: number): string =>
    urlOf("http", EVERY_ADDRESS.includes(host) ? (host === "::" ? "::1" : "127.0.0.1") : host, port);
  return [
    { role: "api", url: localApiUrl(config) },
    { role: "public", url: plain(pub.host, pub.port) },
    ...(ops === undefined ? [] : [{ role: "ops", url: plain(ops.host, ops.port) }]),
  ];
};

/** Whether others reach the listener for health and metrics, which asks nobody who they are. */
export const isOpsOpen = (config: ServerConfig): boolean =>
  config.listen.ops !== undefined && !isLoopback(config.listen.ops.host);
