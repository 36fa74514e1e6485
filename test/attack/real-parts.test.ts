/**
 * The API's process is taken over, on real parts: a home made by `cartulary init`, a SoftHSM2 token, the signer as a process of
 * its own behind its socket. The intruder has every secret that the API has and may rewrite the ledger's file. Without two real
 * approvals no certificate is signed; with them one is, once.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeFrame } from "../../adapters/signer-socket/frame.ts";
import { MAX_FRAME_BYTES } from "../../adapters/signer-socket/protocol.ts";
import { concat } from "../../domain/kernel/bytes.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { certificateStream, requestStream } from "../../domain/kernel/stream.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { issue } from "../../domain/process/issue.ts";
import { validityAt } from "../../domain/process/plan-issuance.ts";
import type { Plan } from "../../domain/request/events.ts";
import { approved, plannedBytes } from "../support/attacker.ts";
import { forge } from "../support/forge.ts";
import { type Takeover, takeOver } from "../support/takeover.ts";
import { ATTEMPTS, ATTEMPTS_AFTER_RESTART } from "./attempts.ts";

let taken: Takeover;
beforeAll(async () => {
  taken = await takeOver();
}, 60_000);
afterAll(() => taken.end());

/** What the journal says of certificates, and what the spy saw of the module. */
const signatures = async () => ({
  journalled: await taken.ground.journal.count(),
  made: taken.spy.calls("C_Sign"),
});

const isRefused = async ({ attempt, code }: (typeof ATTEMPTS)[number]): Promise<void> => {
  const before = await signatures();
  await taken.intruder.file.during(() => taken.attacker.expectRefused(attempt(taken), code));
  expect(await signatures()).toEqual(before);
};

describe("is not signed:", () => {
  test.for(ATTEMPTS)("$name", isRefused);
});

describe("is not signed by a signer that was started again:", () => {
  afterAll(() => taken.restart());
  test.for(ATTEMPTS_AFTER_RESTART)("$name", isRefused);
});

const KEY = "0".repeat(32);
const call = (method: string, params: unknown): Uint8Array => encodeFrame({ id: 1, method, params });
const head = (size: number): Uint8Array => Uint8Array.of(size >> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255);

describe("the socket signs no loose bytes:", () => {
  const loose = "A".repeat(200);
  const wanted = (plan: Plan) => ({ issuer: plan.issuer, serial: plan.serial });
  const PROTOCOL = { is: "fault", code: "signer.protocol" };

  test.for<{ name: string; bytes: (plan: Plan) => Uint8Array; answer: object }>([
    { name: "a method that takes bytes", bytes: () => call("sign", { key: KEY, bytes: loose }), answer: PROTOCOL },
    { name: "a method of every object", bytes: () => call("constructor", { key: KEY }), answer: PROTOCOL },
    {
      name: "bytes beside what is asked for",
      bytes: (plan) => call("signCertificate", { ...wanted(plan), tbs: loose }),
      answer: PROTOCOL,
    },
    {
      name: "bytes shown as the opening of what was never sealed",
      bytes: (plan) =>
        call("signCertificate", {
          ...wanted(plan),
          preparedTbs: { plaintext: loose, salt: "A".repeat(43) },
        }),
      answer: { is: "refusal", refusal: { code: "statement.too-few" } },
    },
    {
      name: "bytes as an entry of a list",
      bytes: (plan) => call("signCrl", { key: plan.key, shard: 0, number: "1", entries: [loose] }),
      answer: PROTOCOL,
    },
    {
      name: "a list that nobody announced",
      bytes: (plan) => call("signCrl", { key: plan.key, shard: 0, number: "1", entries: [] }),
      answer: { is: "refusal", refusal: { code: "crl.not-prepared" } },
    },
    {
      name: "bytes as the origin of a checkpoint",
      bytes: (plan) =>
        call("signCheckpoint", { key: plan.key, origin: "0\u0082", size: 0, root: "A".repeat(43), consistency: [] }),
      answer: PROTOCOL,
    },
    {
      name: "a checkpoint by an authority's key",
      bytes: (plan) =>
        call("signCheckpoint", { key: plan.key, origin: "x", size: 0, root: "A".repeat(43), consistency: [] }),
      answer: { is: "refusal", refusal: { code: "signer.not-authorised" } },
    },
    { name: "DER without a frame", bytes: (plan) => plannedBytes(plan), answer: PROTOCOL },
    {
      name: "DER in a frame",
      bytes: (plan) => concat([head(plannedBytes(plan).length), plannedBytes(plan)]),
      answer: PROTOCOL,
    },
    { name: "a frame of 4 GiB", bytes: () => Uint8Array.of(255, 255, 255, 255), answer: PROTOCOL },
    { name: "a frame one octet above the limit", bytes: () => head(MAX_FRAME_BYTES + 1), answer: PROTOCOL },
  ])("$name", async ({ bytes, answer }) => {
    const { intruder, attacker, ground } = taken;
    const before = await signatures();
    await intruder.file.during(async () => {
      const made = await attacker.submit();
      await forge(ground, requestStream(made.id), [approved(made.plan)]);
      await attacker.prepare(made.plan);
      const peer = await intruder.peer();
      peer.write(bytes(made.plan));
      expect(await peer.next()).toMatchObject(answer);
      peer.socket.destroy();
    });
    expect(await signatures()).toEqual(before);
  });
});

