/** What one person must not do alone: an authority's certificate, and an authority's end. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { certificate } from "../../domain/certificate/decider.ts";
import type { Order } from "../../domain/governance/order.ts";
import { firstPolicy } from "../../domain/governance/policy.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { expectOk, ok } from "../../domain/kernel/result.ts";
import { authorityStream, certificateStream, GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { carryOutOrder } from "../../domain/process/carry-out-order.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { createAuthority, createResponder } from "../../domain/process/create-authority.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import { issue } from "../../domain/process/issue.ts";
import { loadState } from "../../domain/process/ledger.ts";
import { judgeOrder } from "../../domain/process/ordered.ts";
import { recover } from "../../domain/process/recover.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import { approved, attackerOf } from "../support/attacker.ts";
import { makeCsr } from "../support/csr.ts";
import { forge } from "../support/forge.ts";
import { enrol, tryToGovern } from "../support/govern.ts";
import { makeOfficer, signed, signedChange } from "../support/officer.ts";
import {
  ALICE,
  approve,
  approveAndIssue,
  LEDGER,
  loadRequest,
  makeWorld,
  OPERATOR,
  WEB,
  type World,
  withHierarchy,
} from "../support/world.ts";

let world: World;
let place: { readonly issuer: string; readonly serial: string };

beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  const authorities = world.ports.queries.authorities();
  const der = fromBase64url(authorities.find((a) => a.id === "web-ca")?.der ?? "");
  const own = der && parseCertificate(der);
  const root = authorities.find((a) => a.id === "root");
  if (!own?.ok || root === undefined) throw new TypeError("no authority");
  place = { issuer: root.issuer, serial: own.value.fields.serial };
});

const orderOf = (change: Partial<Order> = {}): Order => ({
  id: randomUUID(),
  certificates: [place as Order["certificates"][number]],
  reason: "cACompromise",
  invalidSince: null,
  ...change,
});
const revoke = (order?: string, reason: Order["reason"] = "cACompromise") =>
  changeStatus(world.ports, ALICE, randomUUID(), place, {
    act: "revoke",
    reason,
    invalidSince: null,
    ...(order !== undefined && { order }),
  });
const stateOf = async (issuer: string, serial: string) => {
  const state = await loadState(world.store, certificate, certificateStream(issuer, serial));
  if (state.at === "absent") throw new TypeError("no such certificate");
  return state;
};
const status = async () => (await stateOf(place.issuer, place.serial)).status.is;
const codeOf = (result: { ok: true } | { ok: false; error: { code: string } }) =>
  result.ok ? "ok" : result.error.code;

describe("an authority's certificate", () => {
  test("is not revoked by a revoker alone, nor put on hold", async () => {
    expect(codeOf(await revoke())).toBe("certificate.needs-order");
    expect(codeOf(await changeStatus(world.ports, ALICE, randomUUID(), place, { act: "hold" }))).toBe(
      "certificate.needs-order",
    );
    expect(await status()).toBe("good");
  });

  test("is revoked when two officers order it, and the check of the ledger agrees", async () => {
    const order = orderOf();
    expectOk(await tryToGovern(world, { type: "OrderRevocation", order }));
    expect(expectOk(await carryOutOrder(world.ports, OPERATOR, order))).toEqual({ revoked: 1, left: 0 });
    expect(await status()).toBe("revoked");
    expect((await checkLedger(world.store)).findings).toEqual([]);
  });

  test.for<readonly [string, (order: Order) => Promise<string>]>([
    ["an order that nobody gave", async () => codeOf(await revoke(randomUUID()))],
    ["another reason than ordered", async (order) => codeOf(await revoke(order.id, "superseded"))],
    [
      "another moment than ordered",
      async ({ id }) => {
        const change = { act: "revoke", reason: "cACompromise", invalidSince: world.clock.now(), order: id } as const;
        return codeOf(await changeStatus(world.ports, ALICE, randomUUID(), place, change));
      },
    ],
    [
      "an order for another certificate",
      async ({ id }) => {
        const { id: request, plan } = await (await attackerOf(world)).submit();
        expectOk(await approveAndIssue(world, request));
        const change = { act: "revoke", reason: "cACompromise", invalidSince: null, order: id } as const;
        return codeOf(await changeStatus(world.ports, ALICE, randomUUID(), plan, change));
      },
    ],
  ])("is not revoked by %s", async ([, attempt]) => {
    const order = orderOf();
    expectOk(await tryToGovern(world, { type: "OrderRevocation", order }));
    expect(await attempt(order)).toBe("certificate.needs-order");
    expect(await status()).toBe("good");
  });

  test("needs none in a ledger whose founders agreed on no policy", async () => {
    const { governance } = expectOk(await world.ports.governance());
    const { prepared } = await stateOf(place.issuer, place.serial);
    const change = { act: "revoke", reason: "cACompromise", invalidSince: null } as const;
    expect(judgeOrder(governance, prepared, change)).toMatchObject({ error: { code: "certificate.needs-order" } });
    expect(judgeOrder({ ...governance, policy: null }, prepared, change)).toEqual(ok({ isOrdered: false }));
  });

  test.for<readonly [string, string]>([
    ["one officer", "statement.too-few"],
    ["one officer twice", "statement.repeated"],
    ["a stranger beside one", "statement.signer-unknown"],
  ])("is not ordered by %s", async ([who, code]) => {
    const by = {
      "one officer": [world.alice],
      "one officer twice": [world.alice, world.alice],
      "a stranger beside one": [world.alice, makeOfficer("mallory")],
    }[who];
    expect(codeOf(await tryToGovern(world, { type: "OrderRevocation", order: orderOf() }, by))).toBe(code);
  });

  test("an order is given once, and names each certificate once", async () => {
    const order = orderOf();
    expectOk(await tryToGovern(world, { type: "OrderRevocation", order }));
    expect(codeOf(await tryToGovern(world, { type: "OrderRevocation", order }))).toBe("command.reused");
    const twice = orderOf({ certificates: [...order.certificates, ...order.certificates] });
    expect(codeOf(await tryToGovern(world, { type: "OrderRevocation", order: twice }))).toBe("input.malformed");
    const early = orderOf({ invalidSince: addSeconds(world.clock.now(), 1) });
    expect(codeOf(await tryToGovern(world, { type: "OrderRevocation", order: early }))).toBe("validity.out-of-bounds");
  });

  test("an order is signed for its very certificates: another list is another order", async () => {
    const order = orderOf();
    const approvals = signedChange(LEDGER, { type: "OrderRevocation", order }, [world.alice, world.bob]);
    const more = { ...order, certificates: [...order.certificates, { ...place, serial: "0badcafe" as never }] };
    const moved = await changeGovernance(
      world.ports,
      OPERATOR,
      randomUUID(),
      { type: "OrderRevocation", order: more as Order },
      approvals,
    );
    expect(codeOf(moved)).toBe("statement.wrong-subject");
  });

  test("what stopped half-way, the recovery pass finishes, once", async () => {
    expectOk(await tryToGovern(world, { type: "OrderRevocation", order: orderOf() }));
    expect(await recover(world.ports)).toMatchObject({ orders: 1, faults: [] });
    expect(await status()).toBe("revoked");
    expect(await recover(world.ports)).toMatchObject({ orders: 0 });
  });

  test("so too where it makes a reason graver", async () => {
    const first = orderOf({ reason: "unspecified" });
    expectOk(await tryToGovern(world, { type: "OrderRevocation", order: first }));
    expectOk(await carryOutOrder(world.ports, OPERATOR, first));
    expectOk(await tryToGovern(world, { type: "OrderRevocation", order: orderOf({ reason: "keyCompromise" }) }));
    expect(await recover(world.ports)).toMatchObject({ orders: 1, faults: [] });
    expect((await stateOf(place.issuer, place.serial)).status).toMatchObject({
      is: "revoked",
      reason: "keyCompromise",
    });
  });

  test("revoked by whoever holds the store: the check names the event", async () => {
    const state = await loadRequest(
      world,
      world.ports.queries.authorities().find((a) => a.id === "web-ca")?.request ?? "",
    );
    const { key, shard } = state.plan;
    const body = {
      key,
      shard,
      reason: "cACompromise",
      revokedAt: world.clock.now(),
      invalidSince: null,
      by: "officer:alice",
    };
    const stream = certificateStream(place.issuer, place.serial);
    const basis = expectOk(await world.ports.governance()).revision;
    await forge(world, stream, [{ type: "CertificateRevoked", body } as never], basis);
    expect((await checkLedger(world.store)).findings).toMatchObject([
      { stream, what: expect.stringContaining("by order of the officers") },
    ]);
  });
});

describe("a certificate that the signer should not have signed", () => {
  /** As if the signer had been turned: everything is there, and what it says that it judged by says otherwise. */
  const issueAt = async (judgedAt: number) => {
    const attacker = await attackerOf(world);
    const { id, plan } = await attacker.submit();
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    expectOk(await tryToGovern(world, { type: "RetireAuthority", authority: "web-ca" }));
    await attacker.prepare(plan);
    const stream = certificateStream(plan.issuer, plan.serial);
    const facts = { der: { plain: "MAA" }, digest: "A".repeat(43), sequence: 9, judgedAt };
    const basis = expectOk(await world.ports.governance()).revision;
    await forge(world, stream, [{ type: "CertificateIssued", body: facts } as never], basis);
    return (await checkLedger(world.store)).findings.filter((f) => f.stream === stream).map((f) => f.what);
  };

  test("after its authority was retired", async () => {
    const { revision } = expectOk(await world.ports.governance());
    expect(await issueAt(revision + 1)).toEqual(["issued by an authority that officers had retired"]);
  });

  test("at a governance that is still to come", async () => {
    expect(await issueAt(99)).toEqual(["judged at a governance that was not there yet"]);
  });

  test("by fewer than governance asked for when it was judged", async () => {
    const [carol] = [makeOfficer("carol")];
    await enrol(world, carol);
    const { revision } = expectOk(await world.ports.governance());
    const strict = { ...firstPolicy(3), version: 2 };
    expectOk(await tryToGovern(world, { type: "AdoptPolicy", policy: strict }));
    // Two approved under a rule of two, and somebody says that this was enough three later.
    const attacker = await attackerOf(world);
    const { id, plan } = await attacker.submit();
    const subject = subjectOf(LEDGER, await loadRequest(world, id));
    const given = [world.alice, world.bob].map((o) => ({
      type: "ApprovalGiven",
      body: { approval: signed(o, subject) },
    }));
    await forge(world, requestStream(id), [...given, approved(plan, ["alice", "bob"])] as never, revision);
    await attacker.prepare(plan);
    const stream = certificateStream(plan.issuer, plan.serial);
    const facts = { der: { plain: "MAA" }, digest: "A".repeat(43), sequence: 9, judgedAt: revision + 1 };
    await forge(world, stream, [{ type: "CertificateIssued", body: facts } as never], revision + 1);
    expect((await checkLedger(world.store)).findings.filter((f) => f.stream === stream)).toMatchObject([
      { what: "issued without the signatures that governance asked for then: statement.too-few" },
    ]);
  });
});

