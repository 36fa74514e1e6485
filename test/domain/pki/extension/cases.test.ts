import { beforeAll, describe, expect, test } from "vitest";
import { expectOk } from "../../../../domain/kernel/result.ts";
import type { Extension } from "../../../../domain/pki/extension/extension.ts";
import { KNOWN_EXTENSIONS } from "../../../../domain/pki/extension/known.ts";
import { anyOther, mutations, prefixes } from "../sample.ts";
import { CASES } from "./cases.ts";
import { madeByOpenssl } from "./made-by-openssl.ts";

let theirs: ReadonlyMap<string, Extension>;
beforeAll(() => {
  theirs = madeByOpenssl(
    CASES.map((c) => c.line),
    CASES.map((c) => c.sections).join(""),
  );
});

describe("what OpenSSL writes", () => {
  test.for(CASES)("$name: the same bytes are written, and read as they are meant", ({ written, parse, meaning }) => {
    const their = theirs.get(written.oid) ?? expect.unreachable("OpenSSL has not written it");
    expect(written).toEqual(their);
    expect(expectOk(parse(their.value))).toEqual(meaning);
  });
});

describe("what is read has one encoding", () => {
  test.for(CASES)(
    "$name: whatever octet is changed, it is refused or encodes to itself",
    ({ written, parse, write }) => {
      for (const changed of mutations(written.value, anyOther)) {
        const parsed = parse(changed);
        if (parsed.ok) expect(write(parsed.value as never).value).toEqual(changed);
        else expect(parsed.error.code).toBe("der.malformed");
      }
    },
  );

  test.for(CASES)("$name: cut off or with something behind it, it is refused", ({ written: { value }, parse }) => {
    for (const cut of prefixes(value)) expect(parse(cut).ok).toBe(false);
    expect(parse(Uint8Array.of(...value, 0)).ok).toBe(false);
    expect(parse(Uint8Array.of(...value, 5, 0)).ok).toBe(false);
  });
});

test("each is known by its name", () => {
  for (const { name, written, meaning } of CASES) {
    const known = KNOWN_EXTENSIONS.get(written.oid);
    expect(known?.name).toBe(name);
    expect(expectOk(known?.parse(written.value) ?? expect.unreachable(name))).toEqual(meaning);
  }
});
