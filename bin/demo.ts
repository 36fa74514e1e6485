/**
 * One certificate's whole life on real parts, from an empty directory: SQLite ledger (or `CARTULARY_STORE`), SoftHSM2 token through PKCS#11,
 * officers with their own keys, `openssl` as requester and relying party. Each step says what happened and which events
 * were written. Safe to run twice: what is there already is kept and used.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setDefaultCACertificates } from "node:tls";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const launcher = join(root, "bin/cartulary");
const directory = resolve(process.env.CARTULARY_DEMO ?? join(root, ".demo"));
const home = join(directory, "data");
const file = (name: string): string => join(directory, name);

class DemoFailure extends Error {}

/**
 * The store of this demo. On an EventStoreDB it gets a namespace of its own, kept with its data, so that demos and other
 * ledgers on the same server do not meet.
 */
const chooseStore = (): string | undefined => {
  const given = process.env.CARTULARY_STORE;
  if (given === undefined || !given.startsWith("esdb") || /[?&]namespace=/i.test(given)) return given;
  const path = file("namespace");
  if (!existsSync(path)) writeFileSync(path, `demo${randomBytes(4).toString("hex")}`);
  return `${given}${given.includes("?") ? "&" : "?"}namespace=${readFileSync(path, "utf8")}`;
};

/** For people to read and for terminals to keep: without the password. */
const storeText = (store: string): string => store.replace(/\/\/([^:@/?]+):[^@/?]*@/, "//$1:***@");

type Finished = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

const run = (command: string, args: readonly string[]): Finished => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", cwd: directory });
  if (error) throw new DemoFailure(`${command} cannot be started: ${error.message}`);
  return { status, stdout, stderr };
};

const must = (command: string, args: readonly string[]): Finished => {
  const done = run(command, args);
  if (done.status === 0) return done;
  throw new DemoFailure(`${command.split("/").at(-1)} ${args.join(" ")}\n${done.stdout}${done.stderr}`);
};

const cartulary = (...args: readonly string[]): Finished => must(launcher, ["--home", home, ...args]);
const json = <T>(...args: readonly string[]): T => JSON.parse(cartulary("--json", ...args).stdout) as T;
const openssl = (...args: readonly string[]): string => {
  const { stdout, stderr } = must("openssl", args);
  return `${stdout}${stderr}`;
};

type Event = { readonly position: string; readonly stream: string; readonly type: string };
let seen = "";
let number = 0;

/** The events since the last step, grouped: `IssuancePlanned, ApprovalGiven ×2`. */
const newEvents = (): string => {
  const events = json<Event[]>("ledger", "list", ...(seen === "" ? [] : ["--after", seen]));
  seen = events.at(-1)?.position ?? seen;
  const counts = new Map<string, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, n]) => (n === 1 ? type : `${type} ×${n}`)).join(", ");
};

/** One line a step: what happened, then what stands in the ledger because of it. */
const say = (what: string, hasEvents = true): void => {
  const events = hasEvents ? newEvents() : "";
  const tail = events === "" ? "" : `  ${styleText("cyan", `→ ${events}`)}`;
  process.stdout.write(`${styleText("bold", String(++number).padStart(2))}  ${what}${tail}\n`);
};

const officer = (id: string): readonly string[] => ["--officer", id, "--key", file(`${id}.pem`), "--yes"];

type Request = {
  readonly id: string;
  readonly state: string;
  readonly certificate: { issuer: string; serial: string } | null;
};

/** For keys that issue or answer: a plain yes is not enough for them. */
const approveByBoth = (request: string): Request => {
  json("approve", request, ...officer("alice"), "--yes-authority");
  return json<Request>("approve", request, ...officer("bob"), "--yes-authority");
};

const set = (text: string): string => styleText("dim", text);

/** Generous: two programs start, on whatever machine. */
const START_MS = 60_000;

/** Starts the server and waits until it and its signer are ready. */
const startServer = async (): Promise<{
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

const stopServer = (server: ChildProcess): Promise<void> =>
  new Promise((resolve_) => {
    if (server.exitCode !== null) return resolve_();
    server.once("exit", () => resolve_());
    server.kill("SIGTERM");
  });

const foundLedger = (): void => {
  if (existsSync(join(home, "cartulary.toml"))) {
    newEvents();
    say("the ledger, officers and token of an earlier run are kept");
    return;
  }
  for (const [id, algorithm] of [
    ["alice", ["-algorithm", "ed25519"]],
    ["bob", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]],
  ] as const)
    openssl("genpkey", ...algorithm, "-out", file(`${id}.pem`));
  say("alice and bob make their own keys (openssl genpkey: Ed25519, P-256); nobody else ever holds them", false);
  const founders = ["--founder", `alice=${file("alice.pem")}`, "--founder", `bob=${file("bob.pem")}`];
  const names = ["--name", "alice=Alice Example", "--name", "bob=Bob Example"];
  const tokens = ["operator:admin", "officer:alice", "service:web"].flatMap((t) => ["--token", t]);
  const { genesis } = json<{ genesis: string }>(
    "init",
    ...founders,
    ...names,
    ...tokens,
    "--quorum",
    "2",
    "--ledger",
    "demo/ledger/1",
  );
  say("SoftHSM2 token made; founders' ceremony: both sign the founding, quorum 2 of 2");
  process.stdout.write(`    ${set(`founding event ${genesis}: the signer is pinned to it`)}\n`);
};

