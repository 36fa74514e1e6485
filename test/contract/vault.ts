/** The contract of domain/ports/vault.ts. */
import { describe, expect, test } from "vitest";
import { expectOk } from "../../domain/kernel/result.ts";
import { opens } from "../../domain/kernel/sealed.ts";
import type { Vault } from "../../domain/ports/vault.ts";

const ANN = "a".repeat(32);
const BEN = "b".repeat(32);
const text = new TextEncoder().encode("Ann Example");
const code = (r: { ok: boolean; error?: { code: string } }): string => (r.ok ? "ok" : (r.error?.code ?? ""));

/** `reopen` gives another instance over the same keys, as after a restart. */
export const vaultContract = (
  name: string,
  open: () => { readonly vault: Vault; readonly reopen: () => Vault },
): void => {
  describe(`vault: ${name}`, () => {
    test("what is sealed opens again, and its opening fits the commitment", async () => {
      const { vault, reopen } = open();
      const sealed = expectOk(await vault.seal(ANN, text));
      const opening = expectOk(await reopen().open(sealed));
      expect(opening.plaintext).toEqual(text);
      expect(opens(sealed, opening)).toBe(true);
      expect(opens(sealed, { ...opening, plaintext: Uint8Array.of(1) })).toBe(false);
    });

    test("two seals of the same share nothing", async () => {
      const { vault } = open();
      const [a, b] = [expectOk(await vault.seal(ANN, text)), expectOk(await vault.seal(ANN, text))];
      expect([a.iv === b.iv, a.ct === b.ct, a.cm === b.cm]).toEqual([false, false, false]);
    });

    test("what was sealed for one does not open as another's", async () => {
      const { vault } = open();
      const sealed = expectOk(await vault.seal(ANN, text));
      expectOk(await vault.seal(BEN, text));
      await expect(vault.open({ ...sealed, subject: BEN })).rejects.toMatchObject({ code: "vault.corrupt" });
    });

    test("destroyed is for ever: neither opening nor sealing again, also after a restart; others are not touched", async () => {
      const { vault, reopen } = open();
      const [ann, ben] = [expectOk(await vault.seal(ANN, text)), expectOk(await vault.seal(BEN, text))];
      await vault.destroy(ANN);
      for (const v of [vault, reopen()]) {
        expect(code(await v.open(ann))).toBe("sealed.destroyed");
        expect(code(await v.seal(ANN, text))).toBe("sealed.destroyed");
        expect(code(await v.open(ben))).toBe("ok");
      }
      await vault.destroy(ANN);
    });

    test("a changed ciphertext is not opened", async () => {
      const { vault } = open();
      const sealed = expectOk(await vault.seal(ANN, text));
      const ct = `${sealed.ct[0] === "A" ? "B" : "A"}${sealed.ct.slice(1)}`;
      await expect(vault.open({ ...sealed, ct })).rejects.toMatchObject({ code: "vault.corrupt" });
    });
  });
};
