/** The server of the demo, and its signer. */
import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setDefaultCACertificates } from "node:tls";
import { DemoFailure, file, home, json, launcher } from "./stage.ts";

/** Generous: two programs start, on whatever machine. */
const START_MS = 60_000;

/** Starts the server and waits until it and its signer are ready. */
export const startServer = async (): Promise<{
  readonly server: ChildProcess;
  readonly url: string;
  readonly publicUrl: string;
}> => {
  const log = openSync(file("server.log"), "a");
  const server = spawn(launcher, ["--home", home, "serve"], { stdio: ["ignore", log, log] });
  const { apiUrl: url, publicUrl } = json<{ apiUrl: string; publicUrl: string }>("config", "check");
  // The server's own certificate, and nobody else's.
  setDefaultCACertificates([readFileSync(join(home, "tls/own.crt"), "utf8")]);
  for (const end = Date.now() + START_MS; Date.now() < end; ) {
    if (server.exitCode !== null) throw new DemoFailure(`the server ended; see ${file("server.log")}`);
    const health = await fetch(`${url}/readyz`)
      .then((r) => r.json() as Promise<{ status: string; signer: string }>)
      .catch(() => undefined);
    if (health?.status === "ready" && health.signer === "ready") return { server, url, publicUrl };
    await new Promise((resolve_) => setTimeout(resolve_, 100));
  }
  await stopServer(server);
  throw new DemoFailure(`the server did not become ready; see ${file("server.log")}`);
};

export const stopServer = (server: ChildProcess): Promise<void> =>
  new Promise((resolve_) => {
    if (server.exitCode !== null) return resolve_();
    server.once("exit", () => resolve_());
    server.kill("SIGTERM");
  });
