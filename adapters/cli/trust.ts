/**
 * Whom a command believes about the server: for the local one exactly the certificate in its home, for another what
 * `--server-ca` names, else the authorities that come with Node. A token is sent to nobody else, and never in the clear.
 */
import { readFileSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";
import { isLoopback, readServerConfig } from "../../http/config.ts";
import { tlsFiles } from "../../http/tls-files.ts";
import type { CliContext } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

const trustFile = (file: string): void => {
  let pem: string;
  try {
    pem = readFileSync(file, "utf8");
  } catch {
    throw new CliExit(
      EXIT.usage,
      "cli.no-server-ca",
      `${file} cannot be read: it should hold the certificates to trust, in PEM`,
    );
  }
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (certificates === null) throw new CliExit(EXIT.usage, "cli.no-server-ca", `${file} holds no certificate in PEM`);
  try {
    setDefaultCACertificates(certificates);
  } catch {
    throw new CliExit(EXIT.usage, "cli.no-server-ca", `${file} holds no certificate that can be read`);
  }
};

/** Before anything is sent to `url`. */
export const trustServer = ({ home, options }: CliContext, url: string): void => {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CliExit(EXIT.usage, "cli.no-server", "--server is a URL such as https://pki.example:8443");
  const { protocol, hostname } = new URL(url);
  if (protocol === "http:") {
    if (isLoopback(hostname.replace(/^\[|\]$/g, ""))) return;
    throw new CliExit(
      EXIT.usage,
      "cli.server-insecure",
      "the token would travel in the clear: give --server with https://",
    );
  }
  const own = options.server === undefined ? tlsFiles(readServerConfig(home))?.certificate : undefined;
  const file = options.serverCa ?? own;
  if (file !== undefined) trustFile(file);
};

/** What OpenSSL and Node call a certificate that is not believed. */
const UNTRUSTED =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID|INVALID_|PATH_LENGTH_|HOSTNAME_)/;

/** A call that failed because of the server's certificate, as an exit that says what to do; undefined for others. */
export const untrustedExit = (url: string, error: unknown): CliExit | undefined => {
  const { code } = ((error as { cause?: unknown }).cause ?? {}) as { code?: unknown };
  if (typeof code !== "string" || !UNTRUSTED.test(code)) return undefined;
  return new CliExit(
    EXIT.unavailable,
    "cli.server-untrusted",
    `the certificate of ${url} is not trusted (${code}), and nothing was sent: give the file of its authority, or its own certificate (tls/own.crt in the server's home), as --server-ca or CARTULARY_SERVER_CA`,
  );
};
