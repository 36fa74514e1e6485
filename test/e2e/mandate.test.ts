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

test.skipIf(!hasSoftHsm)("one officer stops it; the ledger is sound and holds all of it", async () => {
  expect(await govern({ type: "SuspendMandate", mandate: "web" }, [home.bob])).toMatchObject({ status: 201 });
  expect(await submit("web")).toMatchObject({
    status: 409,
    body: { type: "urn:cartulary:problem:mandate.suspended" },
  });
  expect(cartulary(home.path, "ledger", "check")).toContain("all sound");
});
