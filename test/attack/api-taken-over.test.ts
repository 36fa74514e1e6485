import { beforeEach, describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import type { DomainEvent } from "../../domain/catalogue.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { addSeconds, wholeSeconds } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { plainMaterial } from "../../domain/kernel/sealed.ts";
import { certificateStream, GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import { encodeP256PublicKey } from "../../domain/pki/public-key.ts";
import { encodeTbsCertificate, fillValidity, parseTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import { validityAt } from "../../domain/process/plan-issuance.ts";
import { signingService } from "../../domain/process/signing/service.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import type { Plan } from "../../domain/request/events.ts";
import { type Attacker, approved, attackerOf, plannedBytes } from "../support/attacker.ts";
import { forge } from "../support/forge.ts";
import { makeOfficer, signed, type TestOfficer } from "../support/officer.ts";
import { approve, LEDGER, loadRequest, makeWorld, type World, withHierarchy } from "../support/world.ts";

let world: World;
let attacker: Attacker;
let mallory: TestOfficer;

beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  attacker = await attackerOf(world);
  mallory = makeOfficer("mallory");
});

describe("without approvals", () => {
  test("a certificate that nobody asked for is not signed", async () => {
    const { plan } = await attacker.submit();
    await attacker.expectRefused(attacker.ask(plan), "certificate.unknown");
    await attacker.prepare({ ...plan, request: "0".repeat(32) });
    await attacker.expectRefused(attacker.ask(plan), "signer.not-authorised");
  });

  test("a request that only claims to be approved is not enough", async () => {
    const { id, plan } = await attacker.submit();
    await forge(world, requestStream(id), [approved(plan)]);
    await attacker.prepare(plan);
    await attacker.expectRefused(attacker.ask(plan), "statement.too-few");
  });

  test("one approval, entered twice, counts once", async () => {
    const { id, plan } = await attacker.submit();
    const approval = signed(world.alice, subjectOf(LEDGER, await loadRequest(world, id)));
    const given: DomainEvent = { type: "ApprovalGiven", body: { approval } };
    await forge(world, requestStream(id), [given, given, approved(plan)]);
    await attacker.prepare(plan);
    await attacker.expectRefused(attacker.ask(plan), "statement.repeated");
  });

  test("approvals in officers' names by another key do not verify", async () => {
    const { id, plan } = await attacker.submit();
    const subject = subjectOf(LEDGER, await loadRequest(world, id));
    const forged = [world.alice, world.bob].map(
      (o): DomainEvent => ({ type: "ApprovalGiven", body: { approval: signed(o, subject, {}, mallory) } }),
    );
    await forge(world, requestStream(id), [...forged, approved(plan)]);
    await attacker.prepare(plan);
    await attacker.expectRefused(attacker.ask(plan), "statement.bad-signature");
  });

  test("approvals by somebody who was never enrolled do not count", async () => {
    const { id, plan } = await attacker.submit();
    const subject = subjectOf(LEDGER, await loadRequest(world, id));
    const given = [mallory, makeOfficer("mallet")].map(
      (o): DomainEvent => ({ type: "ApprovalGiven", body: { approval: signed(o, subject) } }),
    );
    await forge(world, requestStream(id), [...given, approved(plan)]);
    await attacker.prepare(plan);
    await attacker.expectRefused(attacker.ask(plan), "statement.signer-unknown");
  });

  test("denials do not approve", async () => {
    const { id, plan } = await attacker.submit();
    const subject = subjectOf(LEDGER, await loadRequest(world, id));
    const given = [world.alice, world.bob].map(
      (o): DomainEvent => ({ type: "ApprovalGiven", body: { approval: signed(o, subject, { decision: "deny" }) } }),
    );
    await forge(world, requestStream(id), [...given, approved(plan)]);
    await attacker.prepare(plan);
    await attacker.expectRefused(attacker.ask(plan), "statement.wrong-subject");
  });
});

describe("with real approvals of something else", () => {
  test("approvals of one request do not serve another", async () => {
    const [first, second] = [await attacker.submit(), await attacker.submit()];
    const subject = subjectOf(LEDGER, await loadRequest(world, first.id));
    const given = [world.alice, world.bob].map(
      (o): DomainEvent => ({ type: "ApprovalGiven", body: { approval: signed(o, subject) } }),
    );
    await forge(world, requestStream(second.id), [...given, approved(second.plan)]);
    await attacker.prepare(second.plan);
    await attacker.expectRefused(attacker.ask(second.plan), "statement.wrong-subject");
  });

  test("a plan that is exchanged after approval has no approvals", async () => {
    const { id, plan } = await attacker.submit();
    expectOk(await approve(world, id, world.alice));
    const other = { ...plan, durationSeconds: plan.durationSeconds * 100 };
    expectOk(await approve(world, id, world.bob));
    await forge(world, requestStream(id), [{ type: "IssuancePlanned", body: { plan: other } }, approved(other)]);
    await attacker.prepare(other);
    await attacker.expectRefused(attacker.ask(other), "statement.too-few");
  });

  const bothApprove = async () => {
    const made = await attacker.submit();
    expectOk(await approve(world, made.id, world.alice));
    expectOk(await approve(world, made.id, world.bob));
    return made;
  };

  test("another key in the prepared bytes is seen", async () => {
    const { plan } = await bothApprove();
    const fields = expectOk(parseTbsCertificate(plannedBytes(plan)));
    const point = new Uint8Array(65).fill(7);
    point[0] = 4;
    const validity = validityAt(plan, world.clock.now());
    const tbs = encodeTbsCertificate({ ...fields, spki: encodeP256PublicKey(point), validity });
    await attacker.prepare(plan, { tbs: plainMaterial(tbs) });
    await attacker.expectRefused(attacker.ask(plan), "signer.not-authorised");
  });

  test("a longer validity is out of bounds", async () => {
    const { plan } = await bothApprove();
    const { notBefore, notAfter } = validityAt(plan, world.clock.now());
    const validity = { notBefore, notAfter: addSeconds(notAfter, 1) };
    const tbs = plainMaterial(expectOk(fillValidity(plannedBytes(plan), validity)));
    await attacker.prepare(plan, { ...validity, tbs });
    await attacker.expectRefused(attacker.ask(plan), "validity.out-of-bounds");
  });

  test("a validity that begins long ago or in the future is out of bounds", async () => {
    const { plan } = await bothApprove();
    const validity = validityAt(plan, addSeconds(world.clock.now(), 3600));
    await attacker.prepare(plan, {
      ...validity,
      tbs: plainMaterial(expectOk(fillValidity(plannedBytes(plan), validity))),
    });
    await attacker.expectRefused(attacker.ask(plan), "validity.out-of-bounds");
    world.clock.advance(9 * 86_400);
    await attacker.expectRefused(attacker.ask(plan), "validity.out-of-bounds");
  });

  test("recorded validity and the bytes must agree", async () => {
    const { plan } = await bothApprove();
    const { notBefore, notAfter } = validityAt(plan, world.clock.now());
    await attacker.prepare(plan, { notAfter: wholeSeconds(addSeconds(notAfter, -60)), notBefore });
    await attacker.expectRefused(attacker.ask(plan), "signer.not-authorised");
  });

  test("the same plan under another serial number is another certificate", async () => {
    const { plan } = await bothApprove();
    const last = plan.serial.endsWith("0") ? "1" : "0";
    const serial = `${plan.serial.slice(0, -1)}${last}` as Plan["serial"];
    await forge(world, certificateStream(plan.issuer, serial), [attacker.preparation(plan, { serial })]);
    await attacker.expectRefused(attacker.ask({ issuer: plan.issuer, serial }), "signer.not-authorised");
  });

  test("one approval gives one certificate, even when the store's file is rewritten in between", async () => {
    const { plan } = await bothApprove();
    await attacker.prepare(plan);
    const first = await attacker.ask(plan);
    expect(first.ok).toBe(true);
    attacker.expectOneMore();
    // The attacker drops the certificate's stream and prepares the same plan with another validity.
    const store = openMemoryEventStore();
    for (const row of await world.store.readAll("start", 10_000))
      if (!row.stream.startsWith(`certificate-${plan.issuer}.${plan.serial}`))
        await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
    world.clock.advance(60);
    const validity = validityAt(plan, world.clock.now());
    const tbs = plainMaterial(expectOk(fillValidity(plannedBytes(plan), validity)));
    await forge({ store, clock: world.clock }, certificateStream(plan.issuer, plan.serial), [
      attacker.preparation(plan, { ...validity, tbs }),
    ]);
    const [founding] = await store.readStream(GOVERNANCE);
    const signer = signingService({ ...world, store, genesis: envelopeDigest(founding?.bytes ?? new Uint8Array()) });
    await attacker.expectRefused(
      signer.signCertificate({ issuer: plan.issuer, serial: plan.serial }),
      "signer.not-authorised",
    );
  });

  test("a statement whose time is over no longer counts", async () => {
    const { id, plan } = await attacker.submit();
    const subject = subjectOf(LEDGER, await loadRequest(world, id));
    const notAfter = addSeconds(world.clock.now(), 60);
    const given = [world.alice, world.bob].map(
      (o): DomainEvent => ({ type: "ApprovalGiven", body: { approval: signed(o, subject, { notAfter }) } }),
    );
    await forge(world, requestStream(id), [...given, approved(plan)]);
    world.clock.advance(61);
    await attacker.prepare(plan);
    await attacker.expectRefused(attacker.ask(plan), "statement.expired");
  });

  test("a revoked intent is not signed any more", async () => {
    const { plan } = await bothApprove();
    const { key, shard } = plan;
    const revokedAt = world.clock.now();
    await attacker.prepare(plan);
    await forge(world, certificateStream(plan.issuer, plan.serial), [
      {
        type: "CertificateRevoked",
        body: { key, shard, reason: "keyCompromise", revokedAt, invalidSince: null, by: "officer:alice" },
      },
    ]);
    await attacker.expectRefused(attacker.ask(plan), "signer.not-authorised");
  });
});
