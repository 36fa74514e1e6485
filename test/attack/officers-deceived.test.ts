/**
 * The attacker gets real signatures of real officers, by showing them one thing and writing another, or by bending what
 * stands around what they signed. The signer checks that all of it says the same.
 */
import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { openSignatureJournal } from "../../adapters/signer-journal/journal.ts";
import type { DomainEvent } from "../../domain/catalogue.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import { addSeconds, wholeSeconds } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { plainMaterial } from "../../domain/kernel/sealed.ts";
import { crlStream, ocspStream, requestStream } from "../../domain/kernel/stream.ts";
import { type Revocation, secondsOf } from "../../domain/pki/revocation.ts";
import { fillValidity } from "../../domain/pki/tbs-certificate.ts";
import { createResponder } from "../../domain/process/create-authority.ts";
import { crlContent } from "../../domain/process/crl-content.ts";
import { signingService } from "../../domain/process/signing/service.ts";
import type { Plan } from "../../domain/request/events.ts";
import { planDigest } from "../../domain/request/state.ts";
import { type Attacker, approved, attackerOf, plannedBytes } from "../support/attacker.ts";
import { forge } from "../support/forge.ts";
import { makeOfficer, signed } from "../support/officer.ts";
import { submissionOf } from "../support/plan.ts";
import { approve, approveAndIssue, LEDGER, makeWorld, OPERATOR, type World, withHierarchy } from "../support/world.ts";

let world: World;
let attacker: Attacker;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  attacker = await attackerOf(world);
});

/** A request as the attacker wrote it, with real signatures of both officers over its plan. */
const writeApproved = async (id: string, plan: Plan, requester = plan.requester): Promise<void> => {
  const subject = {
    ledger: LEDGER,
    operation: "certificate.issue",
    subject: plan.request,
    digest: planDigest(plan),
    requester,
  } as const;
  const given = [world.alice, world.bob].map(
    (o): DomainEvent => ({ type: "ApprovalGiven", body: { approval: signed(o, subject) } }),
  );
  const submitted: DomainEvent = { type: "RequestSubmitted", body: submissionOf({ requester }) };
  await forge(world, requestStream(id), [
    submitted,
    { type: "IssuancePlanned", body: { plan } },
    ...given,
    approved(plan),
  ]);
};

const fresh = (): string => randomUUID().replaceAll("-", "");
const certificateKey = (): string => world.ports.queries.authorities().find((a) => a.id === "web-ca")?.key ?? "";
const responderKey = (): string => world.ports.queries.responderOf(certificateKey())?.responderKey ?? "";

test.for<{ name: string; change: () => Partial<Plan>; requester?: string; code: string }>([
  {
    name: "whose serial number is not the one in its bytes",
    change: () => ({ serial: `41${"0".repeat(30)}` as Plan["serial"] }),
    code: "signer.not-authorised",
  },
  { name: "for another key of ours", change: () => ({ key: responderKey() }), code: "signer.not-authorised" },
  {
    name: "for an authority that has another key",
    change: () => ({ authority: "root" }),
    code: "signer.not-authorised",
  },
  {
    name: "that names another requester than the request",
    change: () => ({}),
    requester: "service:other",
    code: "signer.not-authorised",
  },
])("a plan $name is not signed", async ({ change, requester, code }) => {
  const { plan: honest } = await attacker.submit();
  const id = fresh();
  const plan = { ...honest, ...change(), request: id };
  await writeApproved(id, plan, requester);
  await attacker.prepare(plan);
  await attacker.expectRefused(attacker.ask(plan), code);
});

test("such a plan without the lie is signed: the tests above fail for the reason they give", async () => {
  const { plan: honest } = await attacker.submit();
  const id = fresh();
  const plan = { ...honest, request: id };
  await writeApproved(id, plan);
  await attacker.prepare(plan);
  expect((await attacker.ask(plan)).ok).toBe(true);
});

test("an approved request copied under another id is not signed there", async () => {
  const { plan } = await attacker.submit();
  const copy = fresh();
  await writeApproved(copy, plan);
  await attacker.prepare(plan, { request: copy });
  await attacker.expectRefused(attacker.ask(plan), "signer.not-authorised");
});

test("a preparation that names another plan than the approved one is not signed", async () => {
  const { id, plan } = await attacker.submit();
  expectOk(await approve(world, id, world.alice));
  expectOk(await approve(world, id, world.bob));
  await attacker.prepare(plan, { plan: "Z".repeat(43) as never });
  await attacker.expectRefused(attacker.ask(plan), "signer.not-authorised");
});

