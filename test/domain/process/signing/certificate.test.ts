/** What the signer says of a certificate that it signed before, or is asked to sign twice at once. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { DomainEvent } from "../../../../domain/catalogue.ts";
import type { Change } from "../../../../domain/governance/change.ts";
import { addSeconds } from "../../../../domain/kernel/instant.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { plainMaterial } from "../../../../domain/kernel/sealed.ts";
import { certificateStream, keyStream, requestStream } from "../../../../domain/kernel/stream.ts";
import { encodeName } from "../../../../domain/pki/name.ts";
import { encodeTbsCertificate, fillValidity, parseTbsCertificate } from "../../../../domain/pki/tbs-certificate.ts";
import { ModuleFault } from "../../../../domain/ports/key-module.ts";
import { SignerFault } from "../../../../domain/ports/signer.ts";
import { changeGovernance } from "../../../../domain/process/found.ts";
import { issue } from "../../../../domain/process/issue.ts";
import { judgeRequest } from "../../../../domain/process/judge-request.ts";
import { readStream } from "../../../../domain/process/ledger.ts";
import { validityAt } from "../../../../domain/process/plan-issuance.ts";
import { changeStatus } from "../../../../domain/process/revoke.ts";
import { subjectOf } from "../../../../domain/request/decider.ts";
import type { Plan } from "../../../../domain/request/events.ts";
import { planDigest } from "../../../../domain/request/state.ts";
import { type Attacker, approved, attackerOf, plannedBytes } from "../../../support/attacker.ts";
import { forge } from "../../../support/forge.ts";
import { makeOfficer, signed, signedChange, type TestOfficer } from "../../../support/officer.ts";
import { submissionOf } from "../../../support/plan.ts";
import { authorityOf, rewritten, signerOver } from "../../../support/signing.ts";
import {
  ALICE,
  approve,
  LEDGER,
  loadRequest,
  makeFounding,
  makeWorld,
  OPERATOR,
  type World,
  withHierarchy,
} from "../../../support/world.ts";

let world: World;
let attacker: Attacker;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  attacker = await attackerOf(world);
});

/** Signs, and loses the answer. */
const deaf = (): World["ports"] => ({
  ...world.ports,
  signer: {
    ...world.signer,
    signCertificate: async (asked) => {
      expectOk(await world.signer.signCertificate(asked));
      throw new SignerFault("signer.timeout", true);
    },
  },
});

const typesOf = async (stream: string) => (await readStream(world.store, stream)).events.map((e) => e.type);

describe("when the answer to a signature is lost", () => {
  const approveFor = async (id: string, seconds: number): Promise<void> => {
    const subject = subjectOf(LEDGER, await loadRequest(world, id));
    const notAfter = addSeconds(world.clock.now(), seconds);
    for (const officer of [world.alice, world.bob])
      expectOk(await judgeRequest(world.ports, randomUUID(), id, signed(officer, subject, { notAfter })));
  };
  const govern = async (change: Change, ...others: readonly TestOfficer[]): Promise<void> => {
    const approvals = signedChange(LEDGER, change, [world.alice, world.bob, ...others]);
    expectOk(await changeGovernance(world.ports, OPERATOR, randomUUID(), change, approvals));
  };
  const replaceBob = async (): Promise<void> => {
    const carol = makeOfficer("carol");
    const [officer] = (await makeFounding(world.ports.vault, [carol])).officers;
    if (officer === undefined) throw new TypeError("no officer");
    await govern({ type: "EnrolOfficer", officer }, carol);
    await govern({ type: "RetireOfficer", officer: "bob" });
  };

  test.for([
    { name: "a statement runs out", meanwhile: async () => world.clock.advance(61) },
    { name: "its validity's start grows old", meanwhile: async () => world.clock.advance(8 * 86_400) },
    { name: "an officer retires", meanwhile: replaceBob },
  ])("and $name before it is asked for again, the same certificate is issued", async ({ meanwhile }) => {
    const { id, plan } = await attacker.submit();
    await approveFor(id, 60);
    expect(expectOk(await issue(deaf(), id))).toEqual({ outcome: "pending", reason: "signer.timeout" });
    const count = await world.journal.count();
    await meanwhile();
    expect(expectOk(await issue(world.ports, id)).outcome).toBe("fulfilled");
    expect(await world.journal.count()).toBe(count);
    expect(await typesOf(certificateStream(plan.issuer, plan.serial))).toEqual([
      "CertificatePrepared",
      "CertificateIssued",
    ]);
  });

  test("and it is revoked before, it is issued and revoked", async () => {
    const { id, plan } = await attacker.submit();
    await approveFor(id, 60);
    expectOk(await issue(deaf(), id));
    const change = { act: "revoke", reason: "keyCompromise", invalidSince: null } as const;
    expectOk(await changeStatus(world.ports, ALICE, randomUUID(), plan, change));
    expect(expectOk(await issue(world.ports, id)).outcome).toBe("fulfilled");
    expect(await typesOf(certificateStream(plan.issuer, plan.serial))).toContain("CertificateRevoked");
  });

  test("but what was never signed is judged as ever, and abandoned", async () => {
    const { id, plan } = await attacker.submit();
    await approveFor(id, 60);
    world.module.faults.onSign = () => ({ when: "after", fault: new ModuleFault("module.unavailable") });
    expect(expectOk(await issue(world.ports, id)).outcome).toBe("pending");
    world.module.faults.onSign = () => undefined;
    world.clock.advance(61);
    expect(expectOk(await issue(world.ports, id))).toEqual({ outcome: "failed", reason: "statement.expired" });
    expect(await typesOf(certificateStream(plan.issuer, plan.serial))).toContain("CertificateAbandoned");
  });
});

