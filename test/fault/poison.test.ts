/**
 * An event that nobody here can read: a type of tomorrow, a newer version, a bad byte. What reads it stops there and says
 * so, readiness fails, nothing is decided on a stream that cannot be read whole; what was known goes on being answered.
 */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { silentLog } from "../../adapters/log/log.ts";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { utf8 } from "../../domain/kernel/bytes.ts";
import { canonicalText } from "../../domain/kernel/canonical-json.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { certificateStream, crlStream, GOVERNANCE, guardStream, requestStream } from "../../domain/kernel/stream.ts";
import { StoreFault } from "../../domain/ports/event-store.ts";
import { VaultFault } from "../../domain/ports/vault.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { recover } from "../../domain/process/recover.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { watchAttempts } from "../../domain/process/watch-attempts.ts";
import { keepRecovering } from "../../http/background.ts";
import { allRoutes } from "../support/app.ts";
import { makeCsr } from "../support/csr.ts";
import { encodeOcspRequest } from "../support/ocsp-request.ts";
import {
  ALICE,
  approve,
  approveAndIssue,
  loadRequest,
  makeWorldOn,
  WEB,
  type World,
  withHierarchy,
} from "../support/world.ts";

type Json = { v: number; type: string; prev: string | null; [k: string]: unknown };

const POISONS: readonly { readonly name: string; readonly spoil: (last: Json) => Uint8Array; readonly code: string }[] =
  [
    {
      name: "an unknown type",
      spoil: (e) => utf8(canonicalText({ ...e, type: "CertificateBlessed" })),
      code: "event.unknown-type",
    },
    { name: "a newer version", spoil: (e) => utf8(canonicalText({ ...e, v: e.v + 1 })), code: "event.unknown-version" },
    { name: "a bad byte", spoil: (e) => Uint8Array.of(...utf8(canonicalText(e)), 0xff), code: "input.malformed" },
    {
      name: "another order of its keys",
      spoil: (e) => utf8(JSON.stringify(e, Object.keys(e).reverse())),
      code: "input.malformed",
    },
  ];

let world: World;
let app: ReturnType<typeof allRoutes>;
const place = async (): Promise<{ issuer: string; serial: string }> => {
  const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
  const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
  const outcome = expectOk(await approveAndIssue(world, id));
  if (outcome.outcome !== "fulfilled") throw new TypeError("not issued");
  const state = world.ports.queries;
  expect(state.approvedRequests()).toEqual([]);
  const rows = await world.store.readAll("start", 10_000);
  const stream = rows.findLast((r) => r.type === "CertificateIssued")?.stream ?? "";
  const [issuer = "", serial = ""] = stream.replace("certificate-", "").split(".");
  return { issuer, serial };
};
const ready = async () => {
  const response = await app.request("/readyz");
  const { reasons } = (await response.json()) as { reasons: string[] };
  return { status: response.status, reasons };
};
const ocsp = async (serial: string): Promise<Uint8Array> => {
  const authority = world.ports.queries.authorities().find((a) => a.id === "web-ca");
  if (authority === undefined) throw new TypeError("no authority");
  const response = await app.request("/ocsp", {
    method: "POST",
    headers: { "content-type": "application/ocsp-request" },
    body: Buffer.from(encodeOcspRequest(authority, serial)),
  });
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
};
/** OCSPResponseStatus, RFC 6960 §4.2.1: the first ENUMERATED. */
const statusOf = (der: Uint8Array): number => der[der.indexOf(0x0a) + 2] ?? -1;

/** Puts behind a stream's end what no adapter would have written. */
const poison = async (stream: string, spoil: (last: Json) => Uint8Array): Promise<void> => {
  const last = (await world.store.readStream(stream)).at(-1);
  if (last === undefined) throw new TypeError("an empty stream");
  const bytes = spoil(JSON.parse(Buffer.from(last.bytes).toString("utf8")) as Json);
  await world.store.append(stream, last.revision, [{ id: randomUUID(), type: "Poison", bytes }]);
  await world.runner.catchUp();
};

beforeEach(async () => {
  world = await withHierarchy(await makeWorldOn(openMemoryEventStore({ isStrict: false })));
  const composed = { ports: world.ports, runner: world.runner, troubles: new Map(), close: async () => undefined };
  app = allRoutes(composed, watchAttempts(world.ports));
});