type Authority = { readonly id: string; readonly state: string; readonly responder: unknown };

const makeHierarchy = (): void => {
  const has = new Map(json<Authority[]>("authority", "list").map((a) => [a.id, a]));
  if (has.get("root")?.state !== "active") {
    const { request } = json<{ request: string }>(
      "authority",
      "create",
      "root",
      "--kind",
      "root",
      "--name",
      "O=Example, CN=Example Root",
    );
    approveByBoth(request);
    say("root authority: key generated in the token, both officers sign, self-signed certificate");
  }
  if (has.get("web-ca")?.state !== "active") {
    const args = ["--kind", "issuing", "--parent", "root", "--name", "O=Example, CN=Example Web CA"];
    const { request } = json<{ request: string }>("authority", "create", "web-ca", ...args);
    approveByBoth(request);
    say("issuing authority web-ca: certified by the root in the same way");
  }
  if (!has.get("web-ca")?.responder) {
    const { request } = json<{ request: string }>(
      "authority",
      "responder",
      "web-ca",
      "--name",
      "O=Example, CN=Example OCSP",
    );
    approveByBoth(request);
    say("OCSP responder for web-ca: a key of its own, certified by web-ca");
  }
  for (const id of ["root", "web-ca"]) cartulary("authority", "show", id, "--out", file(`${id}.pem`));
};

/** Submits over the HTTP API, as any client would. */
const submitOverHttp = async (url: string): Promise<string> => {
  const extension = ["-addext", "subjectAltName=DNS:www.example.test"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file("www.key")];
  openssl("req", "-new", ...key, "-subj", "/O=Example/CN=www.example.test", ...extension, "-out", file("www.csr"));
  say("openssl req makes a key and a CSR for www.example.test", false);
  const token = readFileSync(join(home, "tokens/service-web.token"), "utf8").trim();
  const response = await fetch(`${url}/v1/requests`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      authority: "web-ca",
      profile: "tls-server",
      csr: readFileSync(file("www.csr"), "utf8"),
      note: "demo",
    }),
  });
  if (response.status !== 201)
    throw new DemoFailure(`POST /v1/requests answered ${response.status}: ${await response.text()}`);
  const { id } = (await response.json()) as Request;
  say("POST /v1/requests by service:web: possession proven, plan made, 201");
  return id;
};

const issueAndVerify = (id: string): string => {
  json("approve", id, ...officer("alice"));
  say("alice reads the plan and signs it with her key: 1 of 2");
  const { certificate } = json<Request>("approve", id, ...officer("bob"));
  if (certificate === null) throw new DemoFailure("approved, and no certificate came");
  const place = `${certificate.issuer}/${certificate.serial}`;
  say(
    `bob signs: 2 of 2; the signer checks both signatures itself and signs in the token: serial ${certificate.serial}`,
  );
  cartulary("certificate", "get", place, "--out", file("www.pem"), "--form", "pem");
  cartulary("certificate", "get", place, "--out", file("www.der"), "--form", "der");
  const [a, b] = [
    ["-in", file("www.pem")],
    ["-in", file("www.der"), "-inform", "DER"],
  ].map((x) => openssl("x509", ...x, "-noout", "-fingerprint", "-sha256"));
  if (a !== b) throw new DemoFailure("PEM and DER differ");
  say("downloaded as PEM and as DER: the same certificate", false);
  openssl("verify", "-x509_strict", "-CAfile", file("root.pem"), "-untrusted", file("web-ca.pem"), file("www.pem"));
  say("openssl verify -x509_strict: OK", false);
  return place;
};

const ocspStatus = (): string => {
  const uri = openssl("x509", "-in", file("www.pem"), "-noout", "-ocsp_uri").trim();
  const args = [
    "-issuer",
    file("web-ca.pem"),
    "-cert",
    file("www.pem"),
    "-url",
    uri,
    "-CAfile",
    file("root.pem"),
    "-verify_other",
    file("web-ca.pem"),
  ];
  const text = openssl("ocsp", ...args, "-no_nonce");
  if (!text.includes("Response verify OK")) throw new DemoFailure(`openssl ocsp does not trust the answer:\n${text}`);
  return /www\.pem: (\w+)/.exec(text)?.[1] ?? "nothing";
};

