/**
 * A read model that followed the ledger as it grew, stopping and starting anywhere, has the same rows as one that was
 * rebuilt from zero.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test } from "@fast-check/vitest";
import { afterAll, expect } from "vitest";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { openMemoryReadStore } from "../../adapters/memory/read-store.ts";
import { openSqliteReadStore } from "../../adapters/sqlite/read-store.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import type { Recorded } from "../../domain/ports/event-store.ts";
import type { ReadStore } from "../../domain/ports/read-store.ts";
import { issue } from "../../domain/process/issue.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { projections } from "../../projections/all.ts";
import { projectionRunner } from "../../projections/runner.ts";
import { makeCsr } from "../support/csr.ts";
import { grant } from "../support/mandate.ts";
import { ALICE, approve, approveAndIssue, makeWorld, WEB, withHierarchy } from "../support/world.ts";

/** A history with everything in it: hierarchy, issued, denied-less, held, released, revoked, upgraded, abandoned work. */
const history = async (): Promise<readonly Recorded[]> => {
  const world = await withHierarchy(await makeWorld());
  for (const [i, acts] of [["hold", "release"], ["revoke"], ["hold", "revoke"], []].entries()) {
    const wanted = {
      authority: "web-ca",
      profile: i % 2 === 0 ? "tls-server" : "tls-client",
      csr: await makeCsr({ subject: "CN=x", dns: i % 2 === 0 ? ["x.test"] : [] }),
      note: null,
    };
    const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
    const outcome = expectOk(await approveAndIssue(world, id));
    if (outcome.outcome !== "fulfilled") throw new TypeError("not fulfilled");
    for (const act of acts) {
      world.clock.advance(10);
      const change =
        act === "revoke"
          ? ({ act, reason: "unspecified", invalidSince: null } as const)
          : ({ act } as { act: "hold" | "release" });
      expectOk(await changeStatus(world.ports, ALICE, randomUUID(), outcome, change));
    }
  }
  const submit = async () => {
    const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
    return expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
  };
  const { id } = await submit();
  await grant(world, { quota: { certificates: 1, seconds: 60 } });
  for (let i = 0; i < 2; i++) expectOk(await issue(world.ports, (await submit()).id));
  await submit();
  expectOk(await approve(world, id, world.alice));
  return world.store.readAll("start", 10_000);
};

const events = await history();
const directory = mkdtempSync(join(tmpdir(), "rebuild-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const rows = (store: ReadStore): unknown =>
  projections.map((p) => [p.name, store.view(p.name, p.version).list(""), store.checkpoint(p.name)]);

const rebuilt = async (): Promise<unknown> => {
  const store = openMemoryEventStore({ isStrict: false });
  for (const e of events) await store.append(e.stream, e.revision === 0 ? "absent" : e.revision - 1, [e]);
  const readStore = openMemoryReadStore();
  await projectionRunner({ store, readStore, projections }).catchUp();
  return rows(readStore);
};

const expected = await rebuilt();

test.prop([fc.uniqueArray(fc.integer({ min: 1, max: events.length }), { maxLength: 6 }), fc.boolean()], {
  numRuns: 40,
})("live with stops at random places = rebuilt", async (cuts, isSqlite) => {
  const store = openMemoryEventStore({ isStrict: false });
  const readStore = isSqlite
    ? openSqliteReadStore({ path: join(directory, `${randomUUID()}.sqlite`) })
    : openMemoryReadStore();
  let done = 0;
  for (const cut of [...cuts.sort((a, b) => a - b), events.length]) {
    for (const e of events.slice(done, cut))
      await store.append(e.stream, e.revision === 0 ? "absent" : e.revision - 1, [e]);
    done = cut;
    // A new runner each time: it starts from the checkpoints alone, as after a restart.
    await projectionRunner({ store, readStore, projections }).catchUp();
  }
  expect(rows(readStore)).toEqual(expected);
  readStore.close();
});

test("the history holds what it promises", () => {
  const types = new Set(events.map((e) => e.type));
  for (const type of [
    "CertificateHeld",
    "CertificateReleased",
    "CertificateRevoked",
    "AuthorityCertified",
    "ResponderCertified",
    "RequestMandated",
    "RequestFailed",
  ])
    expect(types).toContain(type);
});
