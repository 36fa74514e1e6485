import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { openSoftkeyModule, SOFTKEY_WARNING } from "../../../adapters/softkey/module.ts";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { verifySignature } from "../../../domain/kernel/digest.ts";
import { ModuleFault } from "../../../domain/ports/key-module.ts";
import { fault, freshId, keyModuleContract } from "../../contract/key-module.ts";

const directory = mkdtempSync(join(tmpdir(), "cartulary-softkey-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const PIN = "softkey-pin-41aa";
const silent = () => undefined;
const open = (path?: string, pin = PIN) =>
  openSoftkeyModule({ ...(path === undefined ? {} : { path }), pin, mode: "development", warn: silent });
let files = 0;
const freshPath = (): string => join(directory, `keys-${++files}.json`);

describe("softkey in a file", () => {
  const path = freshPath();
  keyModuleContract({ kind: "softkey", open: () => open(path) });
});

describe("opening", () => {
  test("warns loudly, each time", () => {
    const said: string[] = [];
    for (let i = 0; i < 2; i++) openSoftkeyModule({ pin: PIN, mode: "development", warn: (text) => said.push(text) });
    expect(said).toEqual([SOFTKEY_WARNING, SOFTKEY_WARNING]);
    expect(SOFTKEY_WARNING).toMatch(/development only/);
  });

  test("refuses production before it reads or says anything", () => {
    const said: string[] = [];
    expect(() =>
      openSoftkeyModule({ path: directory, pin: PIN, mode: "production", warn: (text) => said.push(text) }),
    ).toThrow(fault("module.misbehaved"));
    expect(said).toEqual([]);
  });

  test("a wrong PIN is its own fault, and does not harm the file", async () => {
    const path = freshPath();
    const id = freshId();
    const made = await open(path).generate(id, "ec-p256");
    const before = readFileSync(path);
    for (const pin of ["wrong", "", `${PIN} `, PIN.toUpperCase()])
      expect(() => open(path, pin)).toThrow(fault("module.pin-incorrect"));
    expect(readFileSync(path)).toEqual(before);
    expect(await open(path).find(id)).toEqual(made);
  });

  const intact = (): Record<string, string> => {
    const path = freshPath();
    void open(path).generate(freshId(), "ec-p256");
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  };
  test.for([
    { name: "nothing", text: () => "", code: "module.misbehaved" },
    { name: "no JSON", text: () => "{", code: "module.misbehaved" },
    { name: "null", text: () => "null", code: "module.misbehaved" },
    { name: "a list", text: () => "[1]", code: "module.misbehaved" },
    { name: "no fields", text: () => "{}", code: "module.misbehaved" },
    {
      name: "a field that is no base64url",
      text: () => JSON.stringify({ ...intact(), iv: "*" }),
      code: "module.misbehaved",
    },
    { name: "a short tag", text: () => JSON.stringify({ ...intact(), tag: "AAAA" }), code: "module.misbehaved" },
    { name: "an empty iv", text: () => JSON.stringify({ ...intact(), iv: "" }), code: "module.misbehaved" },
    { name: "another salt", text: () => JSON.stringify({ ...intact(), salt: "AAAA" }), code: "module.pin-incorrect" },
    { name: "no ciphertext", text: () => JSON.stringify({ ...intact(), ct: "" }), code: "module.pin-incorrect" },
    {
      name: "another file's text",
      text: () => JSON.stringify({ ...intact(), ct: intact().ct }),
      code: "module.pin-incorrect",
    },
  ] as const)("a file of $name is a typed fault", ({ text, code }) => {
    const path = freshPath();
    writeFileSync(path, text());
    expect(() => open(path)).toThrow(fault(code));
  });

  test("a file that cannot be read is a module that is not there", () => {
    expect(() => open(directory)).toThrow(fault("module.unavailable"));
  });
});

describe("what is kept", () => {
  test("one file, ours alone, that shows neither keys nor PIN", async () => {
    const own = join(directory, "own");
    mkdirSync(own);
    const path = join(own, "keys.json");
    const module = open(path);
    const id = freshId();
    for (const key of [id, freshId()]) await module.generate(key, "ec-p256");
    expect(readdirSync(own)).toEqual(["keys.json"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, "latin1");
    for (const secret of [PIN, id, "MIGH", "PRIVATE"]) expect(text).not.toContain(secret);
    expect(inspect(module, { depth: 20 })).not.toContain(PIN);
  });

  test("no salt or iv is ever used twice", async () => {
    const path = freshPath();
    const module = open(path);
    const seen = new Set<string>();
    for (let i = 0; i < 4; i++) {
      await module.generate(freshId(), "ec-p256");
      const { salt, iv } = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
      seen.add(`salt ${salt}`).add(`iv ${iv}`);
    }
    expect(seen.size).toBe(8);
  });

  test("a key that could not be written does not exist", async () => {
    const folder = join(directory, "later");
    const path = join(folder, "keys.json");
    const module = open(path);
    const id = freshId();
    await expect(module.generate(id, "ec-p256")).rejects.toEqual(fault("module.unavailable"));
    expect(await module.find(id)).toBeUndefined();
    await expect(module.sign(id, utf8("m"), "ecdsa-sha256")).rejects.toEqual(fault("module.no-such-key"));
    mkdirSync(folder);
    const made = await module.generate(id, "ec-p256");
    expect(await open(path).find(id)).toEqual(made);
    chmodSync(folder, 0o700);
  });

  test("without a path nothing is written and nothing is shared", async () => {
    const id = freshId();
    await open().generate(id, "ec-p256");
    expect(await open().find(id)).toBeUndefined();
  });

  test("what could not be written is not remembered, and what is remembered is no key", async () => {
    const folder = join(directory, "memory");
    const path = join(folder, "keys.json");
    const module = open(path);
    await expect(module.remember("a", utf8("1"))).rejects.toEqual(fault("module.unavailable"));
    expect(await module.recall("a")).toBeUndefined();
    mkdirSync(folder);
    await module.remember("a", utf8("1"));
    expect(await module.find("remembered.a")).toBeUndefined();
    expect(await open(path).recall("a")).toEqual(utf8("1"));
    expect(readFileSync(path, "latin1")).not.toContain("remembered");
  });

  test("each write has an iv of its own", async () => {
    const path = freshPath();
    const module = open(path);
    const seen = new Set<string>();
    for (let i = 0; i < 4; i++) {
      await module.remember("a", utf8("same"));
      seen.add((JSON.parse(readFileSync(path, "utf8")) as { iv: string }).iv);
    }
    expect(seen.size).toBe(4);
  });

  test.for(["constructor", "__proto__", "toString"])("%s is not a key", async (id) => {
    expect(await open().find(id)).toBeUndefined();
    await expect(open().sign(id, utf8("m"), "ecdsa-sha256")).rejects.toEqual(fault("module.no-such-key"));
  });
});

test.for(["before", "after"] as const)("a fault %s remembering", async (when) => {
  const module = open();
  module.faults.onRemember = () => ({ when, fault: new ModuleFault("module.unavailable") });
  await expect(module.remember("a", utf8("1"))).rejects.toEqual(fault("module.unavailable"));
  expect(await module.recall("a")).toEqual(when === "after" ? utf8("1") : undefined);
});

test.for(["before", "after"] as const)("a fault %s signing comes once and leaves the key good", async (when) => {
  const module = open();
  const id = freshId();
  const { spki } = await module.generate(id, "ec-p256");
  const asked: string[] = [];
  module.faults.onSign = (key) => {
    asked.push(key);
    module.faults.onSign = () => undefined;
    return { when, fault: new ModuleFault("module.unavailable") };
  };
  await expect(module.sign(id, utf8("m"), "ecdsa-sha256")).rejects.toEqual(fault("module.unavailable"));
  expect(verifySignature(spki, utf8("m"), await module.sign(id, utf8("m"), "ecdsa-sha256"))).toBe(true);
  expect(asked).toEqual([id]);
});
