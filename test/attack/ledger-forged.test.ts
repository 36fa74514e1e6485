/** The same attacker, at the rules themselves and at the signer's other doors. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import type { DomainEvent } from "../../domain/catalogue.ts";
import type { Change } from "../../domain/governance/change.ts";
import { changeOf } from "../../domain/governance/change.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { addSeconds, wholeSeconds } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { crlStream, GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { changeGovernance, foundLedger } from "../../domain/process/found.ts";
import { readStream } from "../../domain/process/ledger.ts";
import { publishCrl } from "../../domain/process/publish-crl.ts";
import { signingService } from "../../domain/process/signing/service.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import type { Plan } from "../../domain/request/events.ts";
import { type Attacker, approved, attackerOf } from "../support/attacker.ts";
import { makeCsr } from "../support/csr.ts";
import { forge } from "../support/forge.ts";
import { makeOfficer, signed, signedChange, type TestOfficer } from "../support/officer.ts";
import {
  approve,
  foundingApprovals,
  LEDGER,
  loadRequest,
  makeFounding,
  makeWorld,
  OPERATOR,
  type World,
  withHierarchy,
} from "../support/world.ts";

let world: World;
let attacker: Attacker;
let mallory: TestOfficer;

beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  attacker = await attackerOf(world);
  mallory = makeOfficer("mallory");
});

/** Alice, bob and `others` sign a change, and it is recorded. */
const govern = async (change: Change, ...others: readonly TestOfficer[]): Promise<void> => {
  const approvals = signedChange(LEDGER, change, [world.alice, world.bob, ...others]);
  expectOk(await changeGovernance(world.ports, OPERATOR, randomUUID(), change, approvals));
};

describe("through governance", () => {
  test("officers who enrol themselves end all signing", async () => {
    const { id, plan } = await attacker.submit();
    const mallet = makeOfficer("mallet");
    const { officers } = await makeFounding(world.ports.vault, [mallory, mallet]);
    const before = { ledger: LEDGER, requester: null };
    for (const officer of officers) {
      const about = changeOf({ type: "OfficerEnrolled", body: { officer, approvals: [] } });
      const approvals = [mallory, mallet].map((o) => signed(o, { ...before, ...about }));
      await forge(world, GOVERNANCE, [{ type: "OfficerEnrolled", body: { officer, approvals } }]);
    }
    const subject = subjectOf(LEDGER, await loadRequest(world, id));
    const given = [mallory, mallet].map(
      (o): DomainEvent => ({ type: "ApprovalGiven", body: { approval: signed(o, subject) } }),
    );
    await forge(world, requestStream(id), [...given, approved(plan, ["mallet", "mallory"])]);
    await attacker.prepare(plan);
    await attacker.expectRefused(attacker.ask(plan), "signer.history-rewritten");
  });

  test("a ledger founded by others is not the one that the signer knows", async () => {
    const store = openMemoryEventStore();
    const founding = await makeFounding(world.ports.vault, [mallory, makeOfficer("mallet")]);
    const mallet = makeOfficer("mallet");
    const own = {
      ...founding,
      officers: [founding.officers[0], { ...founding.officers[1], spki: mallet.spki }],
    } as typeof founding;
    expectOk(
      await foundLedger(
        { store, clock: world.clock },
        OPERATOR,
        randomUUID(),
        own,
        foundingApprovals(own, [mallory, mallet]),
      ),
    );
    const [first] = await world.store.readStream(GOVERNANCE);
    const signer = signingService({ ...world, store, genesis: envelopeDigest(first?.bytes ?? new Uint8Array()) });
    await attacker.expectRefused(
      signer.signCertificate({ issuer: "0".repeat(32), serial: "01" as Plan["serial"] }),
      "signer.history-rewritten",
    );
  });

  test.for([
    { how: "by taking back the file", isWholeWhenAskedAgain: false },
    { how: "by a file that has it only when asked a second time", isWholeWhenAskedAgain: true },
  ])("a retirement cannot be taken back $how", async ({ isWholeWhenAskedAgain }) => {
    const carol = makeOfficer("carol");
    const [officer] = (await makeFounding(world.ports.vault, [carol])).officers;
    if (officer === undefined) throw new TypeError("no officer");
    await govern({ type: "EnrolOfficer", officer }, carol);
    const beforeRetirement = await world.store.readAll("start", 10_000);
    await govern({ type: "RetireOfficer", officer: "carol" });
    // The signer sees the retirement while doing something harmless.
    await world.signer.generateKey({ key: "0".repeat(32) });

    const store = openMemoryEventStore();
    for (const row of beforeRetirement)
      await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
    const [first] = await store.readStream(GOVERNANCE);
    const shown: EventStore = {
      ...store,
      readStream: (name, from) => (from && isWholeWhenAskedAgain ? world.store : store).readStream(name, from),
    };
    const genesis = envelopeDigest(first?.bytes ?? new Uint8Array());
    const signer = signingService({ ...world, store: shown, genesis });
    await attacker.expectRefused(
      signer.signCertificate({ issuer: "0".repeat(32), serial: "01" as Plan["serial"] }),
      "signer.history-rewritten",
    );
  });

  test("nor by writing the old enrolment, with its true signatures, once more", async () => {
    const carol = makeOfficer("carol");
    const [officer] = (await makeFounding(world.ports.vault, [carol])).officers;
    if (officer === undefined) throw new TypeError("no officer");
    await govern({ type: "EnrolOfficer", officer }, carol);
    const { events } = await readStream(world.store, GOVERNANCE);
    await govern({ type: "RetireOfficer", officer: "carol" });
    expect((await world.signer.generateKey({ key: "0".repeat(32) })).ok).toBe(false);
    const enrolment = events.at(-1);
    if (enrolment?.type !== "OfficerEnrolled") throw new TypeError("not enrolled");
    await forge(world, GOVERNANCE, [{ type: "OfficerEnrolled", body: enrolment.body }]);
    const { plan } = await attacker.submit();
    await attacker.expectRefused(attacker.ask(plan), "signer.history-rewritten");
  });

  test("an officer alone gives nobody a voice, whatever they write", async () => {
    const token = {
      id: randomUUID(),
      digest: "A".repeat(43) as never,
      holder: "officer:bob",
      notAfter: addSeconds(world.clock.now(), 60),
    };
    const approvals = [...signedChange(LEDGER, { type: "IssueToken", token }, [world.alice])];
    await forge(world, GOVERNANCE, [{ type: "TokenIssued", body: { token, approvals } }]);
    const { plan } = await attacker.submit();
    await attacker.expectRefused(attacker.ask(plan), "signer.history-rewritten");
  });

  test("an officer may not approve what they asked for", async () => {
    const { id } = expectOk(
      await submitRequest(world.ports, { actor: "officer:alice", authentication: "token:x" }, randomUUID(), {
        authority: "web-ca",
        profile: "tls-server",
        csr: await makeCsr(),
        note: null,
      }),
    );
    const refused = await approve(world, id, world.alice);
    expect(refused.ok ? "approved" : refused.error.code).toBe("statement.requester-may-not-approve");
  });
});

