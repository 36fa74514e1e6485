/** Real processes: a home directory, a server with its signer, and an HTTP client. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setDefaultCACertificates } from "node:tls";
import { fileURLToPath } from "node:url";
import { encodePem } from "../../domain/pki/pem.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { localApiUrl, urlOf } from "../../http/addresses.ts";
import { readServerConfig } from "../../http/config.ts";
import { tlsFiles } from "../../http/tls-files.ts";
import { makeCsr } from "./csr.ts";
import { makeOfficer, signed, type TestOfficer } from "./officer.ts";
import { LEDGER } from "./world.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));

export type Home = {
  readonly path: string;
  /** The SQLite file that events end up in: the ledger's own, or the EventStoreDB facade's. */
  readonly file: string;
  readonly alice: TestOfficer;
  readonly bob: TestOfficer;
  /** Of the API; the test process trusts its certificate. */
  readonly url: string;
  /** Of OCSP, CRL and AIA. */
  readonly publicUrl: string;
  readonly remove: () => void;
};

const cartularyIn = (environment: NodeJS.ProcessEnv, home: string, args: readonly string[]): string =>
  execFileSync(launcher, ["--home", home, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: environment,
  });

export const cartulary = (home: string, ...args: readonly string[]): string => cartularyIn(process.env, home, args);

/** Where a home's server answers, from this machine. From now on this process trusts the home's own certificate. */
export const addressesOf = (path: string): Pick<Home, "url" | "publicUrl"> => {
  const config = readServerConfig(path);
  const file = tlsFiles(config)?.certificate;
  if (file !== undefined) {
    trusted.push(readFileSync(file, "utf8"));
    // Of a test's servers only: Node's own list takes 30 ms to set.
    setDefaultCACertificates(trusted);
  }
  const { host, port } = config.listen.public;
  return { url: localApiUrl(config), publicUrl: urlOf("http", host === "0.0.0.0" ? "127.0.0.1" : host, port) };
};
const trusted: string[] = [];

/** A store elsewhere, and the file behind it that tests look into. */
export type StoreElsewhere = { readonly url: string; readonly file: string };

/** A founded home: SoftHSM2 token, officers alice and bob, tokens for an operator, alice, and a service. */
export const makeHome = (moduleKind: "softhsm" | "softkey" = "softhsm", store?: StoreElsewhere): Home => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-home-"));
  const path = join(directory, "data");
  const officers = [makeOfficer("alice"), makeOfficer("bob", "p256")] as const;
  const founders = officers.flatMap((o) => {
    const file = join(directory, `${o.id}.pem`);
    writeFileSync(file, o.key.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
    return ["--founder", `${o.id}=${file}`];
  });
  const tokens = ["operator:admin", "officer:alice", "service:web"].flatMap((t) => ["--token", t]);
  // Only the set-up is told: it writes the store into both configurations.
  const environment = store === undefined ? process.env : { ...process.env, CARTULARY_STORE: store.url };
  cartularyIn(environment, path, ["init", ...founders, ...tokens, "--module", moduleKind, "--ledger", LEDGER]);
  return {
    ...addressesOf(path),
    path,
    file: store?.file ?? join(path, "ledger/ledger.sqlite"),
    alice: officers[0],
    bob: officers[1],
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
};

export type RunningServer = {
  readonly child: ChildProcess;
  readonly signerPid: () => number;
  readonly stop: () => Promise<number | null>;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const until = async <T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 30_000,
): Promise<T> => {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`did not happen in time: ${what}`);
    await pause(50);
  }
};

/** Children of a process, by their parent's number in /proc. */
const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);

type Health = { readonly status: string; readonly signer: string };

