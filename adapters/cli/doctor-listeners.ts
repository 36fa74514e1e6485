/** What `cartulary doctor` sees of the server from outside: the API's certificate, and each address. */
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { setDefaultCACertificates } from "node:tls";
import { localUrls } from "../../http/addresses.ts";
import type { ServerConfig } from "../../http/config.ts";
import { tlsFiles } from "../../http/tls-files.ts";
import { certificateTroubles, leafOf, mustFit } from "../tls/material.ts";
import { type Finding, ill, well } from "./finding.ts";

const TLS_ADVICE = 'if it is Cartulary\'s own, "cartulary serve" renews it; else put a new one in its place';
const EVERY_ADDRESS: readonly string[] = ["0.0.0.0", "::"];

/** The certificate of the API: key, names, time, and who may read the key. */
export const tlsFindings = (config: ServerConfig): readonly Finding[] => {
  const files = tlsFiles(config);
  if (files === undefined) return [well("tls", "off: a proxy on this machine speaks it")];
  const material = { certificate: readFileSync(files.certificate, "utf8"), key: readFileSync(files.key, "utf8") };
  mustFit(material, files);
  const leaf = leafOf(material, files.certificate);
  const { host } = config.listen.api;
  // A given certificate names the service, not where it listens.
  const name = config.apiUrl === undefined ? host : new URL(config.apiUrl).hostname;
  const troubles = certificateTroubles(leaf, EVERY_ADDRESS.includes(name) ? undefined : name, Date.now());
  const findings = troubles.map((t) => ill("tls", `the API's certificate ${t}: ${TLS_ADVICE}`));
  if ((statSync(files.key).mode & 0o077) !== 0) findings.push(ill("tls", `others may read ${files.key}: chmod 600`));
  return findings.length > 0 ? findings : [well("tls", `the API's certificate is good until ${leaf.validTo}`)];
};

/** Whether the address could be listened on; why not, as the system calls it. */
const probe = (url: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen(Number(port), hostname.replace(/^\[|\]$/g, ""), () => server.close(() => resolve(undefined)));
  });

const WHY_NOT: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program has this address: give another port in the configuration, or stop it",
  EACCES: "this user may not listen there: ports below 1024 need a right, or a proxy in front",
  EADDRNOTAVAIL: "this machine has no such address",
};

type Health = { readonly status?: unknown; readonly reasons?: readonly string[] };

const ask = async (url: string): Promise<Health | undefined> => {
  try {
    return (await (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) })).json()) as Health;
  } catch {
    return undefined;
  }
};

/** Each address: our server answers, or it is free for it. The server's own words are told once. */
export const listenerFindings = async (config: ServerConfig): Promise<readonly Finding[]> => {
  const files = tlsFiles(config);
  if (files !== undefined) setDefaultCACertificates([readFileSync(files.certificate, "utf8")]);
  const out: Finding[] = [];
  let said: Health | undefined;
  for (const { role, url } of localUrls(config)) {
    const health = await ask(url);
    const isOurs = Array.isArray(health?.reasons);
    if (isOurs) said = health;
    const code = isOurs || new URL(url).port === "0" ? undefined : await probe(url);
    if (code === undefined)
      out.push(well(`${role}`, isOurs ? `answers at ${url}` : `does not run; ${url} is free for it`));
    else out.push(ill(role, `${url}: ${WHY_NOT[code] ?? `cannot be listened on (${code})`}`));
  }
  if (said?.reasons === undefined) return [...out, well("server", "does not run")];
  const { status, reasons } = said;
  return [
    ...out,
    reasons.length > 0 ? ill("server", `${status}: ${reasons.join("; ")}`) : well("server", String(status)),
  ];
};
