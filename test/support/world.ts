/**
 * A whole Cartulary in memory: strict event store, real read models, the real signing service over softkey. What the
 * processes do here they do the same on SQLite and PKCS#11; the end-to-end tests show that.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { openMemoryBlobStore } from "../../adapters/memory/blob-store.ts";
import { type MemoryEventStore, openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { openMemoryReadStore } from "../../adapters/memory/read-store.ts";
import { openSignatureJournal } from "../../adapters/signer-journal/journal.ts";
import { openSoftkeyModule, type SoftkeyModule } from "../../adapters/softkey/module.ts";
import { memoryKeys } from "../../adapters/vault/memory-keys.ts";
import { vaultOver } from "../../adapters/vault/vault.ts";
import { changeOf } from "../../domain/governance/change.ts";
import type { Founding } from "../../domain/governance/founding.ts";
import { firstPolicy } from "../../domain/governance/policy.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { addSeconds, type Instant } from "../../domain/kernel/instant.ts";
import { expectOk, type Result } from "../../domain/kernel/result.ts";
import { GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import { builtInProfiles } from "../../domain/policy/built-in.ts";
import type { Clock } from "../../domain/ports/clock.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import type { SignatureJournal } from "../../domain/ports/signature-journal.ts";
import type { Signer } from "../../domain/ports/signer.ts";
import { createAuthority, createResponder } from "../../domain/process/create-authority.ts";
import { foundLedger } from "../../domain/process/found.ts";
import { governanceReader } from "../../domain/process/governance-reader.ts";
import { issue, type Outcome } from "../../domain/process/issue.ts";
import { judgeRequest } from "../../domain/process/judge-request.ts";
import { loadState } from "../../domain/process/ledger.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { signingService } from "../../domain/process/signing/service.ts";
import { request as requestAggregate, subjectOf } from "../../domain/request/decider.ts";
import type { PlannedRequest } from "../../domain/request/state.ts";
import { projections } from "../../projections/all.ts";
import { knownKeys, knownKeysOver } from "../../projections/known-keys.ts";
import { queriesOver } from "../../projections/queries.ts";
import { projectionRunner, type Runner } from "../../projections/runner.ts";
import { makeOfficer, signed, type TestOfficer } from "./officer.ts";

export const LEDGER = "test/ledger";
export const OPERATOR = { actor: "operator:test", authentication: "local" } as const;
export const WEB = { actor: "service:web", authentication: "token:test" } as const;
export const ALICE = { actor: "officer:alice", authentication: "token:alice" } as const;

export type World<S extends EventStore = MemoryEventStore> = {
  readonly ports: Ports;
  readonly store: S;
  readonly module: SoftkeyModule;
  readonly journal: SignatureJournal;
  readonly signer: Signer;
  readonly runner: Runner;
  readonly alice: TestOfficer;
  readonly bob: TestOfficer;
  readonly clock: ReturnType<typeof makeClock>;
  readonly founding: Founding;
};

export const makeClock = (start = "2026-06-01T12:00:00.000Z") => {
  let now = start as Instant;
  let expected = now;
  return {
    now: () => now,
    expected: () => expected,
    /** Time passes. */
    advance: (seconds: number) => {
      now = addSeconds(now, seconds);
      expected = addSeconds(expected, seconds);
    },
    /** Somebody sets the clock. */
    jump: (seconds: number) => {
      now = addSeconds(now, seconds);
    },
  };
};

export const makeFounding = async (
  vault: Ports["vault"],
  officers: readonly TestOfficer[],
  quorum = 2,
): Promise<Founding> => ({
  ledger: LEDGER,
  quorum,
  officers: await Promise.all(
    officers.map(async ({ id, spki }) => ({
      id,
      name: expectOk(await vault.seal(randomBytes(16).toString("hex"), new TextEncoder().encode(`Name of ${id}`))),
      spki,
      roles: ["approver" as const, "revoker" as const],
    })),
  ),
  profiles: [...builtInProfiles],
  policy: firstPolicy(quorum),
});

