import { expect, test } from "vitest";
import { passwordVerifierText, readPasswordVerifier } from "../../../domain/policy/password-verifier.ts";

const salt = "c29tZXNhbHRzb21lc2FsdA";
const hash = "K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";
const text = (cost: string, s = salt, h = hash, head = "$argon2id$v=19"): string => `${head}$${cost}$${s}$${h}`;

test("a verifier comes back as it was", () => {
  const read = readPasswordVerifier(text("m=65536,t=3,p=1"));
  expect(read.ok && passwordVerifierText(read.value)).toBe(text("m=65536,t=3,p=1"));
  expect(read.ok && [read.value.memory, read.value.passes, read.value.lanes]).toEqual([65_536, 3, 1]);
});

test.for([
  { name: "of the floor", cost: "m=19456,t=2,p=1", isOk: true },
  { name: "of the ceiling", cost: "m=262144,t=10,p=4", isOk: true },
  { name: "with too little memory", cost: "m=19455,t=2,p=1", isOk: false },
  { name: "with one pass", cost: "m=19456,t=1,p=1", isOk: false },
  { name: "that no server could afford", cost: "m=262145,t=2,p=1", isOk: false },
  { name: "that takes for ever", cost: "m=19456,t=11,p=1", isOk: false },
  { name: "with many lanes", cost: "m=19456,t=2,p=5", isOk: false },
  { name: "with leading zeros", cost: "m=019456,t=2,p=1", isOk: false },
  { name: "in another order", cost: "t=2,m=19456,p=1", isOk: false },
])("a cost $name", ({ cost, isOk }) => expect(readPasswordVerifier(text(cost)).ok).toBe(isOk));

const cost = "m=19456,t=2,p=1";
test.for([
  { name: "argon2i", it: text(cost, salt, hash, "$argon2i$v=19") },
  { name: "the old version", it: text(cost, salt, hash, "$argon2id$v=16") },
  { name: "a short salt", it: text(cost, "c29tZXNhbHQ") },
  { name: "a short hash", it: text(cost, salt, hash.slice(0, 22)) },
  { name: "base64url", it: text(cost, salt, hash.replace("+", "-")) },
  { name: "bits that stand for nothing", it: text(cost, salt, `${hash.slice(0, -1)}F`) },
  { name: "white space", it: `${text(cost)}\n` },
  { name: "bcrypt", it: "$2b$12$abcdefghijklmnopqrstuv" },
  { name: "nothing", it: "" },
])("$name is refused", ({ it }) => {
  const read = readPasswordVerifier(it);
  expect(!read.ok && read.error.code).toBe("login.verifier-unsound");
});
