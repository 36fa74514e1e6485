/** Finding a path among certificates in no order. RFC 4158. */
import { expect, test } from "vitest";
import { time } from "../../../../domain/der/writer.ts";
import { toHex } from "../../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { buildPath, type Search } from "../../../../domain/pki/path/build.ts";
import { anchorOfCertificate, type TrustAnchor } from "../../../../domain/pki/path/trust-anchor.ts";
import { at, testKey } from "../sample.ts";
import {
  ANCHOR,
  certify,
  dn,
  type Link,
  NOW,
  type Party,
  policies,
  ROOT,
  ROOT_CERTIFICATE,
  requireExplicit,
} from "./chain.ts";
import { verify } from "./judge.ts";

const party = (cn: string): Party => ({ name: dn(cn), key: testKey() });
const find = (endEntity: Uint8Array, pool: readonly Uint8Array[], more: Partial<Search> = {}) =>
  buildPath({ endEntity, pool, anchors: [ANCHOR], at: NOW, verify, ...more });
const leafOf = (issuer: Party, link: Link = {}): Uint8Array => certify(issuer, party("EE"), link, true);
const hexes = (ders: readonly Uint8Array[]): readonly string[] => ders.map(toHex);

const [A, B] = [party("A"), party("B")];
const A_BY_ROOT = certify(ROOT, A, {});
const B_BY_A = certify(A, B, {});
const LEAF = leafOf(B);
const EXPIRED: Link = { times: [time(at("2020-01-01T00:00:00")), time(at("2021-01-01T00:00:00"))] };

const expectPath = (found: ReturnType<typeof find>, path: readonly Uint8Array[]): void => {
  expect(found.found && hexes(found.certificates)).toEqual(hexes(path));
};

test("a pool in the wrong order, with the root, strangers and rubbish in it", () => {
  const stranger = certify(party("X"), party("Y"), {});
  const pool = [B_BY_A, stranger, Uint8Array.of(1, 2, 3), ROOT_CERTIFICATE, A_BY_ROOT];
  const found = find(LEAF, pool);
  expectPath(found, [A_BY_ROOT, B_BY_A, LEAF]);
  expect(found).toMatchObject({ found: true, valid: true, anchor: ANCHOR });
});

test("an end entity that the anchor issued", () => {
  const leaf = leafOf(ROOT);
  expectPath(find(leaf, []), [leaf]);
});

test("an authority with two keys: the one that signed", () => {
  const other: Party = { name: B.name, key: testKey() };
  expectPath(find(LEAF, [certify(A, other, {}), B_BY_A, A_BY_ROOT]), [A_BY_ROOT, B_BY_A, LEAF]);
});

test("a certificate that has expired beside one that has not", () => {
  const expired = certify(A, B, EXPIRED);
  expectPath(find(LEAF, [expired, B_BY_A, A_BY_ROOT]), [A_BY_ROOT, B_BY_A, LEAF]);
});

test("the likely issuer comes first: the key that is named, the certificate that is current", () => {
  const other: Party = { name: B.name, key: testKey() };
  const otherKey = certify(A, other, {});
  const expired = certify(A, B, EXPIRED);
  // Three signatures are those of the path itself.
  for (const first of [otherKey, expired])
    expectPath(find(LEAF, [first, B_BY_A, A_BY_ROOT], { maxSteps: 3 }), [A_BY_ROOT, B_BY_A, LEAF]);
});

test("anchors without end are bounded too", () => {
  const impostors = Array.from({ length: 20 }, (): TrustAnchor => ({ name: ROOT.name, spki: testKey().spki }));
  const leaf = leafOf(ROOT);
  expect(find(leaf, [], { anchors: [...impostors, ANCHOR], maxSteps: 20 })).toEqual({
    found: false,
    isExhausted: true,
  });
  expectPath(find(leaf, [], { anchors: [...impostors, ANCHOR], maxSteps: 21 }), [leaf]);
});

test("the way that has the policy, though another is shorter", () => {
  const leaf = leafOf(B, { extensions: [policies(1)] });
  const without = certify(ROOT, B, {});
  const [a, b] = [certify(ROOT, A, { extensions: [policies(1)] }), certify(A, B, { extensions: [policies(1)] })];
  expectPath(find(leaf, [without, b, a], { initialExplicitPolicy: true }), [a, b, leaf]);
  expectPath(find(leaf, [without, b, a]), [without, leaf]);
});

test("two authorities that certify each other", () => {
  const A_BY_B = certify(B, A, {});
  expectPath(find(LEAF, [A_BY_B, B_BY_A, A_BY_ROOT]), [A_BY_ROOT, B_BY_A, LEAF]);
  expect(find(LEAF, [A_BY_B, B_BY_A])).toEqual({ found: false, isExhausted: false });
});

test("the anchor whose key it is, of two with one name", () => {
  const impostor: TrustAnchor = { name: ROOT.name, spki: testKey().spki };
  const found = find(LEAF, [B_BY_A, A_BY_ROOT], { anchors: [impostor, ANCHOR] });
  expect(found).toMatchObject({ found: true, anchor: ANCHOR });
});

test("without a valid path, the verdict on the one that came nearest", () => {
  const expired = leafOf(B, EXPIRED);
  const found = find(expired, [B_BY_A, A_BY_ROOT, certify(ROOT, B, EXPIRED)]);
  expect(found).toMatchObject({ found: false, isExhausted: false });
  expect(found).toMatchObject({ nearest: { valid: false, at: 2, clause: "RFC 5280 §6.1.3 (a)(2)" } });
});

test("an end entity that is no certificate", () => {
  expect(find(Uint8Array.of(0x30, 0), [])).toEqual({ found: false, isExhausted: false });
});

test("a longer path than may be", () => {
  expect(find(LEAF, [B_BY_A, A_BY_ROOT], { maxDepth: 2 })).toMatchObject({ found: false });
  expectPath(find(LEAF, [B_BY_A, A_BY_ROOT], { maxDepth: 3 }), [A_BY_ROOT, B_BY_A, LEAF]);
});

test("a mesh with more ways than may be tried ends, and says so", () => {
  const parties = Array.from({ length: 8 }, (_, i) => party(`M ${i}`));
  const mesh = parties.flatMap((issuer) => parties.filter((p) => p !== issuer).map((p) => certify(issuer, p, {})));
  let verified = 0;
  const counting: typeof verify = (...args) => {
    verified += 1;
    return verify(...args);
  };
  const found = find(leafOf(parties[0] ?? ROOT), mesh, { verify: counting, maxSteps: 100 });
  expect(found).toEqual({ found: false, isExhausted: true });
  expect(verified).toBeLessThanOrEqual(100);
});

test("a signature is verified once", () => {
  const seen: string[] = [];
  const noting: typeof verify = (spki, tbs, ...rest) => {
    seen.push(`${toHex(spki)} ${toHex(tbs)}`);
    return verify(spki, tbs, ...rest);
  };
  find(LEAF, [B_BY_A, A_BY_ROOT, certify(ROOT, B, EXPIRED)], { verify: noting });
  expect(new Set(seen).size).toBe(seen.length);
});

test("an anchor's own constraints count", () => {
  const root = certify(ROOT, ROOT, { extensions: [requireExplicit(0)] });
  expect(find(LEAF, [B_BY_A, A_BY_ROOT], { anchors: [expectOk(anchorOfCertificate(root))] })).toMatchObject({
    found: false,
    nearest: { at: 0, clause: "RFC 5280 §6.1.3 (f)" },
  });
});
