import { describe, expect, test } from "vitest";
import { argon2id } from "../../../adapters/system/argon2.ts";
import { ARGON2_FLOOR, readPasswordVerifier } from "../../../domain/policy/password-verifier.ts";

const hash = argon2id(ARGON2_FLOOR);

describe("Argon2id", () => {
  test("knows its own verifier, by no other password, and salts each anew", async () => {
    const [one, other] = [await hash.make("pässword"), await hash.make("pässword")];
    expect(one).not.toBe(other);
    expect(await hash.matches(one, "pässword")).toBe(true);
    expect(await hash.matches(other, "pässword")).toBe(true);
    expect(await hash.matches(one, "Pässword")).toBe(false);
    expect(await hash.matches(one, "")).toBe(false);
    expect(readPasswordVerifier(one).ok).toBe(true);
  });
  test("takes the two ways of writing one character as the same. RFC 8265 §4.2", async () => {
    expect(await hash.matches(await hash.make("p\u00e4ss"), "pa\u0308ss")).toBe(true);
  });
  test("agrees with the reference implementation", async () => {
    // printf 'password' | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1 -l 32 -e
    const reference =
      "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";
    expect(await hash.matches(reference, "password")).toBe(true);
    expect(await hash.matches(reference, "passwore")).toBe(false);
  });
  test("turns away whom it cannot serve soon, and serves the others", async () => {
    const verifier = await hash.make("x");
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => hash.matches(verifier, "x")));
    const served = all.filter((r) => r.status === "fulfilled");
    expect(served).toHaveLength(34);
    for (const r of all)
      if (r.status === "rejected") expect(r.reason).toMatchObject({ code: "password.busy", retryable: true });
    expect(await hash.matches(verifier, "x")).toBe(true);
  });
});