describe("an authority that officers retired", () => {
  const retire = () => tryToGovern(world, { type: "RetireAuthority", authority: "web-ca" });

  test("takes no request more, and what was approved before is not signed", async () => {
    const { id } = await (await attackerOf(world)).submit();
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    expectOk(await retire());
    await issue(world.ports, id);
    expect(await loadRequest(world, id)).toMatchObject({ at: "failed", code: "authority.retired" });
    const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
    expect(codeOf(await submitRequest(world.ports, WEB, randomUUID(), wanted))).toBe("authority.retired");
    expect(codeOf(await retire())).toBe("authority.retired");
  });

  test("certifies no authority below it", async () => {
    expectOk(await tryToGovern(world, { type: "RetireAuthority", authority: "root" }));
    const wanted = { id: "late-ca", kind: "issuing", name: [{ type: "CN", value: "Late" }], parent: "root" } as const;
    const made = await createAuthority(world.ports, OPERATOR, randomUUID(), { ...wanted, name: [...wanted.name] });
    expect(codeOf(made)).toBe("authority.retired");
    expect((await world.store.readStream(authorityStream("late-ca"))).length).toBe(0);
  });

  test("still tells the status of what it issued: its responder's certificate is renewed", async () => {
    expectOk(await retire());
    const name = [{ type: "CN", value: "OCSP 2" }] as const;
    const { id } = expectOk(
      await createResponder(world.ports, OPERATOR, randomUUID(), { authority: "web-ca", name: [...name] }),
    );
    expect(expectOk(await approveAndIssue(world, id))).toMatchObject({ outcome: "fulfilled" });
  });

  test("needs the officers: an event that bob did not sign ends all signing", async () => {
    const attacker = await attackerOf(world);
    const { plan } = await attacker.submit();
    const change = { type: "RetireAuthority", authority: "web-ca" } as const;
    const mallory = { ...makeOfficer("mallory"), id: "bob" };
    const approvals = [...signedChange(LEDGER, change, [world.alice, mallory])];
    await forge(world, GOVERNANCE, [{ type: "AuthorityRetired", body: { authority: "web-ca", approvals } }]);
    await attacker.prepare(plan);
    await attacker.expectRefused(attacker.ask(plan), "signer.history-rewritten");
  });
});