const crlCheck = (): string => {
  for (const id of ["root", "web-ca"]) {
    cartulary("crl", "fetch", id, "--out", file(`${id}.crl`));
    openssl("crl", "-inform", "DER", "-in", file(`${id}.crl`), "-out", file(`${id}.crl.pem`));
  }
  writeFileSync(
    file("all.crl.pem"),
    readFileSync(file("root.crl.pem"), "utf8") + readFileSync(file("web-ca.crl.pem"), "utf8"),
  );
  const args = [
    "verify",
    "-x509_strict",
    "-crl_check_all",
    "-CAfile",
    file("root.pem"),
    "-untrusted",
    file("web-ca.pem"),
    "-CRLfile",
    file("all.crl.pem"),
  ];
  const { status, stdout, stderr } = run("openssl", [...args, file("www.pem")]);
  if (status === 0) return "OK";
  return /certificate revoked/.test(stdout + stderr) ? "certificate revoked" : `unexpected: ${stdout}${stderr}`;
};

const expect = (what: string, is: string, wanted: string): void => {
  if (is !== wanted) throw new DemoFailure(`${what}: expected ${wanted}, got ${is}`);
};

const revokeAndSee = (place: string): void => {
  for (const id of ["root", "web-ca"]) cartulary("crl", "publish", id);
  expect("openssl verify -crl_check_all", crlCheck(), "OK");
  expect("openssl ocsp", ocspStatus(), "good");
  say("before: openssl verify -crl_check_all says OK, openssl ocsp says good");
  cartulary("--as", "officer:alice", "certificate", "revoke", place, "--reason", "keyCompromise");
  say("alice revokes it: keyCompromise; a new CRL is published at once");
  expect("openssl verify -crl_check_all", crlCheck(), "certificate revoked");
  say("after: openssl verify -crl_check_all says certificate revoked", false);
  expect("openssl ocsp", ocspStatus(), "revoked");
  say("after: openssl ocsp says revoked", false);
};

const checkLedger = (): void => {
  const { events, streams, certificates, open } = json<{
    events: number;
    streams: number;
    certificates: number;
    open: { stream: string; what: string }[];
  }>("ledger", "check");
  if (open.length > 0) throw new DemoFailure(`open intents: ${open.map((o) => `${o.stream} ${o.what}`).join(", ")}`);
  say(
    `ledger check: ${events} events in ${streams} streams, ${certificates} certificates; every chain and signature holds`,
    false,
  );
  const models = json<{ isSame: boolean }[]>("ledger", "replay");
  if (!models.every((m) => m.isSame)) throw new DemoFailure("the replay differs");
  say(`replay from zero: ${models.length} read models, the same state in each`, false);
};

const farewell = (): void => {
  const store = process.env.CARTULARY_STORE;
  const ledger = store === undefined ? "data/ledger the ledger" : `the ledger is in ${storeText(store)}`;
  // The variable goes before the configuration, which has the demo's own namespace.
  const unset =
    store === undefined
      ? ""
      : "  unset CARTULARY_STORE                     the configuration in data/ names the store\n";
  process.stdout.write(`
Everything lies in ${directory}: data/ is the authority's home, ${ledger}, data/signer the token.
To go on:
${unset}  bin/cartulary --home ${home} serve            run it again
  bin/cartulary --home ${home} ledger list      the whole history
  bin/cartulary --home ${home} doctor           is all well?
  bin/cartulary --help                          what else there is
To forget it all: rm -r ${directory}
`);
};

const demo = async (): Promise<void> => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const store = chooseStore();
  if (store !== undefined) process.env.CARTULARY_STORE = store;
  const where = store === undefined ? "" : `, ledger in ${storeText(store)}`;
  process.stdout.write(`${styleText("bold", "Cartulary")}: one certificate's life; data in ${directory}${where}\n\n`);
  foundLedger();
  const { server, url, publicUrl } = await startServer();
  try {
    say(`server: the API on ${url}, OCSP and CRLs on ${publicUrl}; signer in a process of its own`, false);
    makeHierarchy();
    const place = issueAndVerify(await submitOverHttp(url));
    revokeAndSee(place);
    checkLedger();
  } finally {
    await stopServer(server);
  }
  farewell();
};

try {
  await demo();
} catch (error) {
  if (!(error instanceof DemoFailure)) throw error;
  process.stderr.write(`\n${styleText("red", "The demo stopped:")} ${error.message}\n`);
  process.exitCode = 1;
}
