/** cartulary doctor: says in words what is wrong and what to do. */
import { existsSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { Alarm } from "../../domain/ports/event-store.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { reconcileSignatures } from "../../domain/process/reconcile-signatures.ts";
import { endings } from "../../domain/process/terms.ts";
import { untold } from "../../http/alarms.ts";
import { openStore, originOf } from "../../http/compose.ts";
import { readServerConfig, readSignerConfig, signerAddress } from "../../http/config.ts";
import { endingText } from "../../http/ending-text.ts";
import { withoutPassword } from "../eventstoredb/connection-string.ts";
import { connectSigner } from "../signer-socket/client.ts";
import { readIdentity } from "../signer-socket/identity.ts";
import { seenBy } from "../sqlite/read-store.ts";
import { systemClock } from "../system/clock.ts";
import { contextOf } from "./context.ts";
import { chainFindings } from "./doctor-chains.ts";
import { journalFinding } from "./doctor-journal.ts";
import { listenerFindings, tlsFindings } from "./doctor-listeners.ts";
import { FoundExit } from "./exit.ts";
import { type Finding, ill, well } from "./finding.ts";

/** What to do about a fault, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  "store.unavailable": "the store does not answer: is it running, is its address right, is the file there?",
  "store.denied":
    "the store refuses these credentials: look at the user and password, then at `cartulary store prepare`",
  "store.corrupt": "the store is damaged: stop the server, keep everything as it is, restore the last backup elsewhere",
  "store.behind":
    "the store is behind what was read from it, it has lost events or is an older copy: find a newer copy first; only when what is missing is lost for good, stop the server, delete read/ and start it",
  "store.full": "no room for the ledger: make room; nothing was lost, what was refused can be sent again",
  "store.rejected": "this is not the store it was: another ledger, or another kind of store than before",
  "store.connection-string": "the store's address cannot be used",
  "signer.unreachable": 'the signer does not run here: start "cartulary serve" or "cartulary signer"',
  "signer.timeout": "the signer is too slow to answer: look at its log and at the token",
  ENOENT: "a file that belongs here is missing",
  EACCES: "a file cannot be read by this user",
};

const advise = (error: unknown): string => {
  const { code, name, message } = error as { code?: string; name: string; message: string };
  if (code === "tls.unusable") return message;
  if (code === "store.connection-string") return `${ADVICE[code]}: ${message}`;
  return code === undefined ? name : `${ADVICE[code] ?? "unexpected"} (${code})`;
};

const MIN_FREE_BYTES = 256 << 20;

const disk = (home: string): Finding => {
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  const text = `${Math.round(free / (1 << 20))} MiB free`;
  return free < MIN_FREE_BYTES
    ? ill("disk", `${text}: make room before the ledger cannot be written`)
    : well("disk", text);
};

const secrets = (home: string): Finding => {
  const open = ["signer", "api", "vault", "tokens", "tls"].filter(
    (d) => existsSync(join(home, d)) && (statSync(join(home, d)).mode & 0o077) !== 0,
  );
  return open.length > 0
    ? ill("files", `others may read ${open.join(", ")}: chmod 700`)
    : well("files", "secrets are readable by their owner only");
};

const signer = async (home: string): Promise<Finding> => {
  const config = readServerConfig(home);
  const client = connectSigner({
    address: signerAddress(home, config.signer.address),
    identity: () => readIdentity(join(home, "api")),
    timeoutMs: 5_000,
  });
  try {
    const { isReady, reason, module, signatures } = await client.status();
    if (isReady && module)
      return well(
        "signer",
        `ready: ${module.model || module.kind}, token ${module.tokenLabel}, ${signatures} signatures`,
      );
    return ill("signer", `answers, but its module does not (${reason}): is the token there, is the PIN right?`);
  } catch (fault) {
    return ill("signer", advise(fault));
  } finally {
    client.close();
  }
};

/** What the signer's journal has beside what the ledger has. */
const journal = async (home: string): Promise<Finding> => {
  const config = readServerConfig(home);
  const store = await openStore(home, config.store, { readOnly: true });
  const client = connectSigner({
    address: signerAddress(home, config.signer.address),
    identity: () => readIdentity(join(home, "api")),
    timeoutMs: 30_000,
  });
  try {
    return journalFinding(await reconcileSignatures(store, client, systemClock));
  } finally {
    client.close();
    await store.close();
  }
};

/** How many alarms are told one by one. */
const TOLD = 10;

const describe = ({ kind, stream, position }: Alarm): string => `${kind} ${stream} at ${position}`;

const store = async (home: string): Promise<Finding> => {
  const { store: name, alarmsSeen } = readServerConfig(home);
  const opened = await openStore(home, name, { readOnly: true });
  try {
    const alarms = untold((await opened.tampering?.audit()) ?? [], alarmsSeen);
    if (alarms.length > 0) {
      const more = alarms.length > TOLD ? ` and ${alarms.length - TOLD} more` : "";
      return ill("store", `changed behind the ledger's back: ${alarms.slice(0, TOLD).map(describe).join("; ")}${more}`);
    }
    const origin = await originOf(opened);
    const file = join(home, "read/read.sqlite");
    const seen = existsSync(file) ? seenBy(file) : undefined;
    if (seen !== undefined && (origin === undefined || origin === seen.ledger)) await opened.readAll(seen.newest, 0);
    return well("store", withoutPassword(name));
  } finally {
    await opened.close();
  }
};

/** The ledger itself, and what ends by itself of what stands in it. */
const ledger = async (home: string): Promise<readonly Finding[]> => {
  const store = await openStore(home, readServerConfig(home).store, { readOnly: true });
  try {
    const { events, findings, open, terms } = await checkLedger(store);
    if (findings.length > 0)
      return [ill("ledger", `${findings.length} findings: run "cartulary ledger check" and keep the file as it is`)];
    const ending = endings(terms, systemClock.now()).map((e) => ill(e.kind, endingText(e)));
    const sound = `${events} events, all sound${open.length > 0 ? `, ${open.length} open intents` : ""}`;
    return [
      well("ledger", sound),
      ...(ending.length > 0 ? ending : [well("terms", `of ${terms.length} that end by themselves none does soon`)]),
    ];
  } finally {
    await store.close();
  }
};

const chains = async (home: string): Promise<readonly Finding[]> => {
  const { store: name, publicUrl } = readServerConfig(home);
  const store = await openStore(home, name, { readOnly: true });
  try {
    return await chainFindings(store, publicUrl);
  } finally {
    await store.close();
  }
};

const clock = async (home: string): Promise<Finding> => {
  const store = await openStore(home, readServerConfig(home).store, { readOnly: true });
  try {
    const rows = await store.readStream("governance");
    const at = /"at":"([^"]+)"/.exec(Buffer.from(rows.at(-1)?.bytes ?? []).toString("utf8"))?.[1];
    const isBehind = at !== undefined && Date.parse(at) > Date.now() + 60_000;
    return isBehind
      ? ill("clock", `this machine's clock is behind the ledger (${at}): set it`)
      : well("clock", new Date().toISOString());
  } finally {
    await store.close();
  }
};

