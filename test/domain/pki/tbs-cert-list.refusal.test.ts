import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { concat, equalBytes } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeExtensions } from "../../../domain/pki/extension/extension.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { encodeCertificateList, parseCertificateList } from "../../../domain/pki/tbs-cert-list.ts";
import { anyOther, at, mutations, prefixes } from "./sample.ts";
import { crlVector } from "./vector.ts";

const ALGORITHM = "ecdsa-sha256";
const NAME = encodeName([{ type: "CN", value: "Root" }]);
/** Nothing here looks at the signature. */
const sign = (tbs: Uint8Array): Uint8Array => encodeCertificateList(tbs, ALGORITHM, Uint8Array.of(1));

describe("what is not such a list is refused", () => {
  const { tbs } = expectOk(parseCertificateList(crlVector("crl")));
  const algorithm = der.sequence(der.oid("1.2.840.10045.4.3.2"));
  const number = { oid: "2.5.29.20", critical: false, value: der.integer(1) };
  const extended = (...extensions: readonly (typeof number)[]) =>
    der.explicit(0, encodeExtensions(extensions) ?? der.sequence());
  type Pieces = { version?: Uint8Array; next?: Uint8Array; entries?: Uint8Array; extensions?: Uint8Array };
  const inner = (p: Pieces, own = algorithm) =>
    der.sequence(
      p.version ?? der.integer(1),
      own,
      NAME,
      der.time(at("2026-01-01T00:00:00")),
      p.next ?? der.time(at("2026-02-01T00:00:00")),
      p.entries ?? new Uint8Array(),
      p.extensions ?? extended(number),
    );
  const build = (p: Pieces) => sign(inner(p));
  const entry = (...extensions: readonly Uint8Array[]) =>
    der.sequence(der.sequence(der.integer(5), der.time(at("2026-01-01T00:00:00")), ...extensions));
  const reason = (value: Uint8Array) => encodeExtensions([{ oid: "2.5.29.21", critical: false, value }]) ?? value;

  test("but the frame of this table is none of them", () => {
    expect(parseCertificateList(build({ entries: entry(reason(der.enumerated(4))) })).ok).toBe(true);
  });

  test("an algorithm with its NULL in one of two places, RFC 5280 §5.1.1.2", () => {
    const RSA = der.oid("1.2.840.113549.1.1.11");
    const forms = [der.sequence(RSA, der.nullValue), der.sequence(RSA)];
    const verdicts = forms.flatMap((inside) =>
      forms.map((outside) => der.sequence(inner({}, inside), outside, der.bitString(Uint8Array.of(1)))),
    );
    expect(verdicts.map((list) => parseCertificateList(list).ok)).toEqual([true, false, false, true]);
  });

  test.for<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["its TBS", tbs],
    ["trailing bytes", concat([sign(tbs), Uint8Array.of(0)])],
    ["a fourth element", der.sequence(tbs, algorithm, der.bitString(tbs), der.nullValue)],
    ["version 1", build({ version: new Uint8Array() })],
    ["version 3", build({ version: der.integer(2) })],
    ["no nextUpdate", build({ next: new Uint8Array() })],
    ["no number", build({ extensions: extended({ ...number, oid: "2.5.29.35" }) })],
    ["no extensions", build({ extensions: new Uint8Array() })],
    ["a negative number", build({ extensions: extended({ ...number, value: Uint8Array.of(2, 1, 0x80) }) })],
    [
      "more under the extensions' tag",
      build({ extensions: der.explicit(0, encodeExtensions([number]) ?? tbs, der.nullValue) }),
    ],
    ["an unused reason", build({ entries: entry(reason(der.enumerated(7))) })],
    ["the reason of delta CRLs", build({ entries: entry(reason(der.enumerated(8))) })],
    ["a reason of two octets", build({ entries: entry(reason(Uint8Array.of(0x0a, 2, 1, 0))) })],
    ["a reason that is an INTEGER", build({ entries: entry(reason(der.integer(1))) })],
    ["an entry with more in it", build({ entries: entry(reason(der.enumerated(1)), der.nullValue) })],
    ["an entry without date", build({ entries: der.sequence(der.sequence(der.integer(5))) })],
    [
      "a negative serial number",
      build({ entries: der.sequence(der.sequence(Uint8Array.of(2, 1, 0x80), der.time(at("2026-01-01T00:00:00")))) }),
    ],
    ["an empty list of entries, RFC 5280 §5.1.2.6", build({ entries: der.sequence() })],
  ])("%s", ([, input]) => {
    expect(parseCertificateList(input)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });

  test("whatever octet of a good one is changed, the parser does not throw", () => {
    const codes = new Set<string>();
    let wrong = 0;
    for (const changed of mutations(crlVector("crl"), anyOther)) {
      const read = parseCertificateList(changed);
      if (!read.ok) codes.add(read.error.code);
      else if (!equalBytes(encodeCertificateList(read.value.tbs, ALGORITHM, read.value.signature), changed)) wrong++;
    }
    expect([[...codes], wrong]).toEqual([["der.malformed"], 0]);
    expect(prefixes(crlVector("crl")).filter((cut) => parseCertificateList(cut).ok)).toEqual([]);
  });
});
