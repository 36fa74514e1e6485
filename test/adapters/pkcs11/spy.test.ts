/** What reaches the module, as a witness between us and it writes it down. */
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPkcs11Module } from "../../../adapters/pkcs11/module.ts";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { verifySignature } from "../../../domain/kernel/digest.ts";
import { fault, freshId } from "../../contract/key-module.ts";
import { hasSpy, openSpiedSoftHsm, PIN } from "../../support/softhsm.ts";

const hsm = hasSpy ? openSpiedSoftHsm() : undefined;
afterAll(() => hsm?.remove());

const NAMES = ["C_Initialize", "C_Login", "C_FindObjectsInit", "C_GenerateKeyPair", "C_SignInit", "C_Sign"] as const;
type Calls = Record<(typeof NAMES)[number], number>;
const counts = (): Calls => Object.fromEntries(NAMES.map((n) => [n, hsm?.calls(n) ?? 0])) as Calls;

describe.runIf(hsm !== undefined)("what reaches the PKCS#11 module", () => {
  let before = counts();
  /** Calls since the test began. */
  const calls = (): Calls => {
    const now = counts();
    return Object.fromEntries(NAMES.map((n) => [n, now[n] - before[n]])) as Calls;
  };
  const open = (pin: string) =>
    openPkcs11Module({ library: hsm?.library ?? "", token: { serial: hsm?.serial ?? "" }, pin });
  let module = open(PIN);
  beforeEach(() => {
    before = counts();
    module = open(PIN);
  });
  afterEach(() => module.close());

  test("nothing before the first call", () => {
    expect(Object.values(calls())).toEqual(NAMES.map(() => 0));
  });

  test("as many C_Sign as there are signatures, one login, one search for the key", async () => {
    const id = freshId();
    const { spki } = await module.generate(id, "ec-p256");
    const made = calls();
    for (let i = 0; i < 25; i++) {
      const message = utf8(`message ${i}`);
      expect(verifySignature(spki, message, await module.sign(id, message, "ecdsa-sha256"))).toBe(true);
    }
    expect(calls()).toEqual({ ...made, C_Initialize: 1, C_Login: 1, C_GenerateKeyPair: 1, C_SignInit: 25, C_Sign: 25 });
  });

  test("a key that exists is not generated again", async () => {
    const id = freshId();
    for (let i = 0; i < 3; i++) await module.generate(id, "ec-p256");
    expect(calls()).toMatchObject({ C_GenerateKeyPair: 1 });
  });

  test("a key that is not there costs no signature and no new login", async () => {
    for (let i = 0; i < 3; i++)
      await expect(module.sign(freshId(), utf8("m"), "ecdsa-sha256")).rejects.toEqual(fault("module.no-such-key"));
    expect(calls()).toMatchObject({ C_Login: 1, C_SignInit: 0, C_Sign: 0 });
  });

  test("a wrong PIN is tried once and never again, whatever is asked and however often", async () => {
    const wrong = open("wrong-pin-1");
    const id = freshId();
    const asked = [
      () => wrong.describe(),
      () => wrong.sign(id, utf8("m"), "ecdsa-sha256"),
      () => wrong.generate(id, "ec-p256"),
      () => wrong.find(id),
    ];
    for (const ask of [...asked, ...asked]) await expect(ask()).rejects.toEqual(fault("module.pin-incorrect"));
    expect((await Promise.allSettled(asked.map((ask) => ask()))).map((r) => r.status)).not.toContain("fulfilled");
    expect(calls()).toMatchObject({ C_Login: 1 });
    await wrong.close();
    await expect(wrong.describe()).rejects.toEqual(fault("module.pin-incorrect"));
    expect(calls()).toMatchObject({ C_Login: 1 });
    // The token is as good as before for who knows its PIN.
    expect(await module.describe()).toMatchObject({ tokenSerial: hsm?.serial });
  });

  test("locking by the operating system is asked for, and only digests are signed", async () => {
    const id = freshId();
    await module.generate(id, "ec-p256");
    const from = hsm?.log().length ?? 0;
    await module.close();
    await module.sign(id, utf8("a message that does not go to the module"), "ecdsa-sha256");
    const log = hsm?.log().slice(from) ?? "";
    expect(log).toMatch(/C_Initialize[\s\S]*?flags: 2/);
    expect(log).toMatch(/C_SignInit[\s\S]*?CKM_ECDSA\s/);
    expect(log).toMatch(/C_Sign\n[\s\S]*?pData\[ulDataLen\] [0-9a-f]+ \/ 32/);
    expect(log).not.toContain("a message that does");
  });

  test("our own files of the token hold no PIN", () => {
    expect(readFileSync(`${hsm?.directory}/softhsm2.conf`, "utf8")).not.toContain(PIN);
  });
});
