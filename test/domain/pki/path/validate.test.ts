/** The inputs of path validation, its bounds, and what hostile input does to it. */
import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { octetString } from "../../../../domain/der/writer.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { encodeGeneralNames } from "../../../../domain/pki/extension/general-name.ts";
import type { NameSubtree } from "../../../../domain/pki/extension/name-constraints.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import { anchorOfCertificate } from "../../../../domain/pki/path/trust-anchor.ts";
import { validatePath } from "../../../../domain/pki/path/validate.ts";
import { mutations, oneBit, prefixes, testKey } from "../sample.ts";
import {
  ANCHOR,
  ANY,
  certify,
  dn,
  excluded,
  inhibitAny,
  inhibitMapping,
  type Link,
  maps,
  NOW,
  nist,
  pathOf,
  permitted,
  policies,
  ROOT,
  ROOT_CERTIFICATE,
  requireExplicit,
} from "./chain.ts";
import { judge, type Settings, verify } from "./judge.ts";

const dns = (value: string): NameSubtree => ({ kind: "dns", value });
const names = (...hosts: readonly string[]) =>
  rawExtension("2.5.29.17", false, encodeGeneralNames(hosts.map((value) => ({ kind: "dns", value }))));
const host = (value: string): Link => ({ extensions: [names(value)] });
const outcome = (links: readonly Link[], settings: Settings): string => {
  const verdict = judge(pathOf(links), settings);
  return verdict.valid ? "valid" : `${verdict.at} ${verdict.clause}`;
};

test("a valid path says whose key it is, and under which policies", () => {
  const key = testKey();
  const subject = dn("EE");
  const path = pathOf([{ extensions: [policies(1)] }, { subject, key, extensions: [policies(1, 2)] }]);
  expect(judge(path)).toEqual({
    valid: true,
    subject,
    spki: key.spki,
    isPolicyExplicit: false,
    authorityConstrainedPolicySet: [nist(1)],
    userConstrainedPolicySet: [nist(1)],
    purposes: "any",
  });
});

test("the authorities' policies and the user's", () => {
  const path = pathOf([{ extensions: [policies("any")] }, { extensions: [policies("any", 1)] }]);
  expect(judge(path, { userInitialPolicySet: [nist(1), nist(2)], initialExplicitPolicy: true })).toMatchObject({
    isPolicyExplicit: true,
    authorityConstrainedPolicySet: [nist(1), ANY].sort(),
    userConstrainedPolicySet: [nist(1), nist(2)],
  });
});

const two = (link: Link): readonly Link[] => [{}, link];
test.for<[name: string, links: readonly Link[], settings: Settings, expected: string]>([
  [
    "initial-permitted-subtrees, inside",
    two(host("a.b.example")),
    { initialPermittedSubtrees: [dns("b.example")] },
    "valid",
  ],
  [
    "initial-permitted-subtrees, outside",
    two(host("c.example")),
    { initialPermittedSubtrees: [dns("b.example")] },
    "1 RFC 5280 §6.1.3 (b)",
  ],
  [
    "initial-excluded-subtrees, inside",
    two(host("a.b.example")),
    { initialExcludedSubtrees: [dns("b.example")] },
    "1 RFC 5280 §6.1.3 (c)",
  ],
  [
    "initial-excluded-subtrees, outside",
    two(host("c.example")),
    { initialExcludedSubtrees: [dns("b.example")] },
    "valid",
  ],
  [
    "initial-permitted-subtrees that meet no subtree of a certificate",
    [{ extensions: [permitted(dns("c.example"))] }, host("c.example")],
    { initialPermittedSubtrees: [dns("b.example")] },
    "1 RFC 5280 §6.1.3 (b)",
  ],
  ["no user-initial-policy is any at all", two({}), { userInitialPolicySet: [] }, "valid"],
  [
    "no user-initial-policy, and one is needed",
    [{ extensions: [policies(1)] }],
    { userInitialPolicySet: [], initialExplicitPolicy: true },
    "0 RFC 5280 §6.1.5 (g)",
  ],
])("%s", ([, links, settings, expected]) => {
  expect(outcome(links, settings)).toBe(expected);
});

