/**
 * One issuance and one revocation, with one thing failing at each place where something can: every append and every
 * signature, refused, lost before, or lost after it was done. Then the caller retries and recovery runs, and the ledger
 * must be sound, finished, and have exactly one certificate.
 */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { AppendFault } from "../../adapters/memory/event-store.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { categoryOf } from "../../domain/kernel/stream.ts";
import { StoreFault } from "../../domain/ports/event-store.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { issue } from "../../domain/process/issue.ts";
import { judgeRequest } from "../../domain/process/judge-request.ts";
import { publishCrl } from "../../domain/process/publish-crl.ts";
import { recover } from "../../domain/process/recover.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import { makeCsr } from "../support/csr.ts";
import { signed } from "../support/officer.ts";
import { ALICE, LEDGER, loadRequest, makeWorld, WEB, type World, withHierarchy } from "../support/world.ts";

type Profile = "tls-server" | "tls-client";

/** The whole story as a caller lives it: every step has its command id, and is tried again when the world failed. */
const story = async (world: World, profile: Profile): Promise<void> => {
  const { ports } = world;
  const insist = async <T>(step: () => Promise<T>): Promise<T> => {
    for (let left = 5; ; left--) {
      try {
        return await step();
      } catch (fault) {
        if (!(fault instanceof StoreFault && fault.retryable) || left === 0) throw fault;
      }
    }
  };
  const csr = await makeCsr(
    profile === "tls-client" ? { subject: "CN=Carol", dns: [], emails: ["carol@example.test"] } : {},
  );
  const [submitId, aliceId, bobId, revokeId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const wanted = { authority: "web-ca", profile, csr, note: "please" };
  const { id } = expectOk(await insist(() => submitRequest(ports, WEB, submitId, wanted)));
  const subject = subjectOf(LEDGER, await loadRequest(world, id));
  const [byAlice, byBob] = [signed(world.alice, subject), signed(world.bob, subject)];
  expectOk(await insist(() => judgeRequest(ports, aliceId, id, byAlice)));
  expectOk(await insist(() => judgeRequest(ports, bobId, id, byBob)));
  // Whatever becomes of this attempt, recovery must finish it.
  await issue(ports, id).catch(() => undefined);
  await world.runner.catchUp();
  for (let round = 0; round < 3; round++) {
    await recover(ports).catch(() => undefined);
    await world.runner.catchUp();
    world.clock.advance(61);
  }
  const state = await loadRequest(world, id);
  if (state.at !== "fulfilled") throw new TypeError(`the request is ${state.at}`);
  expectOk(
    await insist(() =>
      changeStatus(ports, ALICE, revokeId, state.certificate, {
        act: "revoke",
        reason: "superseded",
        invalidSince: null,
      }),
    ),
  );
  await world.runner.catchUp();
  const authority = ports.queries.authorities().find((a) => a.id === "web-ca");
  if (authority === undefined) throw new TypeError("no authority");
  await publishCrl(ports, authority, 0).catch(() => undefined);
  for (let round = 0; round < 3; round++) {
    await world.runner.catchUp();
    await recover(ports).catch(() => undefined);
    world.clock.advance(61);
  }
  await world.runner.catchUp();
};

/** What must be true at the end, whatever failed. */
const expectSound = async (world: World): Promise<void> => {
  const report = await checkLedger(world.store);
  expect(report.findings).toEqual([]);
  expect(report.open).toEqual([]);
  const rows = await world.store.readAll("start", 10_000);
  const issued = rows.filter((r) => r.type === "CertificateIssued" && categoryOf(r.stream) === "certificate");
  expect(new Set(issued.map((r) => r.stream)).size).toBe(issued.length);
  expect(rows.filter((r) => r.type === "RequestFulfilled").length).toBe(issued.length);
  expect(issued.length).toBe(4);
  expect(await world.journal.verify()).toBe(await world.journal.count());
  const listed = world.ports.queries
    .authorities()
    .map((a) => world.ports.queries.revokedEntries(a.key, 0).entries.length);
  expect(listed.reduce((a, b) => a + b)).toBe(1);
};

const KINDS: readonly { readonly name: string; readonly fault: () => AppendFault }[] = [
  { name: "refused", fault: () => ({ when: "before", fault: new StoreFault("store.unavailable") }) },
  { name: "lost before it was written", fault: () => ({ when: "before", fault: new StoreFault("store.ambiguous") }) },
  { name: "written and the answer lost", fault: () => ({ when: "after", fault: new StoreFault("store.ambiguous") }) },
];

/** Lets the `nth` append from now fail; counts all of them. */
const failAppend = (world: World, nth: number, fault: () => AppendFault): { readonly count: () => number } => {
  let n = 0;
  world.store.faults.onAppend = () => (n++ === nth ? fault() : undefined);
  return { count: () => n };
};

const failSign = (world: World, nth: number, when: "before" | "after"): { readonly count: () => number } => {
  let n = 0;
  world.module.faults.onSign = () => (n++ === nth ? { when, fault: new ModuleFault("module.unavailable") } : undefined);
  return { count: () => n };
};

const clean = await withHierarchy(await makeWorld());
const appends = failAppend(clean, -1, () => ({ when: "before", fault: new StoreFault("store.full") }));
const signs = failSign(clean, -1, "before");
await story(clean, "tls-server");

test("the story alone is sound, and has the appends that the matrix counts on", async () => {
  await expectSound(clean);
  // submit+plan, two approvals, prepare, issue, fulfil, revoke, and three CRLs of two appends
  expect(appends.count()).toBe(13);
  expect(signs.count()).toBe(4);
});

describe.for(KINDS)("an append that is $name", ({ fault }) => {
  test.for(Array.from({ length: appends.count() }, (_, i) => i))("at place %i", async (place) => {
    const world = await withHierarchy(await makeWorld());
    const { count } = failAppend(world, place, fault);
    await story(world, place % 2 === 0 ? "tls-server" : "tls-client");
    expect(count()).toBeGreaterThan(place);
    await expectSound(world);
  });
});

describe.for(["before", "after"] as const)("a signature that fails %s it was made", (when) => {
  test.for(Array.from({ length: signs.count() }, (_, i) => i))("at place %i", async (place) => {
    const world = await withHierarchy(await makeWorld());
    const { count } = failSign(world, place, when);
    await story(world, "tls-client");
    expect(count()).toBeGreaterThan(place);
    await expectSound(world);
  });
});

test("a module that is away for long leaves the request approved and pending", async () => {
  const world = await withHierarchy(await makeWorld());
  world.module.faults.onSign = () => ({ when: "before", fault: new ModuleFault("module.unavailable") });
  await expect(story(world, "tls-server")).rejects.toThrow("the request is approved");
  const { open, findings } = await checkLedger(world.store);
  expect(findings).toEqual([]);
  expect(open.length).toBeGreaterThan(0);
  world.module.faults.onSign = () => undefined;
  await recover(world.ports);
  expect((await checkLedger(world.store)).open.filter((s) => !s.startsWith("crl-"))).toEqual([]);
});
