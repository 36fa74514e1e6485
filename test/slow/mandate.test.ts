/** A machine that asks at night: a certificate by SoftHSM in the answer to its request, under a mandate; and its bounds. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ProposalSchema, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { makeCsr } from "../support/csr.ts";
import { signed, type TestOfficer } from "../support/officer.ts";
import {
  call,
  cartulary,
  type Home,
  makeAuthorities,
  makeHome,
  type RunningServer,
  startServer,
} from "../support/server.ts";
import { hasSoftHsm } from "../support/softhsm.ts";

const directory = mkdtempSync(join(tmpdir(), "mandate-"));
const file = (name: string): string => join(directory, name);

let home: Home;
let server: RunningServer;
beforeAll(async () => {
  if (!hasSoftHsm) return;
  home = makeHome();
  server = await startServer(home);
  await makeAuthorities(home);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  home?.remove();
  rmSync(directory, { recursive: true, force: true });
});

const govern = async (wish: object, officers: readonly TestOfficer[]) => {
  const proposed = await call(home, "operator:admin", "/v1/governance/proposals", wish);
  const proposal = v.parse(ProposalSchema, proposed.body);
  const approvals = officers.map((o) => signed(o, subjectOfProposal(proposal)));
  return call(home, "operator:admin", "/v1/governance/changes", { change: proposal.change, approvals });
};

const grant = (id: string, certificates: number) => {
  const mandate = {
    id,
    authority: "web-ca",
    profile: "tls-server",
    requesters: ["service:web"],
    subtrees: ["dns:example.test"],
    keyAlgorithms: ["ec-p256"],
    quota: { certificates, seconds: 86_400 },
    notAfter: new Date(Date.now() + 86_400_000).toISOString(),
  };
  return govern({ type: "GrantMandate", mandate }, [home.alice, home.bob]);
};

const submit = async (mandate: string, host = "www.example.test") => {
  const csr = encodePem("CERTIFICATE REQUEST", await makeCsr({ subject: `CN=${host}`, dns: [host] }));
  return call(home, "service:web", "/v1/requests", { authority: "web-ca", profile: "tls-server", csr, mandate });
};

test.skipIf(!hasSoftHsm)("the certificate is in the answer, and openssl verifies it", async () => {
  expect(await grant("web", 5)).toMatchObject({ status: 201, body: { type: "MandateGranted" } });
  const { status, body } = await submit("web");
  expect([status, body.state, body.mandate]).toEqual([201, "fulfilled", "web"]);
  writeFileSync(file("leaf.pem"), body.pem as unknown as string);
  cartulary(home.path, "authority", "show", "root", "--out", file("root.pem"));
  cartulary(home.path, "authority", "show", "web-ca", "--out", file("web-ca.pem"));
  const chain = ["-CAfile", file("root.pem"), "-untrusted", file("web-ca.pem")];
  const verify = ["verify", "-x509_strict", ...chain, "-verify_hostname", "www.example.test", file("leaf.pem")];
  expect(spawnSync("openssl", verify, { encoding: "utf8" }).stdout).toContain(": OK");
});

test.skipIf(!hasSoftHsm)("names outside are refused before anything is written", async () => {
  expect(await submit("web", "www.example.com")).toMatchObject({
    status: 422,
    body: { type: "urn:cartulary:problem:mandate.not-covering" },
  });
});

test.skipIf(!hasSoftHsm)(
  "ten at once get the three that the quota has; a restart does not refill it",
  async () => {
    await grant("few", 3);
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit("few")));
    expect(answers.map((a) => a.status).sort()).toEqual([201, 201, 201, ...Array(7).fill(429)]);
    await server.stop();
    server = await startServer(home);
    expect((await submit("few")).status).toBe(429);
  },
  60_000,
);

test.skipIf(!hasSoftHsm)(
  "by commands alone: granted, signed, used, and stopped",
  () => {
    const run = (...args: readonly string[]): string => cartulary(home.path, ...args);
    const keyOf = (id: string): readonly string[] => ["--officer", id, "--key", join(home.path, "..", `${id}.pem`)];
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const names = ["--names", "dns:night.test", "--names", "dn:O=Example"];
    const bounds = ["--quota", "2/1d", "--until", until, "--key-algorithm", "ec-p256"];
    const whose = ["--authority", "web-ca", "--profile", "tls-server", "--requester", "service:web"];
    const proposal = file("night.json");
    const granting = run("mandate", "grant", "night", ...whose, ...names, ...bounds, "--out", proposal);
    expect(granting).toMatch(/grant the mandate night[\s\S]+names +dns:night\.test[\s\S]+quota +2 in 86400 seconds/);
    run("mandate", "sign", proposal, ...keyOf("alice"), "--yes");
    expect(() => run("governance", "submit", proposal)).toThrow(/not enough officers have signed/);
    run("mandate", "sign", proposal, ...keyOf("bob"), "--yes");
    expect(run("governance", "submit", proposal)).toContain("MandateGranted");
    expect(run("mandate", "list")).toMatch(/night[\s\S]+in force[\s\S]+dns:night\.test/);
    expect(run("mandate", "show", "night")).toMatch(/night, in force[\s\S]+names +dn:O=Example/);

    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file("night.key")];
    const who = ["-subj", "/O=Example/CN=a.night.test", "-addext", "subjectAltName=DNS:a.night.test"];
    spawnSync("openssl", ["req", "-new", ...key, ...who, "-out", file("night.csr")]);
    const wanted = [
      "--authority",
      "web-ca",
      "--profile",
      "tls-server",
      "--mandate",
      "night",
      "--out",
      file("night.pem"),
    ];
    const asked = run("--as", "service:web", "request", "submit", file("night.csr"), ...wanted);
    expect(asked).toContain("certificate issued under the mandate night");
    const subject = spawnSync("openssl", ["x509", "-in", file("night.pem"), "-noout", "-subject"], {
      encoding: "utf8",
    });
    expect(subject.stdout).toMatch(/O ?= ?Example, CN ?= ?a\.night\.test/);

    expect(() => run("mandate", "suspend", "night", ...keyOf("alice"))).toThrow(/nobody can be asked/);
    expect(run("mandate", "suspend", "night", ...keyOf("alice"), "--yes")).toContain("nothing is signed under it");
    expect(run("mandate", "show", "night")).toContain("night, suspended");
    expect(() => run("mandate", "suspend", "night", ...keyOf("bob"), "--yes")).toThrow(/suspended/);
  },
  120_000,
);

test.skipIf(!hasSoftHsm)("one officer stops it; the ledger is sound and holds all of it", async () => {
  expect(await govern({ type: "SuspendMandate", mandate: "web" }, [home.bob])).toMatchObject({ status: 201 });
  expect(await submit("web")).toMatchObject({
    status: 409,
    body: { type: "urn:cartulary:problem:mandate.suspended" },
  });
  expect(cartulary(home.path, "ledger", "check")).toContain("all sound");
});
