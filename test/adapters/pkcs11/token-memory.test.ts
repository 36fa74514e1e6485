/** A write that stops anywhere leaves the value before it or its own, whole: on a token that changes objects and on one that does not. */
import type graphene from "graphene-pk11";
import { describe, expect, test } from "vitest";
import { recallFrom, rememberIn } from "../../../adapters/pkcs11/token-memory.ts";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { fault } from "../../contract/key-module.ts";

type Stored = { label: string; value: Buffer };

/** Objects as they lie on a token, and the call at which it loses its power: `torn` writes half of it. */
const makeToken = (kind: "mutable" | "immutable") => {
  const objects: Stored[] = [];
  let calls = 0;
  let stop: { readonly at: number; readonly how: "before" | "torn" | "after" } | undefined;
  const step = (value: Buffer, run: (value: Buffer) => void): void => {
    calls += 1;
    const how = stop?.at === calls ? stop.how : undefined;
    if (how !== "before") run(how === "torn" ? value.subarray(0, value.length >> 1) : value);
    if (how !== undefined) throw new Error("power");
  };
  const handle = (stored: Stored) => ({
    getAttribute: () => Buffer.from(stored.value),
    setAttribute: ({ value }: { value: Buffer }) => {
      if (kind === "immutable") throw new Error("CKR_ATTRIBUTE_READ_ONLY:16");
      step(value, (v) => {
        stored.value = Buffer.from(v);
      });
    },
    destroy: () => step(Buffer.alloc(0), () => objects.splice(objects.indexOf(stored), 1)),
  });
  const session = {
    find: ({ label }: { label: string }) => {
      const found = objects.filter((o) => o.label === label).map(handle);
      return { length: found.length, items: (i: number) => found[i] };
    },
    create: ({ label, value }: Stored) => step(value, (v) => objects.push({ label, value: Buffer.from(v) })),
  } as unknown as graphene.Session;
  return {
    session,
    objects,
    stopAt: (at: number, how: "before" | "torn" | "after") => {
      calls = 0;
      stop = { at, how };
    },
  };
};

describe.for(["mutable", "immutable"] as const)("on a token whose objects are %s", (kind) => {
  const cases = (["before", "torn", "after"] as const).flatMap((how) =>
    [1, 2].flatMap((at) => [2, 3, 4, 5].map((had) => ({ at, how, had }))),
  );
  test.for(cases)("power lost $how call $at of write $had", ({ at, how, had }) => {
    const token = makeToken(kind);
    for (let i = 1; i < had; i++) rememberIn(token.session, "a", utf8(`value ${i}`));
    token.stopAt(at, how);
    let isCut = false;
    try {
      rememberIn(token.session, "a", utf8(`value ${had}`));
    } catch {
      isCut = true;
    }
    token.stopAt(0, "before");
    const recalled = Buffer.from(recallFrom(token.session, "a") ?? []).toString();
    expect(isCut ? [`value ${had - 1}`, `value ${had}`] : [`value ${had}`]).toContain(recalled);
    // And it goes on: nothing that was cut off is ever taken for newer.
    for (let i = 1; i <= 3; i++) {
      rememberIn(token.session, "a", utf8(`later ${i}`));
      expect(recallFrom(token.session, "a")).toEqual(utf8(`later ${i}`));
    }
  });

  test("there are never more than three objects, and two in the end", () => {
    const token = makeToken(kind);
    for (let i = 1; i < 10; i++) rememberIn(token.session, "a", utf8(`value ${i}`));
    expect(token.objects).toHaveLength(2);
  });
});

test("a memory of which nothing is whole is no memory that never was", () => {
  const { session, objects } = makeToken("mutable");
  rememberIn(session, "a", utf8("value"));
  for (const o of objects) o.value = o.value.subarray(0, 20);
  expect(() => recallFrom(session, "a")).toThrow(fault("module.misbehaved"));
  expect(() => rememberIn(session, "a", utf8("anew"))).toThrow(fault("module.misbehaved"));
});

test("one octet that changed makes a value none", () => {
  const { session, objects } = makeToken("mutable");
  rememberIn(session, "a", utf8("older"));
  rememberIn(session, "a", utf8("newer"));
  const last = objects.at(-1) as Stored;
  last.value = Buffer.concat([last.value.subarray(0, -1), Buffer.of(0)]);
  expect(recallFrom(session, "a")).toEqual(utf8("older"));
});

test("a token that keeps nothing is not believed", () => {
  const { session } = makeToken("mutable");
  const deaf = { ...session, create: () => undefined } as unknown as graphene.Session;
  expect(() => rememberIn(deaf, "a", utf8("value"))).toThrow(fault("module.misbehaved"));
});
