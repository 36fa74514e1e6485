/** A witness as its operator runs it: killed without warning, started again, and started twice by mistake. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { witnessClient } from "../../adapters/witness-http/client.ts";
import { askLast, witnessCheckpoint } from "../../domain/process/witness-checkpoint.ts";
import { makeLog, type TestLog } from "../support/transparency-log.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "witness-e2e-"));
const directory = join(home, "w");
const cli = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(launcher, ["--json", "witness", ...args], { encoding: "utf8" });
  return { status, stdout, text: `${stdout}${stderr}` };
};

const processes = new Set<ChildProcess>();
afterAll(() => {
  for (const p of processes) p.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

type Started = { readonly url: string; readonly end: (signal: NodeJS.Signals) => Promise<number | null> };
const start = async (): Promise<Started> => {
  const args = [
    "witness",
    "run",
    "--directory",
    directory,
    "--listen",
    "127.0.0.1:0",
    "--origin-keys",
    join(home, "logs"),
  ];
  const child = spawn(launcher, args, { stdio: ["ignore", "ignore", "pipe"] });
  processes.add(child);
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  let said = "";
  const url = await new Promise<string>((done, fail) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const [, found] = /"url":"([^"]+)"/.exec(said) ?? [];
      if (found !== undefined) done(found);
    });
    void ended.then(() => fail(new Error(said)));
  });
  return {
    url,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
};

test("is made once, keeps its key to itself, and goes back neither killed nor doubled", {
  timeout: 60_000,
}, async () => {
  const made = cli("init", "witness.example/w1", "--directory", directory);
  expect(made.status).toBe(0);
  const { vkey } = JSON.parse(made.stdout) as { vkey: string };
  expect(statSync(join(directory, "witness.key")).mode & 0o777).toBe(0o600);
  expect(cli("init", "witness.example/w1", "--directory", directory)).toMatchObject({ status: 2 });
  expect(cli("run", "--directory", directory).text).toContain("give the key of a log");
  expect(cli("run", "--directory", directory, "--origin-key", vkey).text).toContain("log's verifier key");

  const log = makeLog(`test/ledger/${"ab".repeat(32)}`, 5);
  writeFileSync(join(home, "logs"), `# the house's own\n${log.vkey}\n`);
  const client = witnessClient();
  const ask = (url: string, by: TestLog) =>
    witnessCheckpoint({ client, prove: by.prove, lastSize: () => 5 }, [{ vkey, url }], by.checkpoint());

  const [one, two] = await Promise.all([start(), start()]);
  expect(
    (await askLast({ client, prove: log.prove }, [{ vkey, url: one.url }], log.checkpoint())).cosigned,
  ).toHaveLength(1);
  const forks = Array.from({ length: 10 }, (_, i) => {
    const fork = log.fork();
    fork.push(`mine ${i}`);
    return fork;
  });
  const answers = await Promise.all(forks.map((fork, i) => ask((i % 2 === 0 ? one : two).url, fork)));
  const winners = forks.filter((_, i) => answers[i]?.cosigned.length === 1);
  expect(winners).toHaveLength(1);
  await Promise.all([one.end("SIGKILL"), two.end("SIGKILL")]);

  const again = await start();
  for (const fork of forks) {
    const { cosigned, behind } = await ask(again.url, fork);
    expect([cosigned.length, behind.length]).toEqual(fork === winners[0] ? [1, 0] : [0, 1]);
  }
  expect(await again.end("SIGTERM")).toBe(0);
});
