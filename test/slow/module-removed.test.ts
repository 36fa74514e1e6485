/**
 * The token is taken away while everything runs, and given back: work that needs it waits, what needs it not goes on, and
 * nothing is lost or done twice.
 */
import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  approveBoth,
  call,
  cartulary,
  type Home,
  makeAuthorities,
  makeHome,
  openLedger,
  type RunningServer,
  startServer,
  submission,
  until,
} from "../support/server.ts";

let home: Home;
let server: RunningServer;

beforeAll(async () => {
  home = makeHome();
  server = await startServer(home);
  await makeAuthorities(home);
}, 120_000);

afterAll(async () => {
  await server.stop();
  home.remove();
});

const signerSays = async (): Promise<string> =>
  ((await (await fetch(`${home.url}/readyz`)).json()) as { signer: string }).signer;

test.for(["kept running", "started again"] as const)("with a signer that is %s", { timeout: 90_000 }, async (how) => {
  const tokens = join(home.path, "signer/tokens");
  const ledger = openLedger(home);
  const before = ledger.size();
  renameSync(tokens, `${tokens}.away`);
  if (how === "started again") {
    process.kill(server.signerPid(), "SIGKILL");
    await until("the signer misses its token", async () => ((await signerSays()) === "ready" ? undefined : true));
  }
  const submitted = await call(home, "service:web", "/v1/requests", await submission());
  expect(submitted.status).toBe(201);
  const id = submitted.body.id as unknown as string;
  const decided = await approveBoth(home, id);
  // SoftHSM keeps what it has opened: a signer that runs on may sign on.
  if (how === "started again") {
    expect((decided.body.state as unknown) === "fulfilled").toBe(false);
    expect((await call(home, "service:web", `/v1/requests/${id}`)).body.state).toBe("approved");
    expect((await fetch(`${home.url}/readyz`)).status).toBe(200);
  }
  renameSync(`${tokens}.away`, tokens);
  await until(
    "the certificate",
    async () => {
      const { body } = await call(home, "service:web", `/v1/requests/${id}`);
      return (body.state as unknown) === "fulfilled" ? true : undefined;
    },
    60_000,
  );
  const report = JSON.parse(cartulary(home.path, "--json", "ledger", "check")) as {
    findings: unknown[];
    open: unknown[];
  };
  expect(report).toMatchObject({ findings: [], open: [] });
  const types = ledger.typesAfter(before);
  ledger.close();
  for (const once of ["RequestSubmitted", "CertificatePrepared", "CertificateIssued", "RequestFulfilled"])
    expect(types.filter((t) => t === once)).toEqual([once]);
});