type Findings = Finding | readonly Finding[];

const attempt = async (check: string, work: () => Findings | Promise<Findings>): Promise<readonly Finding[]> => {
  try {
    return [await work()].flat();
  } catch (error) {
    return [ill(check, advise(error))];
  }
};

const doctor = async (command: Command): Promise<void> => {
  const { home, out } = contextOf(command);
  readServerConfig(home);
  readSignerConfig(home);
  const findings = [
    ...(await attempt("disk", () => disk(home))),
    ...(await attempt("files", () => secrets(home))),
    ...(await attempt("store", () => store(home))),
    ...(await attempt("clock", () => clock(home))),
    ...(await attempt("ledger", () => ledger(home))),
    ...(await attempt("signer", () => signer(home))),
    ...(await attempt("journal", () => journal(home))),
    ...(await attempt("tls", () => tlsFindings(readServerConfig(home)))),
    ...(await attempt("chains", () => chains(home))),
    ...(await attempt("server", () => listenerFindings(readServerConfig(home)))),
  ];
  out.result(
    findings,
    findings.map((f) => `${f.isWell ? "well" : "ILL "}  ${f.check.padEnd(9)} ${f.says}`),
  );
  if (findings.some((f) => !f.isWell)) throw new FoundExit("doctor.findings", "something needs attention");
};

export const addDoctor = (program: Command): void => {
  program
    .command("doctor")
    .description(
      "check disk, files, clock, ledger, what ends soon, signer, and what relying parties see, and say what to do",
    )
    .action((_options, command: Command) => doctor(command));
};
