/** What stops half way, and how it is gone on with: by recovery, or by asking again. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Result } from "../../../domain/kernel/result.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { authorityStream, keyStream } from "../../../domain/kernel/stream.ts";
import { StoreFault } from "../../../domain/ports/event-store.ts";
import { SignerFault } from "../../../domain/ports/signer.ts";
import { checkLedger } from "../../../domain/process/check-ledger.ts";
import { createAuthority, createResponder } from "../../../domain/process/create-authority.ts";
import { issue } from "../../../domain/process/issue.ts";
import { cancelRequest, judgeRequest } from "../../../domain/process/judge-request.ts";
import type { Ports } from "../../../domain/process/ports.ts";
import { recover } from "../../../domain/process/recover.ts";
import { renewAuthorityRequest } from "../../../domain/process/renew-request.ts";
import type { Requested } from "../../../domain/process/request-own.ts";
import { subjectOf } from "../../../domain/request/decider.ts";
import { signed } from "../../support/officer.ts";
import {
  approve,
  approveAndIssue,
  LEDGER,
  loadRequest,
  makeWorld,
  OPERATOR,
  type World,
  withHierarchy,
} from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  await recover(world.ports);
  await world.runner.catchUp();
});

const two = { id: "two", kind: "issuing", name: [{ type: "CN", value: "Two" }], parent: "root" } as const;
const create = (ports: Ports, command: string) => createAuthority(ports, OPERATOR, command, two);
const responder = (ports: Ports, command: string) =>
  createResponder(ports, OPERATOR, command, { authority: "web-ca", name: [{ type: "CN", value: "OCSP 2" }] });

/** A module that is away. */
const awayFor = (part: "generateKey" | "signCertificate"): Ports => ({
  ...world.ports,
  signer: { ...world.signer, [part]: () => Promise.reject(new SignerFault("module.unavailable", true)) },
});
const recovered = async () => {
  await world.runner.catchUp();
  const { requested, keys, faults } = await recover(world.ports);
  await world.runner.catchUp();
  return { requested, keys, faults };
};
const nothing = { requested: 0, keys: 0, faults: [] };
const openNow = async () => (await checkLedger(world.store)).open;

/** Lets the store fail from the `n`-th append on, as a process that dies there does. */
const diesAfter = async (n: number, act: () => Promise<unknown>): Promise<void> => {
  let appends = 0;
  world.store.faults.onAppend = () =>
    appends++ >= n ? { when: "before", fault: new StoreFault("store.unavailable") } : undefined;
  await expect(act()).rejects.toMatchObject({ code: "store.unavailable" });
  world.store.faults.onAppend = () => undefined;
};

describe("creating an authority stops", () => {
  test.for([
    { name: "after its key was planned", n: 1, open: ["key"], does: { requested: 0, keys: 1, faults: [] } },
    { name: "after it was created", n: 2, open: ["key", "authority"], does: { requested: 1, keys: 0, faults: [] } },
    { name: "after its key was made", n: 3, open: ["authority"], does: { requested: 1, keys: 0, faults: [] } },
  ])("$name: it is told as open, recovery goes on, and whoever repeats it finds it done", async ({ n, open, does }) => {
    const command = randomUUID();
    await diesAfter(n, () => create(world.ports, command));
    expect((await openNow()).map((o) => o.stream.split("-")[0])).toEqual(open);
    // Whoever asked may be about to repeat it.
    expect(await recovered()).toEqual(nothing);
    world.clock.advance(61);
    expect(await recovered()).toEqual(does);
    expect(await recovered()).toEqual(nothing);
    expect(await openNow()).toEqual([]);
    const { id, key, isRepeat } = expectOk(await create(world.ports, command));
    expect(isRepeat).toBe(does.requested === 1);
    expect((await loadRequest(world, id)).submission).toMatchObject({ requester: "operator:test", source: { key } });
    expect(expectOk(await approveAndIssue(world, id)).outcome).toBe("fulfilled");
    expect((await checkLedger(world.store)).findings).toEqual([]);
  });

  test("while the module is away: recovery goes on when it is back", async () => {
    await expect(create(awayFor("generateKey"), randomUUID())).rejects.toMatchObject({ code: "module.unavailable" });
    world.clock.advance(61);
    await world.runner.catchUp();
    const { requested, faults } = await recover(awayFor("generateKey"));
    expect({ requested, faults }).toEqual({ requested: 0, faults: ["module.unavailable", "module.unavailable"] });
    expect(await recovered()).toEqual({ requested: 1, keys: 0, faults: [] });
    const [request] = world.ports.queries.authorities().filter((a) => a.id === "two");
    expect((await loadRequest(world, request?.request ?? "")).at).toBe("planned");
  });
});