test("nobody outlives the issuer: the plan's latest end holds", async () => {
  world.clock.advance(10 * 365 * 86_400 - 30 * 86_400);
  const { id, plan } = await attacker.submit();
  expectOk(await approve(world, id, world.alice));
  expectOk(await approve(world, id, world.bob));
  const notBefore = wholeSeconds(addSeconds(world.clock.now(), -plan.backdateSeconds));
  const validity = { notBefore, notAfter: addSeconds(notBefore, plan.durationSeconds) };
  await attacker.prepare(plan, {
    ...validity,
    tbs: plainMaterial(expectOk(fillValidity(plannedBytes(plan), validity))),
  });
  await attacker.expectRefused(attacker.ask(plan), "validity.out-of-bounds");
});

test("a new signer without memory still knows its founding", async () => {
  const journal = openSignatureJournal({ path: ":memory:" });
  const signer = signingService({ ...world, journal, genesis: "A".repeat(43) });
  expect(await signer.generateKey({ key: fresh() })).toMatchObject({ error: { code: "signer.history-rewritten" } });
});

test("a module that signs with another key is found out before anything leaves", async () => {
  const { id, plan } = await attacker.submit();
  expectOk(await approve(world, id, world.alice));
  expectOk(await approve(world, id, world.bob));
  await attacker.prepare(plan);
  const before = await world.journal.count();
  const other = makeOfficer("other", "p256");
  const module = {
    ...world.module,
    sign: async (_: string, m: Uint8Array) =>
      new Uint8Array((await import("node:crypto")).sign("sha256", m, other.key)),
  };
  const [first] = await world.store.readStream("governance");
  const { envelopeDigest } = await import("../../domain/kernel/envelope.ts");
  const signer = signingService({ ...world, module, genesis: envelopeDigest(first?.bytes ?? new Uint8Array()) });
  await expect(signer.signCertificate(plan)).rejects.toMatchObject({
    code: "signer.self-check-failed",
    retryable: false,
  });
  expect(await world.journal.count()).toBe(before);
});

test("a CRL of the announced length with other entries is not signed", async () => {
  const authority = world.ports.queries.authorities().find((a) => a.id === "web-ca");
  if (authority === undefined) throw new TypeError("no authority");
  const thisUpdate = wholeSeconds(world.clock.now());
  const nextUpdate = addSeconds(thisUpdate, 3600);
  const entry = (serial: string): Revocation => [serial, secondsOf(thisUpdate), 0];
  const tbs = toBase64url(
    sha256(crlContent(authority, { number: "1", thisUpdate, nextUpdate, entries: [entry("01")] })),
  ) as never;
  await forge(world, crlStream(authority.key, 0), [
    {
      type: "CrlPrepared",
      body: { number: "1", authority: "web-ca", thisUpdate, nextUpdate, entries: 1, tbs, applied: "start" },
    },
  ]);
  const ask = (serial: string) =>
    world.signer.signCrl({ key: authority.key, shard: 0, number: "1", entries: [entry(serial)] });
  expect(await ask("02")).toMatchObject({ error: { code: "signer.not-authorised" } });
  expect((await ask("01")).ok).toBe(true);
});

const askOcsp = (key: string) => {
  const now = wholeSeconds(world.clock.now());
  const response = {
    hash: "sha256" as const,
    parameters: "null" as const,
    serial: "01",
    thisUpdate: now,
    nextUpdate: addSeconds(now, 60),
  };
  return world.signer.signOcsp({ responderKey: key, authority: "web-ca", producedAt: now, responses: [response] });
};

test("a responder that was replaced answers no more", async () => {
  const old = responderKey();
  const next = expectOk(
    await createResponder(world.ports, OPERATOR, randomUUID(), {
      authority: "web-ca",
      name: [{ type: "CN", value: "Next" }],
    }),
  );
  expectOk(await approveAndIssue(world, next.id));
  expect(await askOcsp(old)).toMatchObject({ error: { code: "signer.not-authorised" } });
  expect((await askOcsp(next.key)).ok).toBe(true);
});

test("an authority's own key answers no OCSP, whatever the ledger says of it", async () => {
  const key = certificateKey();
  await forge(world, ocspStream(key), [
    {
      type: "ResponderCertified",
      body: {
        authority: "web-ca",
        responderKey: key,
        der: "AA",
        digest: "A".repeat(43) as never,
        notAfter: addSeconds(world.clock.now(), 60),
      },
    },
  ]);
  expect(await askOcsp(key)).toMatchObject({ error: { code: "signer.not-authorised" } });
});
