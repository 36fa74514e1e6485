/**
 * Server, signer and store as real processes, killed (-9) at the moment each event of one issuance becomes durable. Afterwards
 * they are started again; the caller repeats what got no answer. The ledger must be sound and finished, with exactly one
 * certificate for the request.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FacadeProcess } from "../support/esdb/facade.ts";
import {
  approvalOf,
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
let facade: FacadeProcess | undefined;

const STORES = ["SQLite", "EventStoreDB"] as const;

/** Events of one issuance after which something dies: the last of each append. */
const PLACES = [
  { after: 2, event: "IssuancePlanned" },
  { after: 3, event: "ApprovalGiven" },
  { after: 5, event: "RequestApproved" },
  { after: 6, event: "CertificatePrepared" },
  { after: 7, event: "CertificateIssued" },
  { after: 8, event: "RequestFulfilled" },
] as const;

/** Kills the moment the ledger has so many events: a tight loop, because milliseconds decide. */
const killAt = async (size: number, pid: number): Promise<boolean> => {
  const ledger = openLedger(home);
  const end = Date.now() + 15_000;
  try {
    for (let turn = 0; Date.now() < end; turn++) {
      if (ledger.size() >= size) {
        process.kill(pid, "SIGKILL");
        return true;
      }
      if (turn % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return false;
  } finally {
    ledger.close();
  }
};

/** Repeats a call under one key until somebody answers it. */
const insist = (path: string, body: unknown, key: string) =>
  until(`an answer of ${path}`, async () => {
    const answer = await call(home, "service:web", path, body, key);
    return answer.status === 0 || answer.status === 503 ? undefined : answer;
  });

const story = async (): Promise<string> => {
  const [submitKey, aliceKey, bobKey] = [randomUUID(), randomUUID(), randomUUID()];
  const body = await submission();
  const submitted = await insist("/v1/requests", body, submitKey);
  expect(submitted.status).toBe(201);
  const id = submitted.body.id as unknown as string;
  const sign = (officer: Home["alice"]) =>
    until("a statement", () => approvalOf(home, id, officer).catch(() => undefined));
  const byAlice = await sign(home.alice);
  const byBob = await sign(home.bob);
  expect((await insist(`/v1/requests/${id}/approvals`, byAlice, aliceKey)).status).toBe(200);
  const last = await insist(`/v1/requests/${id}/approvals`, byBob, bobKey);
  expect(last.status).toBe(200);
  await until("the certificate", async () => {
    const { body: now } = await call(home, "service:web", `/v1/requests/${id}`);
    return (now.state as unknown) === "fulfilled" ? true : undefined;
  });
  return id;
};

const expectSound = (before: number): void => {
  const report = JSON.parse(cartulary(home.path, "--json", "ledger", "check")) as {
    findings: unknown[];
    open: unknown[];
  };
  expect(report.findings).toEqual([]);
  expect(report.open).toEqual([]);
  const ledger = openLedger(home);
  const types = ledger.typesAfter(before);
  ledger.close();
  for (const once of ["RequestSubmitted", "CertificatePrepared", "CertificateIssued", "RequestFulfilled"])
    expect(types.filter((t) => t === once)).toEqual([once]);
};

describe.for(STORES)("%s", (kind) => {
  beforeAll(async () => {
    facade = kind === "SQLite" ? undefined : await new FacadeProcess().start();
    home = makeHome("softhsm", facade && { url: facade.url(), file: facade.file });
    server = await startServer(home);
    await makeAuthorities(home);
    // Both first CRLs are out, so that nothing but the story writes.
    const ledger = openLedger(home);
    await until("the first CRLs", () =>
      ledger.typesAfter(0).filter((t) => t === "CrlPublished").length >= 2 ? true : undefined,
    );
    ledger.close();
  }, 120_000);

  afterAll(async () => {
    await server.stop();
    home.remove();
    await facade?.remove();
  });

  describe.for(PLACES)("after $event", ({ after }) => {
    test("the server is killed", async () => {
      const ledger = openLedger(home);
      const before = ledger.size();
      ledger.close();
      const signer = server.signerPid();
      const [killed] = await Promise.all([
        killAt(before + after, server.child.pid ?? 0).then(async (done) => {
          // Its signer is an orphan of the same crash.
          if (signer > 0) process.kill(signer, "SIGKILL");
          server = await startServer(home);
          return done;
        }),
        story(),
      ]);
      expect(killed).toBe(true);
      expectSound(before);
    });

    test("the signer is killed", async () => {
      const ledger = openLedger(home);
      const before = ledger.size();
      ledger.close();
      const [killed] = await Promise.all([killAt(before + after, server.signerPid()), story()]);
      expect(killed).toBe(true);
      await until("the signer is back", async () => {
        const health = (await (await fetch(`${home.url}/readyz`)).json()) as { signer: string };
        return health.signer === "ready" ? true : undefined;
      });
      expectSound(before);
    });

    if (kind === "EventStoreDB")
      test("the store is killed", async () => {
        const ledger = openLedger(home);
        const before = ledger.size();
        ledger.close();
        const store = facade;
        const [killed] = await Promise.all([
          killAt(before + after, store?.pid ?? 0).then(async (done) => {
            await store?.kill();
            await store?.start();
            return done;
          }),
          story(),
        ]);
        expect(killed).toBe(true);
        expectSound(before);
      });
  });

  test("stopped politely, everything ends with code 0 and nothing is open", async () => {
    expect(await server.stop()).toBe(0);
    expect(cartulary(home.path, "ledger", "replay")).not.toContain("differs");
  });
});
