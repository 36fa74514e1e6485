/** A store put back from a backup, held against what others know; and certificates that others kept. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../../../adapters/memory/event-store.ts";
import { certificate } from "../../../../domain/certificate/decider.ts";
import type { FoundedGovernance } from "../../../../domain/governance/state.ts";
import type { Digest } from "../../../../domain/kernel/brand.ts";
import { toBase64url } from "../../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { materialBytes } from "../../../../domain/kernel/sealed.ts";
import { certificateStream } from "../../../../domain/kernel/stream.ts";
import type { EventStore } from "../../../../domain/ports/event-store.ts";
import { findGap, type KnownTree } from "../../../../domain/process/gap/find-gap.ts";
import { lostCertificates } from "../../../../domain/process/gap/lost-certificates.ts";
import { governanceReader } from "../../../../domain/process/governance-reader.ts";
import { loadState } from "../../../../domain/process/ledger.ts";
import { publishCrl } from "../../../../domain/process/publish-crl.ts";
import { changeStatus } from "../../../../domain/process/revoke.ts";
import { submitRequest } from "../../../../domain/process/submit-request.ts";
import { parseCheckpoint } from "../../../../domain/transparency/checkpoint.ts";
import { parseNote } from "../../../../domain/transparency/note.ts";
import { makeCsr } from "../../../support/csr.ts";
import { govern } from "../../../support/govern.ts";
import { ledgerEventsOf, makeSealingKey, sealNow } from "../../../support/sealed.ts";
import { ALICE, approveAndIssue, LEDGER, makeWorld, WEB, type World, withHierarchy } from "../../../support/world.ts";

let world: World;
let governance: FoundedGovernance;
/** Seals, in order, as trees that somebody kept. */
const sealed: KnownTree[] = [];
/** How many events there were when the copy was made. */
let copied: number;
let before: Uint8Array;
let after: Uint8Array;
let list: Uint8Array;

const key = makeSealingKey();
const seal = async (): Promise<void> => {
  const head = parseCheckpoint(parseNote(await sealNow(world.ports, LEDGER, key))?.text ?? "");
  if (head === undefined) throw new TypeError("no checkpoint");
  const { origin, size, root } = head;
  sealed.push({ by: "a friend", origin, size, root: toBase64url(root) as Digest, seenAt: world.clock.now() });
};
const issued = async () => {
  const csr = await makeCsr();
  const wanted = { authority: "web-ca", profile: "tls-server", csr, note: "" } as const;
  const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
  const outcome = expectOk(await approveAndIssue(world, id));
  if (outcome.outcome !== "fulfilled") throw new TypeError("not fulfilled");
  const state = await loadState(world.store, certificate, certificateStream(outcome.issuer, outcome.serial));
  if (state.at !== "issued") throw new TypeError("not issued");
  const der = expectOk(materialBytes(state.issued.der));
  return { place: { issuer: outcome.issuer, serial: outcome.serial }, der };
};
/** A store with the first `count` of its events, as a backup has them. */
const copyOf = async (
  count: number,
  change: (index: number, bytes: Uint8Array) => Uint8Array = (_, bytes) => bytes,
): Promise<EventStore> => {
  const store = openMemoryEventStore({ isStrict: false });
  const events = (await world.store.readAll("start", 100_000)).slice(0, count);
  for (const [i, { stream, revision, id, type, bytes }] of events.entries()) {
    const expected = revision === 0 ? "absent" : revision - 1;
    await store.append(stream, expected, [{ id, type, bytes: change(i, bytes) }]);
  }
  return store;
};
const gapIn = async (store: EventStore, trees: readonly KnownTree[]) => {
  const basis = expectOk(await governanceReader(store, { isProven: true })());
  return findGap(store, basis.governance, trees);
};

beforeAll(async () => {
  world = await withHierarchy(await makeWorld());
  const first = await issued();
  before = first.der;
  await seal();
  copied = (await ledgerEventsOf(world.ports)).length;
  after = (await issued()).der;
  expectOk(
    await changeStatus(world.ports, ALICE, randomUUID(), first.place, {
      act: "revoke",
      reason: "superseded",
      invalidSince: null,
    }),
  );
  await world.runner.catchUp();
  const authority = world.ports.queries.authorities().find((a) => a.id === "web-ca");
  if (authority === undefined) throw new TypeError("no authority");
  list = (await world.ports.blobs.get(expectOk(await publishCrl(world.ports, authority, 0)).blob)) ?? new Uint8Array();
  await seal();
  governance = expectOk(await world.ports.governance()).governance;
});

