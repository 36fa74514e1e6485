import pkcs11js from "pkcs11js";
import { describe, expect, test } from "vitest";
import { asModuleFault, quietly } from "../../../adapters/pkcs11/pkcs11-fault.ts";
import { ModuleFault } from "../../../domain/ports/key-module.ts";
import { fault } from "../../contract/key-module.ts";

const pkcs11Error = (code: number) => Object.assign(new Error("CKR"), { code });

describe("return values of PKCS#11 as faults", () => {
  test.for([
    { name: "CKR_PIN_INCORRECT", code: pkcs11js.CKR_PIN_INCORRECT, is: "module.pin-incorrect" },
    { name: "CKR_PIN_INVALID", code: pkcs11js.CKR_PIN_INVALID, is: "module.pin-incorrect" },
    { name: "CKR_PIN_LEN_RANGE", code: pkcs11js.CKR_PIN_LEN_RANGE, is: "module.pin-incorrect" },
    { name: "CKR_PIN_LOCKED", code: pkcs11js.CKR_PIN_LOCKED, is: "module.pin-locked" },
    { name: "CKR_DEVICE_REMOVED", code: pkcs11js.CKR_DEVICE_REMOVED, is: "module.unavailable" },
    { name: "CKR_DEVICE_ERROR", code: pkcs11js.CKR_DEVICE_ERROR, is: "module.unavailable" },
    { name: "CKR_TOKEN_NOT_PRESENT", code: pkcs11js.CKR_TOKEN_NOT_PRESENT, is: "module.unavailable" },
    { name: "CKR_SESSION_HANDLE_INVALID", code: pkcs11js.CKR_SESSION_HANDLE_INVALID, is: "module.unavailable" },
    { name: "CKR_OPERATION_ACTIVE", code: pkcs11js.CKR_OPERATION_ACTIVE, is: "module.unavailable" },
    { name: "CKR_USER_NOT_LOGGED_IN", code: pkcs11js.CKR_USER_NOT_LOGGED_IN, is: "module.unavailable" },
    { name: "CKR_CRYPTOKI_NOT_INITIALIZED", code: pkcs11js.CKR_CRYPTOKI_NOT_INITIALIZED, is: "module.unavailable" },
    { name: "CKR_GENERAL_ERROR", code: pkcs11js.CKR_GENERAL_ERROR, is: "module.unavailable" },
    { name: "a vendor's own value", code: 0x80000001, is: "module.unavailable" },
  ] as const)("$name", ({ code, is }) => {
    expect(code).toBeTypeOf("number");
    const cause = pkcs11Error(code);
    expect(asModuleFault(cause)).toEqual(fault(is));
    expect(asModuleFault(cause).cause).toBe(cause);
  });

  test.for([
    { name: "an error without a code", error: new Error("cannot open shared object file") },
    { name: "an error with a text for a code", error: Object.assign(new Error("x"), { code: "ENOENT" }) },
    { name: "no error at all", error: undefined },
  ])("$name means that the module is not there", ({ error }) => {
    expect(asModuleFault(error)).toEqual(fault("module.unavailable"));
  });

  test("a fault stays itself", () => {
    const own = new ModuleFault("module.misbehaved");
    expect(asModuleFault(own)).toBe(own);
  });

  test("tearing down goes on after a step that failed", () => {
    const done: number[] = [];
    quietly(() => {
      throw new Error("gone");
    });
    quietly(() => done.push(2));
    expect(done).toEqual([2]);
  });
});