describe("at once", () => {
  test("the same certificate is signed once", async () => {
    const { id, plan } = await attacker.submit();
    for (const officer of [world.alice, world.bob]) expectOk(await approve(world, id, officer));
    await attacker.prepare(plan);
    const answers = await Promise.all([1, 2, 3].map(() => attacker.ask(plan)));
    expect(new Set(answers.map((a) => expectOk(a).signature)).size).toBe(1);
    attacker.expectOneMore();
    await attacker.expectRefused(attacker.ask({ ...plan, serial: "01" as Plan["serial"] }), "certificate.unknown");
  });

  test("two certificates from one plan are not both signed, whichever ledger each was read from", async () => {
    const { id, plan } = await attacker.submit();
    for (const officer of [world.alice, world.bob]) expectOk(await approve(world, id, officer));
    const stores = await Promise.all(
      [0, 60].map(async (later) => {
        const notBefore = addSeconds(validityAt(plan, world.clock.now()).notBefore, later);
        const validity = { notBefore, notAfter: addSeconds(notBefore, plan.durationSeconds - 3600) };
        const tbs = plainMaterial(expectOk(fillValidity(plannedBytes(plan), validity)));
        const prepared = attacker.preparation(plan, { ...validity, tbs });
        return rewritten(world, certificateStream(plan.issuer, plan.serial), () => [prepared]);
      }),
    );
    // One service; its store changes under it between the two.
    let n = 0;
    const readStream: World["store"]["readStream"] = (stream, from) =>
      (stream.startsWith("certificate-") ? stores[n++ % 2] : world.store)?.readStream(stream, from) ??
      Promise.resolve([]);
    const signer = await signerOver(world, { store: { ...world.store, readStream } });
    const ask = () => signer.signCertificate({ issuer: plan.issuer, serial: plan.serial });
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(new Set(answers.flatMap((a) => (a.ok ? [a.value.signed] : []))).size).toBe(1);
    expect(answers.some((a) => !a.ok)).toBe(true);
  });
});

describe("a key", () => {
  test("is for ever for what it was first, whatever a rewritten ledger says", async () => {
    const { key } = authorityOf(world);
    const store = await rewritten(world, keyStream(key), (before) =>
      before.map((e) =>
        e.type === "KeyPlanned" ? { ...e, body: { ...e.body, purpose: "checkpoint", authority: null } } : e,
      ),
    );
    const signer = await signerOver(world, { store });
    const asked = { key, origin: "test/ledger", size: 1, root: "A".repeat(43) as never, consistency: [] };
    expect(await signer.signCheckpoint(asked)).toMatchObject({ error: { code: "signer.not-authorised" } });
    expect(await signer.generateKey({ key })).toMatchObject({ error: { code: "signer.not-authorised" } });
  });
});

test("a plan whose bytes name another issuer than its stream is not signed", async () => {
  const { plan: honest } = await attacker.submit();
  const fields = expectOk(parseTbsCertificate(plannedBytes(honest)));
  const request = randomUUID().replaceAll("-", "");
  const issuer = encodeName([{ type: "CN", value: "Somebody else" }]);
  const plan: Plan = { ...honest, request, tbs: plainMaterial(encodeTbsCertificate({ ...fields, issuer })) };
  const subject = {
    ledger: LEDGER,
    operation: "certificate.issue",
    subject: request,
    digest: planDigest(plan),
    requester: plan.requester,
  } as const;
  const given = [world.alice, world.bob].map(
    (o): DomainEvent => ({ type: "ApprovalGiven", body: { approval: signed(o, subject) } }),
  );
  const submitted: DomainEvent = { type: "RequestSubmitted", body: submissionOf({ requester: plan.requester }) };
  await forge(world, requestStream(request), [
    submitted,
    { type: "IssuancePlanned", body: { plan } },
    ...given,
    approved(plan),
  ]);
  await attacker.prepare(plan);
  await attacker.expectRefused(attacker.ask(plan), "signer.not-authorised");
});
