/** Issuance under a mandate, through the processes and the real signing service. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { expectOk } from "../../../domain/kernel/result.ts";
import { requestStream } from "../../../domain/kernel/stream.ts";
import { ModuleFault } from "../../../domain/ports/key-module.ts";
import { checkLedger } from "../../../domain/process/check-ledger.ts";
import type { Caller } from "../../../domain/process/handle.ts";
import { issue } from "../../../domain/process/issue.ts";
import { submitRequest } from "../../../domain/process/submit-request.ts";
import { makeCsr } from "../../support/csr.ts";
import { directory, grant, suspend } from "../../support/mandate.ts";
import { approveAndIssue, loadRequest, makeWorld, WEB, type World, withHierarchy } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
});

type Asked = { readonly mandate?: string; readonly profile?: string; readonly csr?: Parameters<typeof makeCsr>[0] };
const submit = async ({ mandate, profile = "tls-server", csr }: Asked = {}, by: Caller = WEB) => {
  const wanted = { authority: "web-ca", profile, csr: await makeCsr(csr), note: null, mandate };
  return submitRequest(world.ports, by, randomUUID(), wanted);
};
const fulfilled = async (asked: Asked = {}): Promise<string> =>
  expectOk(await issue(world.ports, expectOk(await submit(asked)).id)).outcome;

describe("a covered request", () => {
  test("is mandated at once, and its certificate is there after four appends", async () => {
    await grant(world);
    let appends = 0;
    const append: typeof world.store.append = (...all) => {
      appends += 1;
      return world.store.append(...all);
    };
    world = { ...world, ports: { ...world.ports, store: { ...world.store, append } } };
    const { id, events, state } = expectOk(await submit());
    expect(events.map((e) => e.type)).toEqual(["RequestSubmitted", "IssuancePlanned", "RequestMandated"]);
    expect(events.map((e) => e.basis)).toEqual([1, 1, 1]);
    expect(state).toMatchObject({ at: "approved", mandate: { id: "web" }, approvals: [] });
    const outcome = expectOk(await issue(world.ports, id));
    expect([outcome.outcome, appends]).toEqual(["fulfilled", 4]);
    await world.runner.catchUp();
    expect(world.ports.queries.approvedRequests()).toEqual([]);
    const report = await checkLedger(world.store);
    expect([report.findings, report.open, report.certificates]).toEqual([[], [], 4]);
  });

  test("is one about a person too: nobody reads the sealed bytes but those who judge them", async () => {
    const subtrees = [directory("O=Example"), { kind: "email" as const, value: "example.test" }];
    await grant(world, { profile: { id: "tls-client", version: 1 }, subtrees });
    const carol = { subject: "O=Example, CN=Carol", dns: [], emails: ["carol@example.test"] };
    expect(await fulfilled({ profile: "tls-client", csr: carol })).toBe("fulfilled");
    const mallory = { subject: "O=Example, CN=Mallory", dns: [], emails: ["mallory@example.com"] };
    expect(expectOk(await submit({ profile: "tls-client", csr: mallory })).state.at).toBe("planned");
    expect((await checkLedger(world.store)).findings).toEqual([]);
  });

  test("whose module is away stays mandated, and is finished later without a second count", async () => {
    await grant(world, { quota: { certificates: 1, seconds: 3600 } });
    const { id } = expectOk(await submit());
    world.module.faults.onSign = () => ({ when: "before", fault: new ModuleFault("module.unavailable") });
    expect(expectOk(await issue(world.ports, id)).outcome).toBe("pending");
    world.module.faults.onSign = () => undefined;
    expect(expectOk(await issue(world.ports, id)).outcome).toBe("fulfilled");
    expect(expectOk(await issue(world.ports, id)).outcome).toBe("fulfilled");
  });
});

describe("which mandate", () => {
  test("none covers it: officers are asked as ever", async () => {
    await grant(world, { subtrees: [{ kind: "dns", value: "example.com" }] });
    const { id, state } = expectOk(await submit());
    expect(state).toMatchObject({ at: "planned", mandate: null });
    expect(expectOk(await approveAndIssue(world, id)).outcome).toBe("fulfilled");
  });

  test("two cover it: whose quota is spent has to be said", async () => {
    await grant(world);
    await grant(world, { id: "other" });
    expect(expectOk(await submit()).state).toMatchObject({ at: "planned", mandate: null });
    expect(expectOk(await submit({ mandate: "other" })).state).toMatchObject({ mandate: { id: "other" } });
    await suspend(world, "other");
    expect(expectOk(await submit()).state).toMatchObject({ mandate: { id: "web" } });
  });

  test.for<{ name: string; asked: Asked; by?: Caller; code: string }>([
    { name: "one that is not there", asked: { mandate: "nobody" }, code: "mandate.unknown" },
    { name: "one that is suspended", asked: { mandate: "old" }, code: "mandate.suspended" },
    {
      name: "one for other names",
      asked: { mandate: "web", csr: { subject: "CN=example.com", dns: ["example.com"] } },
      code: "mandate.not-covering",
    },
    {
      name: "one for other services",
      asked: { mandate: "web" },
      by: { actor: "service:other", authentication: "token:test" },
      code: "mandate.not-covering",
    },
  ])("$name is refused, and nothing is written", async ({ asked, by, code }) => {
    await grant(world);
    await grant(world, { id: "old" });
    await suspend(world, "old");
    const before = (await world.store.readAll("start", 10_000)).length;
    expect(await submit(asked, by)).toMatchObject({ error: { code } });
    expect((await world.store.readAll("start", 10_000)).length).toBe(before);
  });

  test("a repeat finds the request as it was decided, whatever became of the mandate", async () => {
    await grant(world);
    const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
    const command = randomUUID();
    const first = expectOk(await submitRequest(world.ports, WEB, command, wanted));
    await suspend(world, "web");
    const second = expectOk(await submitRequest(world.ports, WEB, command, wanted));
    expect([second.isRepeat, second.id, second.state]).toEqual([true, first.id, first.state]);
    const named = { ...wanted, mandate: "web" };
    expect(await submitRequest(world.ports, WEB, command, named)).toMatchObject({ error: { code: "command.reused" } });
  });
});

describe("the signer's own judgement", () => {
  test("a mandate suspended between plan and signature signs nothing", async () => {
    await grant(world);
    const { id } = expectOk(await submit());
    await suspend(world, "web", world.bob);
    expect(expectOk(await issue(world.ports, id))).toEqual({ outcome: "failed", reason: "mandate.suspended" });
    expect(await loadRequest(world, id)).toMatchObject({ at: "failed", code: "mandate.suspended" });
  });

  test("a mandate that ended between plan and signature signs nothing", async () => {
    await grant(world);
    const { id } = expectOk(await submit());
    world.clock.advance(30 * 86_400 + 1);
    expect(expectOk(await issue(world.ports, id))).toEqual({ outcome: "failed", reason: "mandate.not-covering" });
  });

  test("the quota is of any stretch of its time", async () => {
    await grant(world, { quota: { certificates: 2, seconds: 60 } });
    const seen: string[] = [];
    for (const seconds of [0, 40, 10, 10, 10, 30, 10]) {
      world.clock.advance(seconds);
      seen.push(await fulfilled());
    }
    // At 0, 40, 50, 60, 70, 100 and 110 seconds: the third and the fourth are too early by the first and the second.
    expect(seen).toEqual(["fulfilled", "fulfilled", "failed", "fulfilled", "failed", "fulfilled", "failed"]);
    expect((await checkLedger(world.store)).findings).toEqual([]);
  });

  test("each mandate has its own quota", async () => {
    const quota = { certificates: 1, seconds: 60 };
    await grant(world, { quota });
    await grant(world, { id: "other", quota });
    expect(await fulfilled({ mandate: "web" })).toBe("fulfilled");
    expect(await fulfilled({ mandate: "web" })).toBe("failed");
    expect(await fulfilled({ mandate: "other" })).toBe("fulfilled");
  });
});

test("a request's stream shows the mandate in its place", async () => {
  const mandate = await grant(world);
  const { id, state } = expectOk(await submit());
  const types = (await world.store.readStream(requestStream(id))).map((r) => r.type);
  expect(types.at(-1)).toBe("RequestMandated");
  expect(state).toMatchObject({ mandate: { id: mandate.id, digest: expect.stringMatching(/^[\w-]{43}$/) } });
});
