/**
 * A ledger's whole life as its callers live it: authorities, responder, one leaf from request to revocation, one under a
 * mandate, lists, OCSP, a token, refused attempts. Every step has its command id and is tried again when the world failed; what no caller
 * repeats, recovery must finish. And what must be true at the end, whatever failed.
 */
import { expect } from "vitest";
import { openMemoryReadStore } from "../../adapters/memory/read-store.ts";
import type { Change } from "../../domain/governance/change.ts";
import type { Digest } from "../../domain/kernel/brand.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import { deriveUuid } from "../../domain/kernel/envelope.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { expectOk, type Result } from "../../domain/kernel/result.ts";
import { categoryOf } from "../../domain/kernel/stream.ts";
import type { Mandate } from "../../domain/policy/mandate.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { ocspResponder } from "../../domain/process/answer-ocsp.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { createAuthority, createResponder } from "../../domain/process/create-authority.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import { issue, issueNow } from "../../domain/process/issue.ts";
import { judgeRequest } from "../../domain/process/judge-request.ts";
import { publishCrl } from "../../domain/process/publish-crl.ts";
import { recover } from "../../domain/process/recover.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import type { StatusChange } from "../../domain/process/status-change.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { type Attempts, watchAttempts } from "../../domain/process/watch-attempts.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import type { PlannedRequest } from "../../domain/request/state.ts";
import type { SignedStatement } from "../../domain/statement/statement.ts";
import { projections } from "../../projections/all.ts";
import { projectionRunner } from "../../projections/runner.ts";
import { makeCsr } from "../support/csr.ts";
import { mandateOf } from "../support/mandate.ts";
import { encodeOcspRequest } from "../support/ocsp-request.ts";
import { signed, signedChange, type TestOfficer } from "../support/officer.ts";
import { ALICE, LEDGER, loadRequest, OPERATOR, WEB, type World } from "../support/world.ts";

type AnyWorld = World<EventStore>;

const isRetryable = (fault: unknown): boolean => (fault as { retryable?: unknown }).retryable === true;

/** As a caller with patience does: the same call again while the fault says that this may help. */
const insist = async <T>(step: () => Promise<Result<T>>): Promise<T> => {
  for (let left = 8; ; left--) {
    try {
      return expectOk(await step());
    } catch (fault) {
      if (!isRetryable(fault) || left === 0) throw fault;
    }
  }
};

const insistOn = (work: () => Promise<void>): Promise<void> =>
  insist(async () => {
    await work();
    return { ok: true, value: undefined };
  });

const settle = async (world: AnyWorld): Promise<void> => {
  await insistOn(() => world.runner.catchUp());
  await recover(world.ports).catch(() => undefined);
  await insistOn(() => world.runner.catchUp());
};

/** What callers keep, to send it again as it was. */
type Kept = {
  readonly statements: Map<string, SignedStatement>;
  readonly changes: Map<Change["type"], readonly SignedStatement[]>;
  csr?: Uint8Array;
  mandate?: Mandate;
  mandated?: Uint8Array;
  attempts?: Attempts;
};
const kept = new WeakMap<AnyWorld, Kept>();
const keptBy = (world: AnyWorld): Kept => {
  const had = kept.get(world) ?? { statements: new Map(), changes: new Map() };
  kept.set(world, had);
  return had;
};

const statementOf = async (world: AnyWorld, id: string, officer: TestOfficer): Promise<SignedStatement> => {
  const { statements } = keptBy(world);
  const name = `${officer.id} ${id}`;
  const statement = statements.get(name) ?? signed(officer, subjectOf(LEDGER, await loadRequest(world, id)));
  statements.set(name, statement);
  return statement;
};

/** Both officers approve; what becomes of the issuance itself is recovery's business. */
const fulfil = async (world: AnyWorld, id: string): Promise<PlannedRequest> => {
  for (const officer of [world.alice, world.bob]) {
    const statement = await statementOf(world, id, officer);
    await insist(() => judgeRequest(world.ports, deriveUuid("approve", id, officer.id), id, statement));
  }
  await issue(world.ports, id).catch(() => undefined);
  return finished(world, id);
};

