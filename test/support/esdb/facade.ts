/** Starts the facade's process for a test, or takes the real server that `ESDB_TEST_URL` names. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Fault, Nature } from "./faults.ts";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

/** A real server to use instead, such as `esdb://127.0.0.1:2113?tls=false`. */
export const realServer = process.env.ESDB_TEST_URL;

/** How long a test that does much may take: longer where the server is a real one. */
export const patience = (ms: number): number => (realServer === undefined ? ms : 10 * ms);

export class FacadeProcess {
  readonly directory = mkdtempSync(join(tmpdir(), "cartulary-esdb-"));
  readonly #tlsDirectory: string | undefined;
  #child: ChildProcess | undefined;
  #number = 0;
  port = 0;

  /** Where it keeps its events. */
  get file(): string {
    return join(this.directory, "node.sqlite");
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  constructor(tlsDirectory?: string) {
    this.#tlsDirectory = tlsDirectory;
  }

  async start(): Promise<this> {
    const args = [this.file, String(this.port)];
    const child = fork(main, this.#tlsDirectory === undefined ? args : [...args, this.#tlsDirectory], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#child = child;
    const said = await new Promise<{ port: number }>((resolve, reject) => {
      child.once("message", (m) => resolve(m as { port: number }));
      child.once("exit", (code) => reject(new Error(`the facade ended with ${code}`)));
    });
    this.port = said.port;
    return this;
  }

  url(namespace = ""): string {
    const options = [
      ...(this.#tlsDirectory === undefined ? ["tls=false"] : []),
      ...(namespace ? [`namespace=${namespace}`] : []),
    ];
    const host = this.#tlsDirectory === undefined ? "127.0.0.1" : "localhost";
    return `esdb://${host}:${this.port}${options.length > 0 ? `?${options.join("&")}` : ""}`;
  }

  #tell(message: object): Promise<void> {
    const number = ++this.#number;
    const child = this.#child;
    return new Promise((resolve) => {
      const heard = (m: unknown): void => {
        if ((m as { done?: number }).done !== number) return;
        child?.off("message", heard);
        resolve();
      };
      child?.on("message", heard);
      child?.send({ ...message, number });
    });
  }

  fault(fault: Fault): Promise<void> {
    return this.#tell({ fault });
  }

  nature(nature: Nature): Promise<void> {
    return this.#tell({ nature });
  }

  clear(): Promise<void> {
    return this.#tell({ clear: true });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends at once, as a power cut would end it; `start` brings it back on the same port. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export type EsdbServer = {
  readonly url: (namespace?: string) => string;
  readonly stop: () => Promise<void>;
};

/** The real server where one is named, else the facade. */
export const startEsdb = async (): Promise<EsdbServer> => {
  if (realServer === undefined) {
    const facade = await new FacadeProcess().start();
    return { url: (n) => facade.url(n), stop: () => facade.remove() };
  }
  const real = realServer;
  return {
    url: (n) => (n === undefined ? real : `${real}${real.includes("?") ? "&" : "?"}namespace=${n}`),
    stop: async () => undefined,
  };
};