describe("what two officers really approved", () => {
  test("is signed once, though two versions of it are prepared and asked for at the same moment", async () => {
    const { intruder, attacker, ground, bothApprove, prepareWithin } = taken;
    const { plan } = await bothApprove();
    const { issuer, serial } = plan;
    const stream = certificateStream(issuer, serial);
    const now = ground.clock.now();
    const before = await signatures();
    await intruder.file.during(async () => {
      const versions: Uint8Array[] = [];
      for (const later of [0, 60]) {
        intruder.file.cut(stream);
        await prepareWithin(plan, validityAt(plan, addSeconds(now, later)));
        versions.push(intruder.file.first(stream));
      }
      intruder.file.flicker(stream, versions);
      const peer = await intruder.peer();
      const ids = Array.from({ length: 24 }, (_, i) => i + 1);
      // One write: the signer has all of them in hand before it answers any.
      peer.write(concat(ids.map((id) => encodeFrame({ id, method: "signCertificate", params: { issuer, serial } }))));
      const signed = new Set<unknown>();
      for (const _ of ids) {
        const answer = (await peer.next()) as { is: string; value?: { signed: string } };
        if (answer.is === "value") signed.add(answer.value?.signed);
      }
      peer.socket.destroy();
      expect(signed.size).toBe(1);
    });
    expect(await signatures()).toEqual({ journalled: before.journalled + 1, made: before.made + 1 });
    attacker.expectOneMore();
  });

  test("is signed once, though its certificate is taken out of the ledger and prepared anew", async () => {
    const { intruder, attacker, ground, bothApprove, prepareWithin } = taken;
    const { plan } = await bothApprove();
    await intruder.file.during(async () => {
      await attacker.prepare(plan);
      expect((await attacker.ask(plan)).ok).toBe(true);
      attacker.expectOneMore();
      intruder.file.cut(certificateStream(plan.issuer, plan.serial));
      await prepareWithin(plan, validityAt(plan, addSeconds(ground.clock.now(), 60)));
      await attacker.expectRefused(attacker.ask(plan), "signer.not-authorised");
    });
  });

  test("is signed: what was refused above was refused for what was wrong with it", async () => {
    const { attacker, ground, bothApprove } = taken;
    const { id } = await bothApprove();
    const before = await signatures();
    expect(await issue(ground.ports, id)).toMatchObject({ ok: true, value: { outcome: "fulfilled" } });
    attacker.expectOneMore();
    expect(await signatures()).toEqual({ journalled: before.journalled + 1, made: before.made + 1 });
    expect((await checkLedger(ground.store)).findings).toEqual([]);
  });
});