/** What nobody calls for again is finished by recovery. */
const finished = async (world: AnyWorld, id: string): Promise<PlannedRequest> => {
  for (let round = 0; round < 4; round++) {
    await settle(world);
    const state = await loadRequest(world, id);
    if (state.at === "fulfilled") return state;
    world.clock.advance(61);
  }
  throw new TypeError(`the request is ${(await loadRequest(world, id)).at}`);
};

const name = (cn: string) => [{ type: "CN", value: cn }];

const makeHierarchy = async (world: AnyWorld): Promise<void> => {
  const { ports } = world;
  const root = { id: "root", kind: "root", name: name("Root"), parent: null } as const;
  const issuing = { id: "web-ca", kind: "issuing", name: name("Web CA"), parent: "root" } as const;
  for (const wanted of [root, issuing]) {
    const command = deriveUuid("create", LEDGER, wanted.id);
    const { id } = await insist(() => createAuthority(ports, OPERATOR, command, wanted));
    await fulfil(world, id);
  }
  const wanted = { authority: "web-ca", name: name("OCSP") };
  const { id } = await insist(() => createResponder(ports, OPERATOR, deriveUuid("responder", LEDGER), wanted));
  await fulfil(world, id);
};

const approvalsOf = (world: AnyWorld, change: Change): readonly SignedStatement[] => {
  const { changes } = keptBy(world);
  const approvals = changes.get(change.type) ?? signedChange(LEDGER, change, [world.alice, world.bob]);
  changes.set(change.type, approvals);
  return approvals;
};

const makeToken = async (world: AnyWorld): Promise<void> => {
  const { ports } = world;
  const notAfter = "2027-01-01T00:00:00.000Z" as Instant;
  const token = {
    id: deriveUuid("token", LEDGER),
    digest: toBase64url(sha256(new Uint8Array(32))) as Digest,
    holder: "service:web",
    notAfter,
  };
  const change = { type: "IssueToken", token } as const;
  const approvals = approvalsOf(world, change);
  const command = deriveUuid("issue-token", LEDGER);
  await insist(() => changeGovernance(ports, OPERATOR, command, change, approvals));
};

/** Granted once, and one certificate under it: asked for and issued in one go, as the API does. */
const enrol = async (world: AnyWorld): Promise<void> => {
  const { ports } = world;
  const mine = keptBy(world);
  // For names that the other request does not have: that one is the officers'.
  mine.mandate ??= mandateOf(world, { subtrees: [{ kind: "dns", value: "night.example.test" }] });
  const change = { type: "GrantMandate", mandate: mine.mandate } as const;
  const approvals = approvalsOf(world, change);
  await insist(() => changeGovernance(ports, OPERATOR, deriveUuid("grant", LEDGER), change, approvals));
  mine.mandated ??= await makeCsr({ subject: "CN=night.example.test", dns: ["night.example.test"] });
  const wanted = { authority: "web-ca", profile: "tls-server", csr: mine.mandated, note: null, mandate: "web" };
  const command = deriveUuid("enrol", LEDGER);
  const { id, stream, isRepeat } = await insist(() => submitRequest(ports, WEB, command, wanted));
  await issueNow(ports, id, isRepeat ? undefined : stream).catch(() => undefined);
  await finished(world, id);
};

const CHANGES: readonly StatusChange[] = [
  { act: "hold" },
  { act: "release" },
  { act: "revoke", reason: "superseded", invalidSince: null },
];