describe("the gap", () => {
  test("is none where the ledger has everything that is known", async () => {
    expect(await gapIn(world.store, sealed)).toEqual({ ok: true, value: null });
    expect(await gapIn(world.store, [])).toEqual({ ok: true, value: null });
    // Nothing is missing when the backup is as new as what is known.
    expect(await gapIn(await copyOf(copied), sealed.slice(0, 1))).toEqual({ ok: true, value: null });
  });

  test("of a ledger that was put back begins at its last seal, and ends at the largest tree that is known", async () => {
    const [first, second] = sealed as [KnownTree, KnownTree];
    const gap = expectOk(await gapIn(await copyOf(copied), sealed));
    const { origin, size, root, seenAt } = second;
    expect(gap).toMatchObject({
      known: { origin, size, root },
      kept: { size: first.size, root: first.root },
      by: "a friend",
      size: copied,
      seenAt,
    });
    expect(second.size).toBeGreaterThan(copied);
  });

  test("is seen too when its events were written over by others since", async () => {
    const other = await copyOf(copied);
    const rest = (await world.store.readAll("start", 100_000)).slice(copied);
    let n = 0;
    while ((await other.readAll("start", 100_000)).length <= (sealed[1]?.size ?? 0)) {
      const { type, bytes } = rest[0] as (typeof rest)[number];
      await other.append(`guard-2026-01-0${(n % 9) + 1}`, n < 9 ? "absent" : Math.floor(n / 9) - 1, [
        { id: randomUUID(), type, bytes: new Uint8Array([...bytes]) },
      ]);
      n += 1;
    }
    expect(expectOk(await gapIn(other, sealed))).toMatchObject({ kept: { size: sealed[0]?.size } });
  });

  test("begins at the founding when nothing was ever sealed", async () => {
    const gap = expectOk(await gapIn(await copyOf((sealed[0]?.size ?? 0) - 1), sealed));
    expect(gap?.kept.size).toBe(1);
  });

  test("begins no later than what the events themselves prove: a seal over others is none", async () => {
    const at = (sealed[0]?.size ?? 0) - 2;
    const spoilt = await copyOf(copied, (i, bytes) => (i === at ? new TextEncoder().encode("{}") : bytes));
    expect(expectOk(await gapIn(spoilt, sealed))?.kept.size).toBe(1);
  });

  test("may be known by its size alone, and what is shown with a root goes before it", async () => {
    const [, second] = sealed as [KnownTree, KnownTree];
    const witness: KnownTree = { ...second, by: "a witness", root: null };
    expect(expectOk(await gapIn(await copyOf(copied), [witness]))).toMatchObject({
      by: "a witness",
      known: { root: null },
    });
    expect(expectOk(await gapIn(await copyOf(copied), [witness, second]))).toMatchObject({ by: "a friend" });
  });

  test("is not one with another ledger", async () => {
    const other = { ...(sealed[1] as KnownTree), origin: `${LEDGER}/${"00".repeat(32)}` };
    expect(await gapIn(world.store, [other])).toMatchObject({ ok: false, error: { code: "governance.gap-unsound" } });
  });

  test("that was accepted is none any more", async () => {
    const { known, kept } = expectOk(await gapIn(await copyOf(copied), sealed)) ?? {};
    if (known === undefined || kept === undefined) throw new TypeError("no gap");
    await govern(world, { type: "AcceptGap", known, kept, reason: "tried out" });
    const accepted = expectOk(await world.ports.governance()).governance;
    expect([accepted.gaps.length, governance.gaps.length]).toEqual([1, 0]);
    expect(expectOk(await findGap(world.store, accepted, sealed))).toBeNull();
  });
});

describe("certificates that others kept", () => {
  test("are there, or are missing: with the revocations that a list tells", async () => {
    const restored = await copyOf(copied);
    const lost = await lostCertificates(restored, [before, after, list]);
    expect(lost).toMatchObject({ known: 1, foreign: 0 });
    expect(lost.certificates).toHaveLength(1);
    expect(lost.revocations).toHaveLength(1);
    expect(lost.revocations[0]?.serial).not.toBe(lost.certificates[0]?.serial);
    expect(await lostCertificates(world.store, [before, after, list])).toEqual({
      certificates: [],
      revocations: [],
      known: 3,
      foreign: 0,
    });
  });

  test("count for nothing when no authority of the ledger signed them", async () => {
    const forged = Uint8Array.from(after);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect(await lostCertificates(await copyOf(copied), [forged, new Uint8Array([1, 2, 3])])).toEqual({
      certificates: [],
      revocations: [],
      known: 0,
      foreign: 2,
    });
  });
});