describe.for(POISONS)("$name", ({ spoil, code }) => {
  test("in a certificate's stream: its readers halt, readiness fails, OCSP and the others go on", async () => {
    const [sick, well] = [await place(), await place()];
    expect(statusOf(await ocsp(sick.serial))).toBe(0);
    expect((await ready()).status).toBe(200);
    await poison(certificateStream(sick.issuer, sick.serial), spoil);

    const { status, reasons } = await ready();
    expect(status).toBe(503);
    expect(reasons).toContainEqual(expect.stringContaining(`read model ocsp-status stopped: ${code}`));
    expect(new Set(world.runner.quarantined().map((q) => q.code))).toEqual(new Set([code]));
    // What was answered before is answered still, and so is every other certificate.
    expect(statusOf(await ocsp(sick.serial))).toBe(0);
    expect(statusOf(await ocsp(well.serial))).toBe(0);
    // Nothing is decided on what cannot be read whole, and nothing is lost of the rest.
    const revoke = { act: "revoke", reason: "superseded", invalidSince: null } as const;
    const refused = await changeStatus(world.ports, ALICE, randomUUID(), sick, revoke).then(
      (r) => (r.ok ? "done" : r.error.code),
      (e: { code: string }) => e.code,
    );
    expect(["store.corrupt", code]).toContain(refused);
    expectOk(await changeStatus(world.ports, ALICE, randomUUID(), well, revoke));
    const { findings } = await checkLedger(world.store);
    expect(findings.map((f) => f.stream)).toEqual([certificateStream(sick.issuer, sick.serial)]);
  });

  test("in the rules' own stream: nothing is decided any more, readiness fails, OCSP goes on", async () => {
    const issued = await place();
    expect(statusOf(await ocsp(issued.serial))).toBe(0);
    await poison(GOVERNANCE, spoil);
    const { status, reasons } = await ready();
    expect(status).toBe(503);
    expect(reasons.length).toBeGreaterThan(0);
    expect(statusOf(await ocsp(issued.serial))).toBe(0);
    const before = await world.store.readAll("start", 10_000);
    const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
    const asked = await submitRequest(world.ports, WEB, randomUUID(), wanted).then(
      (r) => r.ok,
      () => false,
    );
    expect(asked).toBe(false);
    expect(await world.store.readAll("start", 10_000)).toEqual(before);
  });
});

describe("what recovery cannot do keeps nothing else waiting", () => {
  const approved = async (profile: "tls-server" | "tls-client" = "tls-server"): Promise<string> => {
    const csr = await makeCsr(profile === "tls-client" ? { subject: "CN=Carol", dns: [], emails: ["c@x.test"] } : {});
    const { id } = expectOk(
      await submitRequest(world.ports, WEB, randomUUID(), { authority: "web-ca", profile, csr, note: null }),
    );
    for (const officer of [world.alice, world.bob]) expectOk(await approve(world, id, officer));
    return id;
  };
  const stateOf = async (id: string) => (await loadRequest(world, id)).at;

  test.for(POISONS)("a request's stream holds $name", async ({ spoil, code }) => {
    const [sick, well] = [await approved(), await approved()];
    await poison(requestStream(sick), spoil);
    expect(world.ports.queries.approvedRequests()).toContain(sick);
    const done = await recover(world.ports);
    expect(done).toMatchObject({ fulfilled: 1, crls: 2, faults: [code] });
    expect(await stateOf(well)).toBe("fulfilled");
  });

  test.for([
    { name: "a person's key cannot be read", fault: new VaultFault("vault.corrupt") },
    { name: "the vault is away", fault: new VaultFault("vault.unavailable") },
    { name: "a store refuses one stream", fault: new StoreFault("store.rejected") },
    { name: "a defect", fault: new TypeError("no such thing") },
  ])("$name", async ({ fault }) => {
    const [sick, well] = [await approved("tls-client"), await approved()];
    await world.runner.catchUp();
    const { vault } = world.ports;
    const done = await recover({ ...world.ports, vault: { ...vault, open: () => Promise.reject(fault) } });
    const code = "code" in fault ? fault.code : "TypeError";
    expect(done).toMatchObject({ fulfilled: 1, crls: 2, faults: [code] });
    expect([await stateOf(sick), await stateOf(well)]).toEqual(["approved", "fulfilled"]);
  });

  test("a list's own stream cannot be read: the other lists are published", async () => {
    await recover(world.ports);
    const [first] = world.ports.queries.authorities();
    await poison(crlStream(first?.key ?? "", 0), (e) => utf8(canonicalText({ ...e, type: "CrlBlessed" })));
    world.clock.advance(50 * 86_400);
    expect(await recover(world.ports)).toMatchObject({ crls: 1, faults: ["event.unknown-type"] });
  });

  test("refused attempts that cannot be written down: the lists are published all the same", async () => {
    const attempts = watchAttempts(world.ports);
    attempts.note("caller.unauthenticated");
    await attempts.flush();
    await poison(guardStream(world.clock.now().slice(0, 10)), (e) => utf8(canonicalText({ ...e, v: 9 })));
    attempts.note("caller.unauthenticated");
    const stopping = new AbortController();
    const recovering = keepRecovering(world, attempts, silentLog, stopping.signal);
    await vi.waitFor(async () => {
      const rows = await world.store.readAll("start", 10_000);
      expect(rows.filter((r) => r.type === "CrlPublished").length).toBe(2);
    });
    stopping.abort();
    await recovering;
  });

  test("a store that is away ends the pass", async () => {
    await approved();
    await world.runner.catchUp();
    world.store.faults.onAppend = () => ({ when: "before", fault: new StoreFault("store.unavailable") });
    await expect(recover(world.ports)).rejects.toMatchObject({ code: "store.unavailable" });
  });
});
