/** Where the demo plays, and how its steps run commands and tell what came of them. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const launcher = join(root, "bin/cartulary");
export const directory = resolve(process.env.CARTULARY_DEMO ?? join(root, ".demo"));
export const home = join(directory, "data");
export const file = (name: string): string => join(directory, name);

export class DemoFailure extends Error {}

/**
 * The store of this demo. On an EventStoreDB it gets a namespace of its own, kept with its data, so that demos and other
 * ledgers on the same server do not meet.
 */
export const chooseStore = (): string | undefined => {
  const given = process.env.CARTULARY_STORE;
  if (given === undefined || !given.startsWith("esdb") || /[?&]namespace=/i.test(given)) return given;
  const path = file("namespace");
  if (!existsSync(path)) writeFileSync(path, `demo${randomBytes(4).toString("hex")}`);
  return `${given}${given.includes("?") ? "&" : "?"}namespace=${readFileSync(path, "utf8")}`;
};

/** For people to read and for terminals to keep: without the password. */
export const storeText = (store: string): string => store.replace(/\/\/([^:@/?]+):[^@/?]*@/, "//$1:***@");

type Finished = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

export const run = (command: string, args: readonly string[]): Finished => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", cwd: directory });
  if (error) throw new DemoFailure(`${command} cannot be started: ${error.message}`);
  return { status, stdout, stderr };
};

export const must = (command: string, args: readonly string[]): Finished => {
  const done = run(command, args);
  if (done.status === 0) return done;
  throw new DemoFailure(`${command.split("/").at(-1)} ${args.join(" ")}\n${done.stdout}${done.stderr}`);
};

export const cartulary = (...args: readonly string[]): Finished => must(launcher, ["--home", home, ...args]);
export const json = <T>(...args: readonly string[]): T => JSON.parse(cartulary("--json", ...args).stdout) as T;
export const openssl = (...args: readonly string[]): string => {
  const { stdout, stderr } = must("openssl", args);
  return `${stdout}${stderr}`;
};

type Event = { readonly position: string; readonly stream: string; readonly type: string };
let seen = "";
let number = 0;

/** The events since the last step, grouped: `IssuancePlanned, ApprovalGiven ×2`. */
export const newEvents = (): string => {
  const events = json<Event[]>("ledger", "list", ...(seen === "" ? [] : ["--after", seen]));
  seen = events.at(-1)?.position ?? seen;
  const counts = new Map<string, number>();
  // Seals come by time too: how many there are is chance.
  for (const { type } of events.filter((e) => e.stream !== "ledger")) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, n]) => (n === 1 ? type : `${type} ×${n}`)).join(", ");
};

/** One line a step: what happened, then what stands in the ledger because of it. */
export const say = (what: string, hasEvents = true): void => {
  const events = hasEvents ? newEvents() : "";
  const tail = events === "" ? "" : `  ${styleText("cyan", `→ ${events}`)}`;
  process.stdout.write(`${styleText("bold", String(++number).padStart(2))}  ${what}${tail}\n`);
};

export const officer = (id: string): readonly string[] => ["--officer", id, "--key", file(`${id}.pem`), "--yes"];

export type Request = {
  readonly id: string;
  readonly state: string;
  readonly certificate: { issuer: string; serial: string } | null;
};

/** For keys that issue or answer: a plain yes is not enough for them. */
export const approveByBoth = (request: string): Request => {
  json("approve", request, ...officer("alice"), "--yes-authority");
  return json<Request>("approve", request, ...officer("bob"), "--yes-authority");
};

export const set = (text: string): string => styleText("dim", text);
