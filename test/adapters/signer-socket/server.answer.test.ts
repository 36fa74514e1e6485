import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { encodeFrame } from "../../../adapters/signer-socket/frame.ts";
import { concat } from "../../../domain/kernel/bytes.ts";
import { refusal } from "../../../domain/kernel/refusal.ts";
import { refuse } from "../../../domain/kernel/result.ts";
import { type Signer, SignerFault } from "../../../domain/ports/signer.ts";
import { KEY, SIGNED, STATUS } from "./channel.ts";
import { PROTOCOL, serverTrial } from "./server-trial.ts";

const { listen, peer, isServing, defects } = serverTrial();

describe("answers", () => {
  const ask = async (generateKey: Signer["generateKey"]) => {
    await listen({ generateKey });
    const p = await peer();
    p.send({ id: 3, method: "generateKey", params: { key: KEY } });
    return { answer: await p.next(), heard: p.heard() };
  };

  test("a refusal with its facts", async () => {
    const { answer } = await ask(async () => refuse(refusal("key.unknown", "no such key", { revision: 3 })));
    const said = { code: "key.unknown", detail: "no such key", facts: { revision: 3 } };
    expect(answer).toEqual({ id: 3, is: "refusal", refusal: said });
  });

  test("a fault is its code and whether to try again, and no more", async () => {
    const { answer, heard } = await ask(async () => {
      throw new SignerFault("module.unavailable", true, { cause: new Error("SECRET") });
    });
    expect(answer).toEqual({ id: 3, is: "fault", code: "module.unavailable", retryable: true });
    expect(heard).not.toMatch(/SECRET|stack|at /);
    expect(defects).toEqual([]);
  });

  test.for([
    { name: "a defect", make: () => new TypeError("SECRET") },
    { name: "something thrown that is no error", make: () => "SECRET" },
  ])("$name is told to the log, not to the caller", async ({ make }) => {
    const thrown = make();
    const { answer, heard } = await ask(async () => {
      throw thrown;
    });
    expect(answer).toEqual({ id: 3, ...PROTOCOL });
    expect(heard).not.toContain("SECRET");
    expect(defects).toEqual([thrown]);
  });

  test.for([
    { name: "undefined", value: undefined },
    { name: "a date", value: { at: new Date(0) } },
    { name: "a lone surrogate", value: { text: "\ud800" } },
  ])("a service that answers $name still gets an answer out", async ({ value }) => {
    const { answer } = await ask(async () => ({ ok: true, value: value as never }));
    expect(answer).toEqual({ id: 3, ...PROTOCOL });
    expect(defects).toHaveLength(1);
  });

  test("each call gets its own answer, in whatever order they are ready", async () => {
    await listen({
      signCheckpoint: async ({ size }) => {
        await pause(size);
        return { ok: true, value: { ...SIGNED, sequence: size } };
      },
    });
    const p = await peer();
    const call = (id: number, size: number) =>
      encodeFrame({
        id,
        method: "signCheckpoint",
        params: { key: KEY, origin: "o", size, root: "A".repeat(43), consistency: [] },
      });
    p.write(concat([call(1, 60), call(2, 1), call(3, 30)]));
    const answers = [await p.next(), await p.next(), await p.next()] as { id: number; value: { sequence: number } }[];
    expect(answers.map(({ id, value }) => [id, value.sequence])).toEqual([
      [2, 1],
      [3, 30],
      [1, 60],
    ]);
  });

  test("what is above the bound is sent away as busy, and the rest is answered", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((open) => {
      release = open;
    });
    await listen({ status: () => gate.then(() => STATUS) }, { maxInFlight: 3 });
    const p = await peer();
    for (let id = 1; id <= 5; id++) p.send({ id, method: "status", params: {} });
    expect([await p.next(), await p.next()]).toEqual(
      [4, 5].map((id) => ({ id, is: "fault", code: "signer.busy", retryable: true })),
    );
    release();
    for (let i = 0; i < 3; i++) expect(await p.next()).toMatchObject({ is: "value" });
    await isServing();
  });

  test("a caller that hangs up in the middle harms nobody", async () => {
    let asked: () => void = () => undefined;
    const wasAsked = new Promise<void>((done) => {
      asked = done;
    });
    await listen({
      generateKey: async () => {
        asked();
        await pause(20);
        return refuse(refusal("key.unknown", "x"));
      },
    });
    const p = await peer();
    p.send({ id: 1, method: "generateKey", params: { key: KEY } });
    await wasAsked;
    p.socket.destroy();
    await pause(40);
    expect(defects).toEqual([]);
    await isServing();
  });
});
