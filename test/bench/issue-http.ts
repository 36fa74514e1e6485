/**
 * CSR in over HTTPS, certificate out, under a mandate, durably, by a key in SoftHSM: everything that the product does, with
 * every check, against a bare loop of the same parts in as many processes.
 */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openPkcs11Module } from "../../adapters/pkcs11/module.ts";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import type { Recorded } from "../../domain/ports/event-store.ts";
import { readSignerConfig } from "../../http/config.ts";
import { call, type Home } from "../support/server.ts";
import type { BareStart } from "./bare-issuer.ts";
import { inFlight, quantile } from "./http-load.ts";
import { issuanceIn } from "./issuances.ts";
import { makeRequests, openStage } from "./issue-stage.ts";
import { type Bench, rate, scratch, seconds } from "./measure.ts";

const WIDTH = 32;
const ISSUED = 256;
/** The engine has compiled what it will by then. */
const WARM = 4;

/** How the token of a home is opened, and the key that signs there. */
const tokenOf = async (home: Home) => {
  const { module, pinFile, home: root } = readSignerConfig(home.path);
  if (module.kind !== "pkcs11" || pinFile === undefined) throw new TypeError("not a PKCS#11 home");
  for (const [name, value] of Object.entries(module.environment)) process.env[name] = resolve(root, value);
  const pin = readFileSync(resolve(root, pinFile), "utf8").trim();
  const { body } = await call(home, "operator:admin", "/v1/authorities/web-ca");
  const key = body.key as unknown as string;
  const { body: row } = await call(home, "operator:admin", `/v1/keys/${key}`);
  return { library: module.library, serial: module.tokenSerial, pin, key, spki: row.spki as unknown as string };
};

const allOf = async (file: string): Promise<readonly Recorded[]> => {
  const store = await openSqliteEventStore({ path: file, readOnly: true });
  const rows: Recorded[] = [];
  for (let after: Recorded["position"] | "start" = "start"; ; ) {
    const batch = await store.readAll(after, 1_000);
    rows.push(...batch);
    const last = batch.at(-1);
    if (last === undefined) break;
    after = last.position;
  }
  await store.close();
  return rows;
};

type Body = {
  readonly command: { readonly id: string };
  readonly body: { readonly tbs?: { readonly plain?: string } };
};

/** The last issuance in the ledger as its appends, and what was signed. */
const recordedIssuance = async (home: Home): Promise<Pick<BareStart, "appends" | "signAfter" | "tbs">> => {
  const rows = issuanceIn(await allOf(home.file)).map((r) => ({ ...r, text: Buffer.from(r.bytes).toString("utf8") }));
  const appends: string[][] = [];
  let last = "";
  let signAfter = 0;
  let tbs = "";
  for (const { stream, type, text } of rows) {
    const { command, body } = JSON.parse(text) as Body;
    const of = `${stream} ${command.id}`;
    if (of === last) appends.at(-1)?.push(text);
    else appends.push([text]);
    last = of;
    if (type !== "CertificatePrepared") continue;
    signAfter = appends.length - 1;
    tbs = Buffer.from(body.tbs?.plain ?? "", "base64url").toString("base64");
  }
  return { appends, signAfter, tbs };
};

/** Signatures a second of the module alone, in this process: the limit that no design can pass. */
const rawSignatures = async (token: Awaited<ReturnType<typeof tokenOf>>, tbs: string): Promise<number> => {
  const module = openPkcs11Module({ library: token.library, token: { serial: token.serial }, pin: token.pin });
  const message = Buffer.from(tbs, "base64");
  const n = 2_000;
  const took = await seconds(async () => {
    for (let i = 0; i < n; i++) await module.sign(token.key, message, "ecdsa-sha256");
  });
  await module.close();
  return n / took;
};

const bareLoop = (told: BareStart) => {
  const child = fork(new URL("bare-issuer.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const ask = (message: BareStart | "run"): Promise<number> =>
    new Promise((done, failed) => {
      child.once("message", (took) => done(took as number));
      child.once("exit", () => failed(new Error("the yardstick ended")));
      child.send(message);
    });
  return { begin: () => ask(told), run: () => ask("run"), end: () => void child.send("end") };
};

export const issueHttpDurable: Bench = async () => {
  const stage = await openStage(WIDTH);
  const requests = await makeRequests(ISSUED);
  for (let i = 0; i < WARM; i++) await inFlight(requests, WIDTH, stage.issue);
  const token = await tokenOf(stage.home);
  const recorded = await recordedIssuance(stage.home);
  const file = join(scratch(), "bare.sqlite");
  const bare = bareLoop({
    ...recorded,
    file,
    signer: [file, token.library, token.serial, token.pin, token.key],
    spki: token.spki,
    requests,
    width: WIDTH,
  });
  await bare.begin();
  const result = await rate({
    name: "issue-http-durable",
    unit: "certificates/s",
    yardstick: "a bare loop: verify CSR, append the same bytes, sign in the module, verify",
    n: ISSUED,
    rounds: 5,
    ours: () => inFlight(requests, WIDTH, stage.issue),
    theirs: bare.run,
  });
  const raw = await rawSignatures(token, recorded.tbs);
  bare.end();
  await stage.close();
  return { ...result, yardstick: `${result.yardstick}; SoftHSM alone signs ${Math.round(raw)}/s` };
};

const LONE = 100;

/** How long one certificate takes, alone and beside 31 others. */
export const latencyIssue: Bench = async () => {
  const stage = await openStage(WIDTH);
  const requests = await makeRequests(ISSUED);
  for (let i = 0; i < WARM; i++) await inFlight(requests, WIDTH, stage.issue);
  const [alone, loaded]: [number[], number[]] = [[], []];
  for (let i = 0; i < 3; i++) {
    alone.push(...(await inFlight(requests.slice(0, LONE), 1, stage.issue)));
    loaded.push(...(await inFlight(requests, WIDTH, stage.issue)));
  }
  await stage.close();
  const ms = (xs: readonly number[], q: number): string => quantile(xs, q).toFixed(1);
  const value = quantile(alone, 0.5);
  const yardstickValue = quantile(loaded, 0.5);
  return {
    name: "latency-issue",
    ratio: value / yardstickValue,
    value,
    unit: "ms p50 alone",
    yardstick: `p50 of ${WIDTH} in flight; p99 ${ms(alone, 0.99)} ms alone, ${ms(loaded, 0.99)} ms loaded`,
    yardstickValue,
    rounds: 3,
  };
};