test("a responder's key that was planned is made, and whoever repeats the command goes on with it", async () => {
  const command = randomUUID();
  await expect(responder(awayFor("generateKey"), command)).rejects.toMatchObject({ code: "module.unavailable" });
  const [open] = await openNow();
  expect(open?.what).toBe("planned, and not generated");
  world.clock.advance(61);
  expect(await recovered()).toEqual({ requested: 0, keys: 1, faults: [] });
  expect(await openNow()).toEqual([]);
  const { key } = expectOk(await responder(world.ports, command));
  expect(keyStream(key)).toBe(open?.stream);
});

describe("an authority whose request ended without a certificate", () => {
  const deny = async (id: string) => {
    const no = signed(world.alice, subjectOf(LEDGER, await loadRequest(world, id)), { decision: "deny" });
    expectOk(await judgeRequest(world.ports, randomUUID(), id, no));
  };
  const fail = async (id: string) => {
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    expectOk(await issue(awayFor("signCertificate"), id));
    world.clock.advance(8 * 86_400);
    expect(expectOk(await issue(world.ports, id)).outcome).toBe("failed");
  };
  const renew = (id: string, command: string = randomUUID()): Promise<Result<Requested>> =>
    renewAuthorityRequest(world.ports, OPERATOR, command, id);
  const codeOf = (r: Result<unknown>) => (r.ok ? "ok" : r.error.code);

  test.for([
    { how: "denied", end: deny },
    {
      how: "cancelled",
      end: async (id: string) => expectOk(await cancelRequest(world.ports, OPERATOR, randomUUID(), id)),
    },
    { how: "failed", end: fail },
  ])("$how: it is told as open, asked for again, and certified under the same name and key", async ({ how, end }) => {
    const first = expectOk(await create(world.ports, randomUUID()));
    expect(codeOf(await renew("two"))).toBe("request.exists");
    await end(first.id);
    expect(await openNow()).toEqual([
      { stream: authorityStream("two"), what: expect.stringContaining(`its request was ${how}`) },
    ]);
    world.clock.advance(61);
    expect(await recovered()).toEqual(nothing);
    const command = randomUUID();
    const again = expectOk(await renew("two", command));
    expect([again.key, again.id === first.id, again.state.at]).toEqual([first.key, false, "planned"]);
    expect(await openNow()).toEqual([]);
    expect(expectOk(await renew("two", command))).toMatchObject({ id: again.id, isRepeat: true });
    expect(codeOf(await renew("two"))).toBe("request.exists");
    await world.runner.catchUp();
    expect(world.ports.queries.authorities().find((a) => a.id === "two")?.request).toBe(again.id);
    expect(expectOk(await approveAndIssue(world, again.id)).outcome).toBe("fulfilled");
    const row = world.ports.queries.authorities().find((a) => a.id === "two");
    expect([row?.state, row?.key, row?.request]).toEqual(["active", first.key, again.id]);
    expect(await checkLedger(world.store)).toMatchObject({ findings: [], open: [] });
    expect(codeOf(await renew("two"))).toBe("authority.exists");
  });

  test("asked for again, and stopped before the request was submitted: recovery submits it", async () => {
    await deny(expectOk(await create(world.ports, randomUUID())).id);
    await diesAfter(1, () => renew("two"));
    expect((await openNow()).map((o) => o.what)).toEqual(["created, and its certificate was not requested"]);
    expect(codeOf(await renew("two"))).toBe("request.exists");
    world.clock.advance(61);
    expect(await recovered()).toEqual({ requested: 1, keys: 0, faults: [] });
    expect(await openNow()).toEqual([]);
  });

  test("an authority that is none, and one that is certified, are refused", async () => {
    expect(codeOf(await renew("nobody"))).toBe("authority.unknown");
    expect(codeOf(await renew("root"))).toBe("authority.exists");
  });
});
