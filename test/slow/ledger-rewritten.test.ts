/**
 * The sealer and the signer started over a store that its administrator rewrote: nothing is sealed, so nothing is signed; and over
 * one that shows the sealer less than it shows others.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectOk } from "../../domain/kernel/result.ts";
import type { EventStore, Recorded } from "../../domain/ports/event-store.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { REWRITINGS } from "../attack/rewritings.ts";
import { makeCsr } from "../support/csr.ts";
import { makeRewritable, type Rewritable } from "../support/rewritten.ts";
import { withSealing } from "../support/sealing.ts";
import { approveAndIssue, makeWorld, WEB, withHierarchy } from "../support/world.ts";

let it: Rewritable;
beforeAll(async () => {
  it = await makeRewritable();
});
afterAll(() => it.close());

test("a ledger that nobody touched is sealed on, with its tiles and without", async () => {
  expect(await it.seal(it.copy())).toEqual({ goesOn: undefined, rebuilt: undefined });
});

test.for(REWRITINGS)("$name", async ({ make, sealed }) => {
  expect(await it.seal(await make(it))).toEqual({ goesOn: sealed, rebuilt: sealed });
});

test("a sealer that is not shown a request: its certificate is not signed, and whoever sees all convicts", async () => {
  const world = await withHierarchy(await makeWorld());
  const known = new Set((await world.store.readAll("start", 10_000)).map((e) => e.stream));
  const isShown = ({ stream }: Recorded): boolean => known.has(stream) || !stream.startsWith("request-");
  const starved: EventStore = {
    ...world.store,
    readAll: async (...given) => (await world.store.readAll(...given)).filter(isShown),
    follow: async function* (...given) {
      for await (const batch of world.store.follow(...given)) yield batch.filter(isShown);
    },
  };
  const sealing = withSealing({ ...world, store: starved }, { patienceMs: 300 });
  await sealing.settled();
  const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
  const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
  const ports = { ...world.ports, prover: sealing.ports.prover };
  expect(expectOk(await approveAndIssue({ ...world, ports }, id))).toEqual({ outcome: "pending", reason: "seal.late" });
  expectOk(await sealing.stop());
  const [finding] = (await checkLedger(world.store)).findings;
  expect(finding).toMatchObject({
    stream: "ledger",
    what: expect.stringMatching(/^the sealed tree of \d+ events is another/),
  });
  // Another sealer, which is shown everything.
  const other = await withSealing(world).stopped;
  expect(other.ok ? "sealed" : other.error.code).toBe("signer.history-rewritten");
});
