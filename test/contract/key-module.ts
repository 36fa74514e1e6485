import { createPublicKey, verify } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { utf8 } from "../../domain/kernel/bytes.ts";
import { verifySignature } from "../../domain/kernel/digest.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import { type KeyModule, ModuleFault } from "../../domain/ports/key-module.ts";

/** What a module is put on trial with. `open` gives an instance over the same keys each time, as after a restart. */
export type KeyModuleSubject = {
  readonly kind: string;
  readonly open: () => KeyModule;
  /** Takes the module away and gives it back; undefined where nothing can be taken away. */
  readonly away?: { readonly take: () => void; readonly giveBack: () => void };
};

let ids = 0;
/** A key id that nothing has used before. */
export const freshId = (): string => (++ids).toString(16).padStart(8, "0").repeat(4);

/** Faults as they are promised: `code` decides, and only weather is retryable. */
export const fault = (code: ModuleFault["code"]) =>
  expect.objectContaining({ name: "ModuleFault", code, retryable: code === "module.unavailable" });

export const keyModuleContract = (subject: KeyModuleSubject): void => {
  describe("KeyModule contract", () => {
    let module: KeyModule;
    beforeEach(() => {
      module = subject.open();
    });
    afterEach(() => module.close());

    test("describes itself, the same each time", async () => {
      const described = await module.describe();
      expect(described.kind).toBe(subject.kind);
      for (const text of Object.values(described)) expect(text).toMatch(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/);
      expect(await module.describe()).toEqual(described);
    });

    test("generates a P-256 key that another reader of SubjectPublicKeyInfo takes", async () => {
      const { spki } = await module.generate(freshId(), "ec-p256");
      expect(spki.constructor).toBe(Uint8Array);
      expect(parsePublicKey(spki).ok).toBe(true);
      const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
      expect(key.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
    });

    test("what it says it can, it can: every kind of key signs by its own scheme", { timeout: 120_000 }, async () => {
      const abilities = await module.abilities();
      expect(abilities).toContain("ec-p256");
      // A key of 8192 bits takes a minute to find; smaller ones show the same.
      for (const algorithm of abilities.filter((a) => a !== "rsa-8192")) {
        const id = freshId();
        const { spki } = await module.generate(id, algorithm);
        const key = expectOk(parsePublicKey(spki));
        expect(key.algorithm).toBe(algorithm);
        const signature = await module.sign(id, utf8("message"), key.scheme);
        expect(verifySignature(spki, utf8("message"), signature), algorithm).toBe(true);
        expect(verifySignature(spki, utf8("massage"), signature), algorithm).toBe(false);
        expect(await module.find(id)).toEqual({ spki });
      }
    });

    test("a scheme that is not the key's is unsupported", async () => {
      const id = freshId();
      await module.generate(id, "ec-p256");
      await expect(module.sign(id, utf8("m"), "ml-dsa-44")).rejects.toEqual(fault("module.unsupported"));
    });

    test("a key that was not generated is not found, and one that was is", async () => {
      const id = freshId();
      expect(await module.find(id)).toBeUndefined();
      const made = await module.generate(id, "ec-p256");
      expect(await module.find(id)).toEqual(made);
    });

    test("generating an id again, even at the same time, gives the same key", async () => {
      const id = freshId();
      const keys = await Promise.all([1, 2, 3].map(() => module.generate(id, "ec-p256")));
      const again = await module.generate(id, "ec-p256");
      for (const key of keys) expect(key).toEqual(again);
      const message = utf8("whose key is it");
      expect(verifySignature(again.spki, message, await module.sign(id, message, "ecdsa-sha256"))).toBe(true);
    });

    test("different ids have different keys", async () => {
      const [a, b] = [freshId(), freshId()];
      const [keyA, keyB] = [await module.generate(a, "ec-p256"), await module.generate(b, "ec-p256")];
      expect(keyA).not.toEqual(keyB);
      const message = utf8("m");
      expect(verifySignature(keyB.spki, message, await module.sign(a, message, "ecdsa-sha256"))).toBe(false);
    });

    test.for([
      { name: "nothing", size: 0 },
      { name: "one octet", size: 1 },
      { name: "as much as a digest", size: 32 },
      { name: "a megabyte", size: 1 << 20 },
    ])("signs a message of $name", async ({ size }) => {
      const id = freshId();
      const { spki } = await module.generate(id, "ec-p256");
      const message = new Uint8Array(size).fill(0x5a);
      const signature = await module.sign(id, message, "ecdsa-sha256");
      expect(signature.constructor).toBe(Uint8Array);
      const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
      expect(verify("sha256", message, key, signature)).toBe(true);
      expect(verify("sha256", Buffer.concat([message, Buffer.of(0)]), key, signature)).toBe(false);
    });

    test("64 calls at once all give signatures that verify", async () => {
      const id = freshId();
      const { spki } = await module.generate(id, "ec-p256");
      const messages = Array.from({ length: 64 }, (_, i) => utf8(`message ${i}`));
      const signatures = await Promise.all(messages.map((m) => module.sign(id, m, "ecdsa-sha256")));
      expect(messages.map((m, i) => verifySignature(spki, m, signatures[i] as Uint8Array))).not.toContain(false);
      expect(new Set(signatures.map(String)).size).toBe(64);
    });

    test("signing with a key that is not there is its own fault, and harms nothing", async () => {
      await expect(module.sign(freshId(), utf8("m"), "ecdsa-sha256")).rejects.toEqual(fault("module.no-such-key"));
      await expect(module.sign(freshId(), utf8("m"), "ecdsa-sha256")).rejects.toBeInstanceOf(ModuleFault);
      const id = freshId();
      const { spki } = await module.generate(id, "ec-p256");
      expect(verifySignature(spki, utf8("m"), await module.sign(id, utf8("m"), "ecdsa-sha256"))).toBe(true);
    });

    test("keys are there after a restart", async () => {
      const id = freshId();
      const { spki } = await module.generate(id, "ec-p256");
      await module.close();
      module = subject.open();
      expect(await module.find(id)).toEqual({ spki });
      expect(await module.generate(id, "ec-p256")).toEqual({ spki });
      expect(verifySignature(spki, utf8("m"), await module.sign(id, utf8("m"), "ecdsa-sha256"))).toBe(true);
    });

    test("nothing was ever remembered under a name that is new", async () => {
      expect(await module.recall(`new.${freshId()}`)).toBeUndefined();
    });

    test.for([
      { name: "nothing", value: new Uint8Array() },
      { name: "every octet", value: Uint8Array.from({ length: 256 }, (_, i) => i) },
      { name: "as much as there may be", value: new Uint8Array(1024).fill(0xa5) },
    ])("what is remembered comes back, also after a restart: $name", async ({ value }) => {
      const name = `a.${freshId()}`;
      await module.remember(name, value);
      expect(await module.recall(name)).toEqual(value);
      await module.close();
      module = subject.open();
      const recalled = await module.recall(name);
      expect(recalled).toEqual(value);
      expect(recalled?.constructor).toBe(Uint8Array);
    });

    test("the last value takes the place of those before, apart from other names and from keys", async () => {
      const [a, b] = [`a.${freshId()}`, `b.${freshId()}`];
      const id = freshId();
      await module.remember(b, utf8("other"));
      for (let i = 1; i <= 5; i++) {
        await module.remember(a, utf8(`value ${i}`));
        expect(await module.recall(a)).toEqual(utf8(`value ${i}`));
      }
      const made = await module.generate(id, "ec-p256");
      await module.close();
      module = subject.open();
      expect([await module.recall(a), await module.recall(b)]).toEqual([utf8("value 5"), utf8("other")]);
      await module.remember(a, utf8("6"));
      expect(await module.recall(a)).toEqual(utf8("6"));
      expect(await module.find(id)).toEqual(made);
    });

    const { away } = subject;
    if (away === undefined) return;
    describe("when the module goes away and comes back", () => {
      const calls = {
        describe: () => module.describe(),
        generate: () => module.generate(freshId(), "ec-p256"),
        find: () => module.find(freshId()),
        recall: () => module.recall("known"),
        "recall what was never remembered": () => module.recall("never"),
        remember: () => module.remember("known", utf8("x")),
        "sign with a known key": () => module.sign(known, utf8("m"), "ecdsa-sha256"),
        "sign with a key not used yet": () => module.sign(unused, utf8("m"), "ecdsa-sha256"),
      };
      const known = freshId();
      const unused = freshId();

      test.for(Object.keys(calls) as (keyof typeof calls)[])("%s faults, and works again by itself", async (name) => {
        await module.generate(unused, "ec-p256");
        await module.generate(known, "ec-p256");
        await module.close();
        module = subject.open();
        await module.sign(known, utf8("before"), "ecdsa-sha256");
        away.take();
        try {
          await expect(calls[name]()).rejects.toEqual(fault("module.unavailable"));
          await expect(calls[name]()).rejects.toEqual(fault("module.unavailable"));
        } finally {
          away.giveBack();
        }
        await calls[name]();
        const { spki } = (await module.find(known)) ?? { spki: new Uint8Array() };
        expect(verifySignature(spki, utf8("after"), await module.sign(known, utf8("after"), "ecdsa-sha256"))).toBe(
          true,
        );
      });
    });
  });
};
