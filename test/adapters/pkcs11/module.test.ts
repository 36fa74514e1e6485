import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { inspect } from "node:util";
import type graphene from "graphene-pk11";
import { afterAll, describe, expect, test } from "vitest";
import { openPkcs11Module } from "../../../adapters/pkcs11/module.ts";
import { makeSoftToken } from "../../../adapters/pkcs11/soft-token.ts";
import { toHex, utf8 } from "../../../domain/kernel/bytes.ts";
import { verifySignature } from "../../../domain/kernel/digest.ts";
import { fault, freshId, keyModuleContract } from "../../contract/key-module.ts";
import { hasSoftHsm, openSoftHsm, PIN, SO_PIN, type SoftHsm } from "../../support/softhsm.ts";

const { KeyType, Module, NamedCurve, ObjectClass, SessionFlag } = createRequire(import.meta.url)(
  "graphene-pk11",
) as typeof graphene;

const hsm: SoftHsm | undefined = hasSoftHsm ? openSoftHsm() : undefined;
afterAll(() => hsm?.remove());

describe.runIf(hsm !== undefined)("PKCS#11 module over SoftHSM", () => {
  const { library, serial, label, tokens, directory } = hsm ?? ({} as SoftHsm);
  const open = (token: { readonly label?: string; readonly serial?: string } = { serial }, pin = PIN, lib = library) =>
    openPkcs11Module({ library: lib, token, pin });

  /** What PKCS#11 itself says, past the adapter. */
  const withRawSession = (work: (session: graphene.Session) => void): void => {
    const raw = Module.load(library, "inspection");
    raw.initialize({ flags: 2 });
    try {
      const slots = raw.getSlots(true);
      const all = Array.from({ length: slots.length }, (_, i) => slots.items(i));
      const slot = all.find((s) => s.getToken().serialNumber === serial) as graphene.Slot;
      const session = slot.open(SessionFlag.RW_SESSION | SessionFlag.SERIAL_SESSION);
      // A login holds for all sessions of a process; 2 is CKS_RW_PUBLIC_SESSION. PKCS#11 v3.1 §5.6.
      if (raw.lib.C_GetSessionInfo(session.handle).state === 2) session.login(PIN);
      work(session);
    } finally {
      raw.finalize();
      raw.close();
    }
  };

  keyModuleContract({
    kind: "pkcs11",
    open: () => open(),
    away: {
      take: () => renameSync(tokens, `${tokens}.away`),
      giveBack: () => renameSync(`${tokens}.away`, tokens),
    },
  });

  test.for([
    { name: "its serial number", token: { serial } },
    { name: "its label", token: { label } },
    { name: "its serial number, whatever label is asked for", token: { serial, label: "another" } },
  ])("the token is found by $name", async ({ token }) => {
    const module = open(token);
    expect(await module.describe()).toMatchObject({ tokenLabel: label, tokenSerial: serial });
    await module.close();
  });

  test.for([
    { name: "another serial number", token: { serial: "0000000000000000" } },
    { name: "another label", token: { label: "another" } },
    { name: "the serial number of none but the label of ours", token: { serial: "00", label } },
    { name: "nothing", token: {} },
  ])("a token of $name is not there", async ({ token }) => {
    await expect(open(token).describe()).rejects.toEqual(fault("module.unavailable"));
  });

  test("of two tokens with one label the serial number decides", async () => {
    const other = makeSoftToken({ library, label, soPin: SO_PIN, pin: "other-pin" });
    expect(other).not.toBe(serial);
    const [ours, theirs] = [open({ serial }), open({ serial: other }, "other-pin")];
    const id = freshId();
    await ours.generate(id, "ec-p256");
    await ours.close();
    expect(await theirs.find(id)).toBeUndefined();
    await theirs.close();
  });

  test("a library that is put in place later is used without a restart", async () => {
    const path = join(directory, "module.so");
    const module = open({ serial }, PIN, path);
    await expect(module.describe()).rejects.toEqual(fault("module.unavailable"));
    symlinkSync(library, path);
    expect(await module.describe()).toMatchObject({ tokenSerial: serial });
    await module.close();
    rmSync(path);
    await expect(module.describe()).rejects.toEqual(fault("module.unavailable"));
    symlinkSync(library, path);
    const id = freshId();
    const { spki } = await module.generate(id, "ec-p256");
    expect(verifySignature(spki, utf8("m"), await module.sign(id, utf8("m"), "ecdsa-sha256"))).toBe(true);
    await module.close();
  });

  test("a file that is no library is a module that is not there", async () => {
    const path = join(directory, "softhsm2.conf");
    await expect(open({ serial }, PIN, path).describe()).rejects.toEqual(fault("module.unavailable"));
  });

  test("no fault shows the PIN, however deep one looks", async () => {
    const wrong = "not-the-pin-9f";
    const seen = await Promise.all([
      open({ serial }, wrong)
        .describe()
        .catch((e: unknown) => e),
      open({ serial: "00" }, wrong)
        .describe()
        .catch((e: unknown) => e),
      open({ serial }, wrong, "/absent.so")
        .describe()
        .catch((e: unknown) => e),
    ]);
    for (const error of seen) {
      expect(error).toHaveProperty("code");
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(wrong);
    }
    expect(inspect(open(), { depth: 20, showHidden: true })).not.toContain(PIN);
  });

  test("a PIN that the token does not take makes no token that looks ready", () => {
    expect(() => makeSoftToken({ library, label: "short", soPin: SO_PIN, pin: "123" })).toThrow(
      expect.objectContaining({ name: "ModuleFault", code: "module.pin-incorrect" }),
    );
  });

  test("the private key cannot be read, copied out or used for anything but signing", async () => {
    const id = freshId();
    const module = open();
    await module.generate(id, "ec-p256");
    await module.close();
    withRawSession((session) => {
      const key = session.find({ class: ObjectClass.PRIVATE_KEY, id: Buffer.from(id, "hex") }).items(0);
      const expected = {
        ...{ token: true, private: true, sensitive: true, extractable: false, alwaysSensitive: true },
        ...{ neverExtractable: true, local: true, sign: true, signRecover: false, decrypt: false, unwrap: false },
        ...{ derive: false, keyType: KeyType.EC, label: id },
      };
      for (const [name, value] of Object.entries(expected))
        expect({ [name]: key.getAttribute(name as "token") }).toEqual({ [name]: value });
      expect(() => key.getAttribute("value")).toThrow(/CKR_ATTRIBUTE_SENSITIVE/);
      expect(() => key.setAttribute("extractable", true)).toThrow(/CKR_/);
      expect(() => key.setAttribute("sensitive", false)).toThrow(/CKR_/);
      const wrapping = session.generateKey("AES_KEY_GEN", { token: false, wrap: true, valueLen: 32 } as never);
      expect(() => session.wrapKey("AES_KEY_WRAP_PAD", wrapping, key.toType<graphene.PrivateKey>() as never)).toThrow(
        /CKR_KEY_UNEXTRACTABLE/,
      );
      const publicKey = session.find({ class: ObjectClass.PUBLIC_KEY, id: Buffer.from(id, "hex") }).items(0);
      expect(publicKey.getAttribute("paramsECDSA")).toEqual(NamedCurve.getByName("secp256r1").value);
    });
  });

  test("what is remembered is a private data object of ours on the token, and nothing is left over", async () => {
    const module = open();
    for (let i = 1; i <= 4; i++) await module.remember("of.ours", utf8(`value ${i}`));
    await module.close();
    withRawSession((session) => {
      const found = session.find({ class: ObjectClass.DATA, label: "of.ours" });
      expect(found.length).toBe(2);
      for (let i = 0; i < found.length; i++)
        for (const [name, value] of Object.entries({ token: true, private: true, application: "cartulary" }))
          expect({ [name]: found.items(i).getAttribute(name as "token") }).toEqual({ [name]: value });
    });
  });

  test("two keys under one id are a module that misbehaves", async () => {
    const id = randomBytes(16);
    withRawSession((session) => {
      const common = { token: true, id, label: "twin", keyType: KeyType.EC };
      for (let i = 0; i < 2; i++)
        session.generateKeyPair(
          "EC_KEY_PAIR_GEN",
          { ...common, verify: true, paramsECDSA: NamedCurve.getByName("secp256r1").value },
          { ...common, private: true, sensitive: true, sign: true },
        );
    });
    const module = open();
    await expect(module.sign(toHex(id), utf8("m"), "ecdsa-sha256")).rejects.toEqual(fault("module.misbehaved"));
    await module.close();
  });

  test("a session that was closed under us is opened again within the same call", async () => {
    const id = freshId();
    const module = open();
    const { spki } = await module.generate(id, "ec-p256");
    withRawSession(() => undefined); // finalises the library for the whole process
    expect(verifySignature(spki, utf8("m"), await module.sign(id, utf8("m"), "ecdsa-sha256"))).toBe(true);
    await module.close();
  });

  test("a key that somebody destroyed is no key any more, though its handle was known", async () => {
    const id = freshId();
    const module = open();
    await module.generate(id, "ec-p256");
    await module.sign(id, utf8("m"), "ecdsa-sha256");
    withRawSession((session) => {
      for (const kind of [ObjectClass.PRIVATE_KEY, ObjectClass.PUBLIC_KEY])
        session
          .find({ class: kind, id: Buffer.from(id, "hex") })
          .items(0)
          .destroy();
    });
    await expect(module.sign(id, utf8("m"), "ecdsa-sha256")).rejects.toEqual(fault("module.no-such-key"));
    expect(await module.find(id)).toBeUndefined();
    await module.close();
  });

  test("a key id that is no hex is a mistake of ours, and harms no session", async () => {
    const module = open();
    await module.describe();
    await expect(module.find("not hex")).rejects.toBeInstanceOf(TypeError);
    expect(await module.find(freshId())).toBeUndefined();
    await module.close();
  });

  test("several processes that start at once all sign", async () => {
    const id = freshId();
    const module = open();
    const { spki } = await module.generate(id, "ec-p256");
    await module.close();
    const script = `
      const { openPkcs11Module } = await import(${JSON.stringify(new URL("../../../adapters/pkcs11/module.ts", import.meta.url).href)});
      const module = openPkcs11Module({ library: ${JSON.stringify(library)}, token: { serial: "${serial}" }, pin: "${PIN}" });
      process.stdout.write(Buffer.from(await module.sign("${id}", new Uint8Array(3), "ecdsa-sha256")).toString("hex"));
      await module.close();`;
    const start = () =>
      new Promise<string>((resolve, reject) => {
        let out = "";
        const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        child.stdout.on("data", (chunk: Buffer) => {
          out += chunk.toString();
        });
        child.on("error", reject);
        child.on("close", () => resolve(out));
      });
    const signatures = await Promise.all(Array.from({ length: 8 }, start));
    for (const signature of signatures)
      expect(verifySignature(spki, new Uint8Array(3), Buffer.from(signature, "hex"))).toBe(true);
  });
});
