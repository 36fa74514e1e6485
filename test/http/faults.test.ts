/** What callers and relying parties get while a part of the world is away: never a stack, never a wrong promise. */
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { silentLog } from "../../adapters/log/log.ts";
import { certificate } from "../../domain/certificate/decider.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { certificateStream } from "../../domain/kernel/stream.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { BlobFault } from "../../domain/ports/blob-store.ts";
import { ClockFault } from "../../domain/ports/clock.ts";
import { RevisionConflict, StoreFault } from "../../domain/ports/event-store.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { VaultFault } from "../../domain/ports/vault.ts";
import { HistoryFault, loadState } from "../../domain/process/ledger.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { publishCrl } from "../../domain/process/publish-crl.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { failure } from "../../http/api/problem.ts";
import { publication } from "../../http/publication.ts";
import { type App, allRoutes, makeApp } from "../support/app.ts";
import { makeCsr } from "../support/csr.ts";
import { ALICE, approveAndIssue, WEB } from "../support/world.ts";

let app: App;
const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
beforeEach(async () => {
  app = await makeApp();
  printed.mockClear();
});
afterEach(() => expect(printed).not.toHaveBeenCalled());

const row = (id: string) => {
  const found = app.world.ports.queries.authorities().find((a) => a.id === id);
  if (found === undefined) throw new TypeError("no authority");
  return found;
};
/** Everything reads the ports when it needs them, as they then are. */
const breakPort = (part: Partial<Ports>): void => void Object.assign(app.world.ports, part);

describe("a CRL", () => {
  const fetch = async (id: string) => {
    const response = await app.request(`/crl/${row(id).key}/0.crl`);
    const body = Buffer.from(await response.arrayBuffer()).toString("hex");
    return { status: response.status, retry: response.headers.get("retry-after"), body };
  };

  test.for([
    { name: "the store is away", fault: new StoreFault("store.unavailable") },
    { name: "the list's stream cannot be read", fault: new HistoryFault("event.unknown-type", "crl-x", 1) },
  ])("$name: what was served is served, what was not is 503", async ({ fault }) => {
    for (const id of ["root", "web-ca"]) expectOk(await publishCrl(app.world.ports, row(id), 0));
    const before = await fetch("web-ca");
    expect(before.status).toBe(200);
    const { store } = app.world.ports;
    breakPort({ store: { ...store, readStream: () => Promise.reject(fault) } });
    expect(await fetch("web-ca")).toEqual(before);
    expect(await fetch("root")).toEqual({ status: 503, retry: "10", body: "" });
    breakPort({ store });
    expect((await fetch("root")).status).toBe(200);
  });

  test("the blobs are away: the list before it is served", async () => {
    expectOk(await publishCrl(app.world.ports, row("web-ca"), 0));
    const before = await fetch("web-ca");
    app.world.clock.advance(60);
    expectOk(await publishCrl(app.world.ports, row("web-ca"), 0));
    const { blobs } = app.world.ports;
    breakPort({ blobs: { ...blobs, get: () => Promise.reject(new BlobFault("blob.unavailable")) } });
    expect(await fetch("web-ca")).toEqual(before);
  });
});

test("a defect among the public bytes: 500, and not a word", async () => {
  const { ports, runner } = app.world;
  const view = (name: string) => ({
    ...runner.view(name),
    get: () => {
      throw new Error("secret at /var/lib");
    },
  });
  const composed = { ports, runner: { ...runner, view }, troubles: new Map(), close: async () => undefined };
  const broken = allRoutes(composed, app.attempts);
  const response = await broken.request(`/aia/${"0".repeat(32)}.cer`);
  expect([response.status, await response.text()]).toEqual([500, ""]);
});

describe("a fault as a problem", () => {
  test.for([
    { fault: new StoreFault("store.unavailable"), status: 503, retry: "2" },
    { fault: new StoreFault("store.ambiguous"), status: 503, retry: "2" },
    { fault: new StoreFault("store.full"), status: 503, retry: null },
    { fault: new RevisionConflict("key-a", 0), status: 503, retry: "2" },
    { fault: new ClockFault("clock.moved"), status: 503, retry: null },
    { fault: new SignerFault("module.unavailable", true), status: 503, retry: "2" },
    { fault: new VaultFault("vault.unavailable"), status: 503, retry: "2" },
    { fault: new VaultFault("vault.corrupt"), status: 503, retry: null },
    { fault: new BlobFault("blob.unavailable"), status: 503, retry: "2" },
    { fault: new HistoryFault("event.malformed", "key-a", 0), status: 503, retry: null },
    { fault: new TypeError("secret"), status: 500, retry: null },
  ])("$fault.name $fault.message: $status", async ({ fault, status, retry }) => {
    const response = failure(fault);
    const text = await response.text();
    expect([response.status, response.headers.get("retry-after")]).toEqual([status, retry]);
    expect(text).not.toContain(fault.message);
    expect(text).not.toContain("nothing was decided");
    if (status === 503) expect(text).toContain("the same call with the same Idempotency-Key is safe to repeat");
  });

  test("an append whose answer was lost: 503, and the same call again finds what it did", async () => {
    const csr = encodePem("CERTIFICATE REQUEST", await makeCsr());
    const body = { authority: "web-ca", profile: "tls-server", csr };
    const send = () => app.call("service:web", "POST", "/v1/requests", body, { "idempotency-key": "lost" });
    app.world.store.faults.onAppend = () => ({ when: "after", fault: new StoreFault("store.ambiguous") });
    expect((await send()).status).toBe(503);
    app.world.store.faults.onAppend = () => undefined;
    const size = (await app.world.store.readAll("start", 10_000)).length;
    expect((await send()).status).toBe(201);
    expect((await app.world.store.readAll("start", 10_000)).length).toBe(size);
  });
});

describe("the CRL that shows a change", () => {
  const revoked = async () => {
    const { world } = app;
    const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
    const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
    const place = expectOk(await approveAndIssue(world, id));
    if (place.outcome !== "fulfilled") throw new TypeError(place.reason);
    const change = { act: "revoke", reason: "superseded", invalidSince: null } as const;
    const stale = world.ports.queries.revokedEntries(row("web-ca").key, 0);
    const { position } = expectOk(await changeStatus(world.ports, ALICE, randomUUID(), place, change));
    const state = await loadState(world.store, certificate, certificateStream(place.issuer, place.serial));
    await world.runner.catchUp();
    return { state, position: position ?? null, stale };
  };
  const publisher = (change: Partial<Ports["queries"]>) => {
    const { ports } = app.world;
    return publication({ ...ports, queries: { ...ports.queries, ...change } }, silentLog);
  };

  test("is named by its number", async () => {
    const { state, position } = await revoked();
    expect(await publisher({}).publishChange(state, position)).toBe("1");
  });

  test("is not promised when the read models lag, and not made in vain", async () => {
    const { state, position } = await revoked();
    expect(await publisher({ caughtUp: async () => false }).publishChange(state, position)).toBeNull();
    expect((await app.world.store.readAll("start", 10_000)).filter((r) => r.type === "CrlPrepared")).toEqual([]);
  });

  test("is not promised when its read model was stopped before the change", async () => {
    const { state, position, stale } = await revoked();
    expect(await publisher({ revokedEntries: () => stale }).publishChange(state, position)).toBeNull();
  });
});
