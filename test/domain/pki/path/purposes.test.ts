/** Extended key usage along a path. RFC 5280 §4.2.1.12. */
import { expect, test } from "vitest";
import { octetString } from "../../../../domain/der/writer.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import {
  type ExtendedKeyUsage,
  extendedKeyUsage,
  keyPurposeOf,
} from "../../../../domain/pki/extension/extended-key-usage.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import { buildPath } from "../../../../domain/pki/path/build.ts";
import { anchorOfCertificate } from "../../../../domain/pki/path/trust-anchor.ts";
import { testKey } from "../sample.ts";
import { ANCHOR, certify, dn, type Link, NOW, pathOf, ROOT } from "./chain.ts";
import { judge, verify } from "./judge.ts";

const purposes = (...list: readonly ExtendedKeyUsage[]): Link => ({ extensions: [extendedKeyUsage(list, true)] });
const ANY = purposes("anyExtendedKeyUsage");
const TSA = purposes("timeStamping");
const WEB = purposes("serverAuth", "clientAuth");
const OTHER = purposes("1.2.3.4");

test.for<[name: string, links: readonly Link[], allowed: readonly ExtendedKeyUsage[] | "any"]>([
  ["nowhere", [{}, {}], "any"],
  ["critical in the end entity", [{}, TSA], ["timeStamping"]],
  ["of no name", [{}, OTHER], ["1.2.3.4"]],
  ["any", [{}, ANY], "any"],
  ["any beside another", [{}, purposes("anyExtendedKeyUsage", "timeStamping")], "any"],
  ["in the authority only", [WEB, {}], ["serverAuth", "clientAuth"]],
  ["any in the authority", [ANY, TSA], ["timeStamping"]],
  ["fewer in the end entity", [WEB, purposes("clientAuth")], ["clientAuth"]],
  ["others in the end entity", [WEB, TSA], []],
])("purposes: %s", ([, links, allowed]) => {
  expect(judge(pathOf(links))).toMatchObject({ valid: true, purposes: allowed });
});

test.for<[name: string, links: readonly Link[], wanted: ExtendedKeyUsage, at: number | "valid"]>([
  ["a certificate that says nothing", [{}, {}], "timeStamping", "valid"],
  ["one that is for it", [{}, TSA], "timeStamping", "valid"],
  ["one that is for anything", [{}, ANY], "timeStamping", "valid"],
  ["one that is for something else", [{}, WEB], "timeStamping", 1],
  ["one for it below an authority that is not", [WEB, TSA], "timeStamping", 0],
  ["anything wanted, something allowed", [{}, TSA], "anyExtendedKeyUsage", 1],
  ["a purpose without a name", [{}, OTHER], "1.2.3.4", "valid"],
])("a purpose that is wanted: %s", ([, links, purpose, at]) => {
  const verdict = judge(pathOf(links), { purpose });
  expect(verdict).toMatchObject(at === "valid" ? { valid: true } : { valid: false, at, clause: "RFC 5280 §4.2.1.12" });
});

test("an anchor's own purposes count", () => {
  const anchor = expectOk(anchorOfCertificate(certify(ROOT, ROOT, WEB)));
  expect(judge(pathOf([{}, {}]), { anchor })).toMatchObject({ purposes: ["serverAuth", "clientAuth"] });
  expect(judge(pathOf([{}, {}]), { anchor, purpose: "timeStamping" })).toMatchObject({ valid: false, at: 0 });
});

test("no purpose at all is malformed", () => {
  const empty = rawExtension("2.5.29.37", false, octetString(new Uint8Array()));
  expect(judge(pathOf([{}, { extensions: [empty] }]))).toMatchObject({ valid: false, clause: "RFC 5280 §4.2.1.12" });
});

test("the way to an anchor that has the purpose, though another is likelier", () => {
  const authority = { name: dn("A"), key: testKey() };
  const [web, tsa] = [certify(ROOT, authority, WEB), certify(ROOT, authority, TSA)];
  const endEntity = certify(authority, { name: dn("EE"), key: testKey() }, {}, true);
  const found = buildPath({ endEntity, pool: [web, tsa], anchors: [ANCHOR], at: NOW, verify, purpose: "timeStamping" });
  expect(found).toMatchObject({ found: true, certificates: [tsa, endEntity] });
});

test("purposes by name and by number", () => {
  expect(["serverAuth", "1.3.6.1.5.5.7.3.1", "1.2.3", "server", "3.1", "toString"].map(keyPurposeOf)).toEqual([
    "serverAuth",
    "serverAuth",
    "1.2.3",
    undefined,
    undefined,
    undefined,
  ]);
});