const anchorWith = (link: Link) => expectOk(anchorOfCertificate(certify(ROOT, ROOT, link)));
const P1: Link = { extensions: [policies(1)] };
test.for<[name: string, root: Link, links: readonly Link[], expected: string]>([
  ["a path length that is kept", { constraints: { isCa: true, pathLength: 1 } }, [{}, {}], "valid"],
  ["a path length that is not", { constraints: { isCa: true, pathLength: 0 } }, [{}, {}], "0 RFC 5280 §6.1.4 (l)"],
  ["names that are permitted", { extensions: [permitted(dns("b.example"))] }, two(host("b.example")), "valid"],
  [
    "names that are not permitted",
    { extensions: [permitted(dns("b.example"))] },
    two(host("c.example")),
    "1 RFC 5280 §6.1.3 (b)",
  ],
  [
    "names that are excluded",
    { extensions: [excluded(dns("b.example"))] },
    two(host("b.example")),
    "1 RFC 5280 §6.1.3 (c)",
  ],
  ["a policy that must be named", { extensions: [requireExplicit(0)] }, two({}), "0 RFC 5280 §6.1.3 (f)"],
  ["the anchor's policy", { extensions: [requireExplicit(0), policies(1)] }, [P1, P1], "valid"],
  [
    "another policy than the anchor's",
    { extensions: [requireExplicit(0), policies(2)] },
    [P1, P1],
    "1 RFC 5280 §6.1.5 (g)",
  ],
  [
    "anyPolicy where it does not count",
    { extensions: [inhibitAny(0)] },
    [{ extensions: [policies("any"), requireExplicit(0)] }, P1],
    "1 RFC 5280 §6.1.3 (f)",
  ],
  [
    "a mapping where none may be",
    { extensions: [inhibitMapping(0)] },
    [{ extensions: [policies(1), maps([1, 2]), requireExplicit(0)] }, { extensions: [policies(2)] }],
    "1 RFC 5280 §6.1.3 (f)",
  ],
])("an anchor's certificate with %s", ([, root, links, expected]) => {
  expect(outcome(links, { anchor: anchorWith(root) })).toBe(expected);
});

test.for<[name: string, root: Uint8Array, clause: string]>([
  ["is none", Uint8Array.of(0x30, 0), "RFC 5280 §4.1"],
  [
    "has a malformed extension",
    certify(ROOT, ROOT, { extensions: [rawExtension("2.5.29.36", true, octetString(new Uint8Array()))] }),
    "RFC 5280 §4.2.1.11",
  ],
  [
    "has an unknown critical extension",
    certify(ROOT, ROOT, { extensions: [rawExtension("1.2.3", true, octetString(new Uint8Array()))] }),
    "RFC 5280 §4.2",
  ],
])("an anchor's certificate that %s", ([, root, clause]) => {
  expect(anchorOfCertificate(root)).toMatchObject({ ok: false, error: { clause } });
});

test("an anchor's certificate of version 1, with a critical extension that the caller knows", () => {
  expect(anchorOfCertificate(certify(ROOT, ROOT, { version: 1 }))).toMatchObject({ ok: true, value: ANCHOR });
  const root = certify(ROOT, ROOT, { extensions: [rawExtension("1.2.3", true, octetString(new Uint8Array()))] });
  expect(anchorOfCertificate(root, ["1.2.3"]).ok).toBe(true);
});

test("the anchor's own certificate in the path is a self-issued authority's", () => {
  expect(judge([ROOT_CERTIFICATE, ...pathOf([{}, {}])])).toMatchObject({ valid: true });
});

test("no certificate is no path, nor are 33", () => {
  expect(judge([])).toMatchObject({ valid: false, at: 0, clause: "RFC 5280 §6.1" });
  const long = Array.from({ length: 33 }, (): Link => ({}));
  expect(judge(pathOf(long))).toMatchObject({ valid: false, at: 0, clause: "RFC 5280 §6.1" });
  expect(judge(pathOf(long.slice(1)))).toMatchObject({ valid: true });
});

test("names times constraints are bounded", () => {
  const hosts = Array.from({ length: 600 }, (_, i) => `h${i}.example`);
  const path = pathOf([
    { extensions: [excluded(...hosts.map((h) => dns(`not.${h}`)))] },
    { extensions: [names(...hosts)] },
  ]);
  expect(judge(path)).toMatchObject({ valid: false, at: 1, clause: "RFC 5280 §4.2.1.10" });
  const fewer = pathOf([{ extensions: [excluded(dns("not.example"))] }, { extensions: [names(...hosts)] }]);
  expect(judge(fewer)).toMatchObject({ valid: true });
});

/** Everything that a certificate of a path can have. */
const RICH = pathOf([
  {
    extensions: [
      policies(1, "any"),
      maps([1, 2]),
      requireExplicit(3),
      inhibitAny(2),
      permitted(dns("example"), { kind: "email", value: "example" }),
    ],
  },
  { extensions: [policies(2), names("a.example")] },
]);
const trusting = () => true;
const read = (path: readonly Uint8Array[]) => validatePath(path, { anchor: ANCHOR, at: NOW, verify: trusting });

test("every change of a bit has a verdict, and none that is signed is believed", () => {
  expect(judge(RICH).valid).toBe(true);
  const [first = new Uint8Array(), last = new Uint8Array()] = RICH;
  let count = 0;
  for (const changed of mutations(first, oneBit)) {
    expect(typeof read([changed, last]).valid).toBe("boolean");
    if (++count % 16 === 0) expect(judge([changed, last]).valid).toBe(false);
  }
  for (const changed of mutations(last, oneBit)) expect(typeof read([first, changed]).valid).toBe("boolean");
});

test("every prefix is refused", () => {
  const [first = new Uint8Array(), last = new Uint8Array()] = RICH;
  for (const part of prefixes(last))
    expect(read([first, part])).toMatchObject({ valid: false, at: 1, clause: "RFC 5280 §4.1" });
});

property.prop([fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 })])("random bytes are no path", (path) => {
  expect(validatePath(path, { anchor: ANCHOR, at: NOW, verify }).valid).toBe(false);
});