/** Every founder's signature under a founding. */
export const foundingApprovals = (founding: Founding, officers: readonly TestOfficer[]) => {
  const change = changeOf({ type: "LedgerFounded", body: { founding, approvals: [] } });
  return officers.map((o) => signed(o, { ledger: founding.ledger, requester: null, ...change }));
};

/** A founded ledger with officers alice (Ed25519) and bob (P-256), quorum 2. */
export const makeWorld = (): Promise<World> => makeWorldOn(openMemoryEventStore());

export const makeWorldOn = async <S extends EventStore>(store: S): Promise<World<S>> => {
  const clock = makeClock();
  const vault = vaultOver(memoryKeys());
  const alice = makeOfficer("alice");
  const bob = makeOfficer("bob", "p256");
  const founding = await makeFounding(vault, [alice, bob]);
  expectOk(
    await foundLedger({ store, clock }, OPERATOR, randomUUID(), founding, foundingApprovals(founding, [alice, bob])),
  );
  const [first] = await store.readStream(GOVERNANCE);
  if (first === undefined) throw new TypeError("not founded");
  const module = openSoftkeyModule({ pin: "test", mode: "development", warn: () => undefined });
  const journal = openSignatureJournal({ path: ":memory:" });
  const signer = signingService({ store, module, journal, clock, genesis: envelopeDigest(first.bytes) });
  const runner = projectionRunner({ store, readStore: openMemoryReadStore(), projections });
  const ports: Ports = {
    store,
    clock,
    entropy: { bytes: (n) => new Uint8Array(randomBytes(n)) },
    signer,
    vault,
    blobs: openMemoryBlobStore(),
    queries: queriesOver(runner),
    governance: governanceReader(store, { isProven: false }),
    knownKeys: knownKeysOver(runner.view(knownKeys.name)),
    publicUrl: "http://pki.test",
  };
  return { ports, store, module, journal, signer, runner, alice, bob, clock, founding };
};

/** What the steps below need of a world; one over real parts has it too. */
export type Ground = Pick<World<EventStore>, "ports" | "store" | "signer" | "runner" | "alice" | "bob"> & {
  readonly clock: Clock;
  readonly journal: Pick<SignatureJournal, "count">;
};

export const loadRequest = async ({ store }: Pick<Ground, "store">, id: string): Promise<PlannedRequest> => {
  const state = await loadState(store, requestAggregate, requestStream(id));
  if (state.at === "absent" || state.at === "submitted") throw new TypeError("no such request");
  return state;
};

/** One officer's approval, through the process. */
export const approve = async (world: Ground, id: string, officer: TestOfficer) => {
  const subject = subjectOf(LEDGER, await loadRequest(world, id));
  return judgeRequest(world.ports, randomUUID(), id, signed(officer, subject));
};

/** Both officers approve and the certificate is issued. */
export const approveAndIssue = async (world: Ground, id: string): Promise<Result<Outcome>> => {
  expectOk(await approve(world, id, world.alice));
  expectOk(await approve(world, id, world.bob));
  const outcome = await issue(world.ports, id);
  await world.runner.catchUp();
  return outcome;
};

/** Root `root`, issuing authority `web-ca` below it, and its OCSP responder. */
export const withHierarchy = async <W extends Ground>(world: W): Promise<W> => {
  const name = (cn: string) => [
    { type: "O", value: "Example" },
    { type: "CN", value: cn },
  ];
  const root = expectOk(
    await createAuthority(world.ports, OPERATOR, randomUUID(), {
      id: "root",
      kind: "root",
      name: name("Root"),
      parent: null,
    }),
  );
  expectOk(await approveAndIssue(world, root.id));
  const issuing = expectOk(
    await createAuthority(world.ports, OPERATOR, randomUUID(), {
      id: "web-ca",
      kind: "issuing",
      name: name("Web CA"),
      parent: "root",
    }),
  );
  expectOk(await approveAndIssue(world, issuing.id));
  const responder = expectOk(
    await createResponder(world.ports, OPERATOR, randomUUID(), { authority: "web-ca", name: name("OCSP") }),
  );
  expectOk(await approveAndIssue(world, responder.id));
  return world;
};
