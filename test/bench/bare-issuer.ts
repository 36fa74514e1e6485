/**
 * The yardstick's first process: a bare loop of the parts that issuing cannot do without, so many in flight. Read and
 * verify the CSR; append durably what a real issuance appended, in as many appends, grouped; have the TBSCertificate signed
 * by the second process; verify. No rules, no folds, no HTTP.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { expectOk } from "../../domain/kernel/result.ts";
import { parseCsr, verifyCsr } from "../../domain/pki/csr.ts";
import { decodePem } from "../../domain/pki/pem.ts";
import { inFlight } from "./http-load.ts";

/** What it is told once, as its first message. */
export type BareStart = {
  readonly file: string;
  readonly signer: readonly string[];
  /** SubjectPublicKeyInfo of the signing key, base64url. */
  readonly spki: string;
  /** Bodies of requests as the API gets them. */
  readonly requests: readonly string[];
  readonly width: number;
  /** The appends of one issuance: texts of events, and after which of them the signature is made. */
  readonly appends: readonly (readonly string[])[];
  readonly signAfter: number;
  readonly tbs: string;
};

type Waiting = { readonly rows: readonly [string, Buffer][]; readonly done: () => void };

/** Appends that come while one is written go together in the next. */
const groupCommit = (file: string) => {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  db.exec("CREATE TABLE IF NOT EXISTS e (i INTEGER PRIMARY KEY, stream TEXT, bytes BLOB)");
  db.exec("CREATE INDEX IF NOT EXISTS s ON e (stream)");
  const insert = db.prepare("INSERT INTO e (stream, bytes) VALUES (?, ?)");
  let queue: Waiting[] = [];
  const flush = (): void => {
    const batch = queue;
    queue = [];
    db.exec("BEGIN IMMEDIATE");
    for (const { rows } of batch) for (const row of rows) insert.run(...row);
    db.exec("COMMIT");
    for (const { done } of batch) done();
  };
  return (rows: readonly [string, Buffer][]): Promise<void> =>
    new Promise((done) => {
      if (queue.length === 0) setImmediate(flush);
      queue.push({ rows, done });
    });
};

const remoteSigner = (args: readonly string[]) => {
  const path = fileURLToPath(new URL("bare-signer.ts", import.meta.url));
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", path, ...args],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  // Nobody would ever answer what waits.
  child.once("exit", (code) => code !== 0 && process.exit(1));
  const waiting = new Map<number, (signature: string) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, signature } = JSON.parse(line) as { id: number; signature: string };
    waiting.get(id)?.(signature);
    waiting.delete(id);
  });
  let last = 0;
  return {
    sign: (stream: string, message: string): Promise<string> =>
      new Promise((resolve) => {
        const id = ++last;
        waiting.set(id, resolve);
        child.stdin.write(`${JSON.stringify({ id, stream, message })}\n`);
      }),
    end: () => child.stdin.end(),
  };
};

const start = (told: BareStart) => {
  const append = groupCommit(told.file);
  const signer = remoteSigner(told.signer);
  const spki = { key: Buffer.from(told.spki, "base64url"), format: "der", type: "spki" } as const;
  const publicKey = createPublicKey(spki);
  const tbs = Buffer.from(told.tbs, "base64");
  let count = 0;
  const issue = async (body: string): Promise<void> => {
    const { csr } = JSON.parse(body) as { csr: string };
    expectOk(verifyCsr(expectOk(parseCsr(expectOk(decodePem(csr, "CERTIFICATE REQUEST"))))));
    const stream = `request-${++count}`;
    for (const [i, texts] of told.appends.entries()) {
      await append(texts.map((text) => [stream, Buffer.from(text)]));
      if (i !== told.signAfter) continue;
      const signature = await signer.sign(stream, told.tbs);
      if (!verify("sha256", tbs, publicKey, Buffer.from(signature, "base64"))) throw new Error("does not verify");
    }
  };
  return { run: () => inFlight(told.requests, told.width, issue), end: signer.end };
};

let bare: ReturnType<typeof start> | undefined;
const round = async (): Promise<void> => {
  const begun = performance.now();
  await bare?.run();
  process.send?.((performance.now() - begun) / 1000);
};
process.on("message", (message: BareStart | "run" | "end") => {
  if (message === "run") void round();
  else if (message === "end") {
    bare?.end();
    process.disconnect();
  } else {
    bare = start(message);
    process.send?.(0);
  }
});