export const story = async (world: AnyWorld, profile: "tls-server" | "tls-client"): Promise<void> => {
  const { ports } = world;
  await makeHierarchy(world);
  await makeToken(world);
  await enrol(world);
  const mine = keptBy(world);
  const carol = { subject: "CN=Carol", dns: [], emails: ["carol@example.test"] };
  mine.csr ??= await makeCsr(profile === "tls-client" ? carol : {});
  const { csr } = mine;
  const wanted = { authority: "web-ca", profile, csr, note: "please" };
  const { id } = await insist(() => submitRequest(ports, WEB, deriveUuid("submit", LEDGER), wanted));
  const { certificate } = (await fulfil(world, id)) as Extract<PlannedRequest, { at: "fulfilled" }>;
  for (const [i, change] of CHANGES.entries())
    await insist(() => changeStatus(ports, ALICE, deriveUuid("change", LEDGER, String(i)), certificate, change));
  await insistOn(() => world.runner.catchUp());
  const authority = ports.queries.authorities().find((a) => a.id === "web-ca");
  if (authority === undefined) throw new TypeError("no authority");
  await publishCrl(ports, authority, 0).catch(() => undefined);
  const attempts = mine.attempts ?? watchAttempts(ports);
  if (mine.attempts === undefined) for (let i = 0; i < 3; i++) attempts.note("caller.unauthenticated");
  mine.attempts = attempts;
  await insistOn(() => attempts.flush());
  for (let round = 0; round < 4; round++) {
    await settle(world);
    world.clock.advance(61);
  }
  // Answers even when its first signature fails: "try later", and then the truth.
  const responder = ocspResponder(ports);
  const request = encodeOcspRequest(authority, certificate.serial);
  const answers = [await responder(request), await responder(request)];
  expect(answers.at(-1)?.nextUpdate).toBeDefined();
};

const numbersOf = (rows: readonly { readonly stream: string; readonly type: string; readonly bytes: Uint8Array }[]) => {
  const series = new Map<string, bigint[]>();
  for (const { stream, type, bytes } of rows)
    if (type === "CrlPrepared") {
      const { body } = JSON.parse(Buffer.from(bytes).toString("utf8")) as { body: { number: string } };
      series.set(stream, [...(series.get(stream) ?? []), BigInt(body.number)]);
    }
  return [...series.values()];
};

/** The state of every read model, to be compared with a rebuild. */
const modelsOf = (view: (name: string) => { list: (prefix: string) => readonly unknown[] }) =>
  Object.fromEntries(projections.map((p) => [p.name, view(p.name).list("")]));

export const expectSound = async (world: AnyWorld): Promise<void> => {
  const report = await checkLedger(world.store);
  expect(report.findings).toEqual([]);
  expect(report.open).toEqual([]);
  const rows = await world.store.readAll("start", 10_000);
  const of = (type: string) => rows.filter((r) => r.type === type);
  const issued = of("CertificateIssued").filter((r) => categoryOf(r.stream) === "certificate");
  expect(new Set(issued.map((r) => r.stream)).size).toBe(issued.length);
  expect(issued.length).toBe(5);
  expect(of("RequestFulfilled").length).toBe(issued.length);
  for (const once of [
    "CertificateHeld",
    "CertificateReleased",
    "CertificateRevoked",
    "TokenIssued",
    "RequestMandated",
    "AttemptsRefused",
  ])
    expect(of(once).length, once).toBe(1);
  for (const numbers of numbersOf(rows)) expect(numbers).toEqual(numbers.map((_, i) => BigInt(i + 1)));
  // Every signature that left the module is written down, and no certificate was signed twice.
  expect(await world.journal.verify()).toBe(await world.journal.count());
  const listed = world.ports.queries
    .authorities()
    .map((a) => world.ports.queries.revokedEntries(a.key, 0).entries.length);
  expect(listed.reduce((a, b) => a + b)).toBe(1);
  const rebuilt = projectionRunner({ store: world.store, readStore: openMemoryReadStore(), projections });
  await rebuilt.catchUp();
  await world.runner.catchUp();
  expect(modelsOf(world.runner.view)).toEqual(modelsOf(rebuilt.view));
  expect(world.runner.quarantined()).toEqual([]);
};