describe("through the other doors", () => {
  test("a CRL other than the announced one, or of a used number, is not signed", async () => {
    const authority = world.ports.queries.authorities().find((a) => a.id === "web-ca");
    if (authority === undefined) throw new TypeError("no authority");
    expectOk(await publishCrl(world.ports, authority, 0));
    const count = await world.journal.count();
    const again = await world.signer.signCrl({ key: authority.key, shard: 0, number: "1", entries: [] });
    expect(again.ok ? "signed" : again.error.code).toBe("crl.not-prepared");
    const { events } = await readStream(world.store, crlStream(authority.key, 0));
    const first = events.find((e) => e.type === "CrlPrepared");
    if (first?.type !== "CrlPrepared") throw new TypeError("not prepared");
    await forge(world, crlStream(authority.key, 0), [{ type: "CrlPrepared", body: { ...first.body, number: "2" } }]);
    const other = await world.signer.signCrl({ key: authority.key, shard: 0, number: "2", entries: [["01", 0, 0]] });
    expect(other.ok ? "signed" : other.error.code).toBe("signer.not-authorised");
    await forge(world, crlStream(authority.key, 0), [
      { type: "CrlAbandoned", body: { number: "2", code: "x" } },
      first,
    ]);
    const reused = await world.signer.signCrl({ key: authority.key, shard: 0, number: "1", entries: [] });
    expect(reused.ok ? "signed" : reused.error.code).toBe("signer.history-rewritten");
    expect(await world.journal.count()).toBe(count);
  });

  test("OCSP takes no status from the caller: an unknown certificate is unknown", async () => {
    const authority = world.ports.queries.authorities().find((a) => a.id === "web-ca");
    const responder = authority && world.ports.queries.responderOf(authority.key);
    if (!authority || !responder) throw new TypeError("no responder");
    const now = wholeSeconds(world.clock.now());
    const asked = { responderKey: responder.responderKey, authority: "web-ca", producedAt: now };
    const response = {
      hash: "sha1" as const,
      parameters: "null" as const,
      serial: "00ff",
      thisUpdate: now,
      nextUpdate: addSeconds(now, 60),
    };
    const answer = expectOk(await world.signer.signOcsp({ ...asked, responses: [response] }));
    expect(Buffer.from(answer.signed, "base64url").includes(Buffer.from("8200", "hex"))).toBe(true);
    const withCaKey = await world.signer.signOcsp({ ...asked, responderKey: authority.key, responses: [response] });
    expect(withCaKey.ok ? "signed" : withCaKey.error.code).toBe("signer.not-authorised");
  });

  test("an authority's key signs no checkpoint", async () => {
    const [authority] = world.ports.queries.authorities();
    const asked = await world.signer.signCheckpoint({
      key: authority?.key ?? "",
      origin: "x",
      size: 1,
      root: "A".repeat(43) as never,
      consistency: [],
    });
    expect(asked.ok ? "signed" : asked.error.code).toBe("signer.not-authorised");
  });
});