export const startServer = async (home: Home, timeoutMs?: number): Promise<RunningServer> => {
  const log = openSync(join(home.path, "server.log"), "a");
  const child = spawn(launcher, ["--home", home.path, "serve"], { stdio: ["ignore", log, log] });
  closeSync(log);
  const said = (): string => readFileSync(join(home.path, "server.log"), "utf8").slice(-2_000);
  let seen: unknown;
  await until(
    "the server is ready",
    async () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${said()}`);
      const health = (await fetch(`${home.url}/readyz`)
        .then((r) => r.json())
        .catch((error: unknown) => {
          seen = String((error as Error).cause ?? error);
        })) as Health | undefined;
      seen = health ?? seen;
      return health?.status === "ready" && health.signer === "ready" ? true : undefined;
    },
    timeoutMs,
  ).catch((late: unknown) => {
    throw new Error(`${String(late)}; last seen ${JSON.stringify(seen)}; its log: ${said()}`);
  });
  return {
    child,
    signerPid: () => childrenOf(child.pid ?? 0)[0] ?? 0,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
        child.once("exit", (code) => resolve(code));
        child.kill("SIGTERM");
      }),
  };
};

/** The signer alone, as the server would start it. Resolves when it is ready. */
export const startSigner = async (home: Home): Promise<{ readonly stop: () => Promise<void> }> => {
  const log = openSync(join(home.path, "signer.log"), "a");
  const child = spawn(launcher, ["--home", home.path, "signer"], { stdio: ["ignore", log, log] });
  closeSync(log);
  const said = () => readFileSync(join(home.path, "signer.log"), "utf8");
  const before = said().length;
  await until("the signer is ready", () => {
    if (child.exitCode !== null) throw new Error(`the signer ended: ${said()}`);
    return said().slice(before).includes("the signer is ready") ? true : undefined;
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
};

export type Answer = {
  readonly status: number;
  readonly body: Record<string, never> & { readonly [k: string]: unknown };
};

export const tokenOf = (home: Home, holder: string): string =>
  readFileSync(join(home.path, "tokens", `${holder.replace(":", "-")}.token`), "utf8").trim();

/** One API call; a server that is gone gives status 0. */
export const call = async (
  home: Home,
  holder: string,
  path: string,
  body?: unknown,
  key: string = randomUUID(),
): Promise<Answer> => {
  try {
    const response = await fetch(`${home.url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${tokenOf(home, holder)}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer["body"] };
  } catch {
    return { status: 0, body: {} };
  }
};

/** An approval of a request as the server describes it. */
export const approvalOf = async (home: Home, id: string, officer: TestOfficer) => {
  const { body } = await call(home, "operator:admin", `/v1/requests/${id}`);
  return signed(officer, body.statement as unknown as Subject);
};

export const approveBoth = async (home: Home, id: string): Promise<Answer> => {
  await call(home, "operator:admin", `/v1/requests/${id}/approvals`, await approvalOf(home, id, home.alice));
  return call(home, "operator:admin", `/v1/requests/${id}/approvals`, await approvalOf(home, id, home.bob));
};

export const makeAuthorities = async (home: Home): Promise<void> => {
  for (const body of [
    { id: "root", kind: "root", name: "CN=Root" },
    { id: "web-ca", kind: "issuing", name: "CN=Web CA", parent: "root" },
  ]) {
    const created = await call(home, "operator:admin", "/v1/authorities", body);
    const done = await approveBoth(home, created.body.request as unknown as string);
    if ((done.body.state as unknown) !== "fulfilled")
      throw new Error(`authority ${body.id}: ${JSON.stringify(done.body)}`);
  }
};

export const submission = async () => ({
  authority: "web-ca",
  profile: "tls-server",
  csr: encodePem("CERTIFICATE REQUEST", await makeCsr()),
});

/** The events behind a ledger, read from outside while others write: what is on disk, whoever was told. */
export const openLedger = (home: Home) => {
  const db = new DatabaseSync(home.file, { readOnly: true });
  // What EventStoreDB writes for itself has a dollar in front.
  const ours = "type NOT LIKE '$%'";
  const size = db.prepare(`SELECT count(*) AS n FROM event WHERE ${ours}`);
  const types = db.prepare(`SELECT type FROM event WHERE ${ours} ORDER BY position LIMIT -1 OFFSET ?`);
  return {
    size: (): number => Number(size.get()?.n),
    typesAfter: (count: number): readonly string[] => types.all(count).map((r) => r.type as string),
    close: () => db.close(),
  };
};
