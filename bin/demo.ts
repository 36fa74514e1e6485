/**
 * One certificate's whole life on real parts, from an empty directory: SQLite ledger (or `CARTULARY_STORE`), SoftHSM2 token through PKCS#11,
 * officers with their own keys, `openssl` as requester and relying party. Each step says what happened and which events
 * were written. Safe to run twice: what is there already is kept and used.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { audit, pinnedKey } from "./demo/auditor.ts";
import { agreeOnTwoLogins, revokeTogether } from "./demo/dual-login.ts";
import { post } from "./demo/post.ts";
import { crlCheck, expect, ocspStatus } from "./demo/relying-party.ts";
import { startServer, stopServer } from "./demo/server.ts";
import {
  approveByBoth,
  cartulary,
  chooseStore,
  DemoFailure,
  directory,
  file,
  home,
  json,
  newEvents,
  officer,
  openssl,
  type Request,
  say,
  set,
  storeText,
} from "./demo/stage.ts";

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
  const wanted = {
    authority: "web-ca",
    profile: "tls-server",
    csr: readFileSync(file("www.csr"), "utf8"),
    note: "demo",
  };
  const { status, body } = await post(`${url}/v1/requests`, { authorization: `Bearer ${token}` }, wanted);
  if (status !== 201) throw new DemoFailure(`POST /v1/requests answered ${status}: ${JSON.stringify(body)}`);
  const { id } = body as Request;
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

const revokeAndSee = async (url: string, place: string): Promise<void> => {
  for (const id of ["root", "web-ca"]) cartulary("crl", "publish", id);
  expect("openssl verify -crl_check_all", crlCheck(), "OK");
  expect("openssl ocsp", ocspStatus(), "good");
  say("before: openssl verify -crl_check_all says OK, openssl ocsp says good");
  await revokeTogether(url, place);
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
    const key = await pinnedKey();
    say(
      `server: the API on ${url}, OCSP and CRLs on ${publicUrl}; signer in a process of its own; the ledger is sealed`,
    );
    makeHierarchy();
    const place = issueAndVerify(await submitOverHttp(url));
    agreeOnTwoLogins();
    await revokeAndSee(url, place);
    checkLedger();
    await audit(key, place);
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
