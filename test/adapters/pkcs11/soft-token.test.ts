import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openPkcs11Module } from "../../../adapters/pkcs11/module.ts";
import { makeSoftToken } from "../../../adapters/pkcs11/soft-token.ts";
import { fault } from "../../contract/key-module.ts";
import { hasSoftHsm, openSoftHsm, PIN, SO_PIN, type SoftHsm } from "../../support/softhsm.ts";

const hsm: SoftHsm | undefined = hasSoftHsm ? openSoftHsm("first") : undefined;
afterAll(() => hsm?.remove());

describe.runIf(hsm !== undefined)("a SoftHSM token", () => {
  const { library, serial, directory, tokens } = hsm ?? ({} as SoftHsm);
  const describeToken = async (token: { readonly serial: string }, pin: string) => {
    const module = openPkcs11Module({ library, token, pin });
    try {
      return await module.describe();
    } finally {
      await module.close();
    }
  };

  test("is ready for its user", async () => {
    expect(serial).toMatch(/^[0-9a-f]{16}$/);
    expect(await describeToken({ serial }, PIN)).toMatchObject({ manufacturer: "SoftHSM", tokenLabel: "first" });
  });

  test("does not take the security officer's PIN for the user's", async () => {
    await expect(describeToken({ serial }, SO_PIN)).rejects.toEqual(fault("module.pin-incorrect"));
  });

  test.for([
    { name: "another label", label: "second" },
    { name: "the same label", label: "first" },
    { name: "the longest label", label: "x".repeat(32) },
  ])("a further one with $name is a token of its own", async ({ label }) => {
    const other = makeSoftToken({ library, label, soPin: "another-so", pin: "another-user" });
    expect(other).not.toBe(serial);
    expect(await describeToken({ serial: other }, "another-user")).toMatchObject({
      tokenLabel: label,
      tokenSerial: other,
    });
    expect(await describeToken({ serial }, PIN)).toMatchObject({ tokenSerial: serial });
  });

  test("many with one label each get their own PIN, in whatever order the module lists them", async () => {
    const pins = ["pin-a", "pin-b", "pin-c", "pin-d", "pin-e", "pin-f"];
    const made = pins.map((pin) => ({
      pin,
      serial: makeSoftToken({ library, label: "many", soPin: `so-${pin}`, pin }),
    }));
    expect(new Set(made.map((t) => t.serial)).size).toBe(pins.length);
    for (const token of made)
      expect(await describeToken({ serial: token.serial }, token.pin)).toMatchObject({ tokenSerial: token.serial });
  });

  test("its configuration and directory are ours alone", () => {
    expect(statSync(tokens).mode & 0o777).toBe(0o700);
    const path = join(directory, "softhsm2.conf");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toBe(
      `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n`,
    );
  });

  test("a library that is not there is a module that is not there", () => {
    expect(() => makeSoftToken({ library: "/absent.so", label: "x", soPin: "1234", pin: "1234" })).toThrow(
      fault("module.unavailable"),
    );
  });
});
