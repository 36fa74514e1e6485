/** `cartulary path`, on certificates of NIST's test suite. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { encodeCertificateBundle } from "../../domain/pki/cms.ts";
import { extendedKeyUsage } from "../../domain/pki/extension/extended-key-usage.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { certify, dn, NOW, ROOT } from "../domain/pki/path/chain.ts";
import { testKey } from "../domain/pki/sample.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
const suite = readFileSync(new URL("../vectors/pkits/certificates.txt", import.meta.url), "utf8");
const directory = mkdtempSync(join(tmpdir(), "path-"));
afterAll(() => rmSync(directory, { recursive: true }));

const der = (name: string): Uint8Array => {
  const base64 = new RegExp(`^${name} (\\S+)$`, "m").exec(suite)?.[1] ?? expect.unreachable(`no ${name}`);
  return new Uint8Array(Buffer.from(base64, "base64"));
};
const pem = (name: string): string => encodePem("CERTIFICATE", der(name));
const file = (...names: readonly string[]): string => {
  const path = join(directory, `${names.join("+")}.pem`);
  writeFileSync(path, names.map(pem).join(""));
  return path;
};
const damaged = (): string => {
  const path = join(directory, "damaged.pem");
  writeFileSync(path, pem("GoodCACert") + pem("GoodCACert").replace("MII", "M*II"));
  return path;
};
const anchor = file("TrustAnchorRootCertificate");
const path = (args: readonly string[]) =>
  spawnSync(launcher, ["--json", "path", "--at", "2015-01-01T00:00:00Z", ...args], { encoding: "utf8" });

test("a path that is valid is shown from the anchor on", () => {
  const { status, stdout } = path([file("ValidCertificatePathTest1EE", "GoodCACert"), "--anchor", anchor]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ isValid: true, isPolicyExplicit: false });
  const spoken = spawnSync(
    launcher,
    [
      "path",
      "--at",
      "2015-01-01T00:00:00Z",
      file("ValidCertificatePathTest1EE"),
      "--anchor",
      anchor,
      "--pool",
      file("GoodCACert"),
    ],
    { encoding: "utf8" },
  );
  expect(spoken.stdout).toMatch(
    /1\. C=US, O=Test Certificates 2011, CN=Good CA\n +2\. .*CN=Valid EE Certificate Test1/,
  );
});

test("a bundle of the certificates between", () => {
  const bundle = join(directory, "between.p7b");
  writeFileSync(bundle, encodeCertificateBundle({ certificates: [der("GoodCACert")], crls: [] }));
  expect(path([file("ValidCertificatePathTest1EE"), "--anchor", anchor, "--pool", bundle]).status).toBe(0);
});

test.for<[string, readonly string[], string]>([
  ["without the certificate between", [file("ValidCertificatePathTest1EE"), "--anchor", anchor], "null"],
  [
    "under a policy that nobody asserts",
    [file("ValidCertificatePathTest1EE", "GoodCACert"), "--anchor", anchor, "--explicit-policy", "--policy", "1.2.3"],
    "RFC 5280 §6.1.5 (g)",
  ],
  [
    "after it ended",
    [file("ValidCertificatePathTest1EE", "GoodCACert"), "--anchor", anchor, "--at", "2035-01-01"],
    "RFC 5280 §6.1.3 (a)(2)",
  ],
])("none is found %s", ([, args, clause]) => {
  const { status, stdout } = path(args);
  expect(status).toBe(4);
  const { isValid, nearest } = JSON.parse(stdout) as { isValid: boolean; nearest: { clause: string } | null };
  expect([isValid, String(nearest?.clause ?? null)]).toEqual([false, clause]);
});

/** A time-stamping authority: RFC 3161 §2.3 has its purpose critical. */
const tsa = (): readonly string[] => {
  const authority = { name: dn("A"), key: testKey() };
  const between = certify(ROOT, authority, {});
  const end = certify(authority, { name: dn("TSA"), key: testKey() }, STAMPING, true);
  const files = { tsa: [end, between], root: [certify(ROOT, ROOT, STAMPING)] };
  const [chain = "", root = ""] = Object.entries(files).map(([name, ders]) => {
    const at = join(directory, `${name}.pem`);
    writeFileSync(at, ders.map((der) => encodePem("CERTIFICATE", der)).join(""));
    return at;
  });
  return [chain, "--anchor", root, "--at", NOW];
};
const STAMPING = { extensions: [extendedKeyUsage(["timeStamping"], true)] };

test("purposes that are critical are shown, and held against the one that is wanted", () => {
  const args = tsa();
  expect(JSON.parse(path(args).stdout)).toMatchObject({ isValid: true, purposes: ["timeStamping"] });
  expect(spawnSync(launcher, ["path", ...args], { encoding: "utf8" }).stdout).toContain("purposes: timeStamping\n");
  for (const purpose of ["timeStamping", "1.3.6.1.5.5.7.3.8"])
    expect(path([...args, "--purpose", purpose]).status).toBe(0);
  const { status, stdout } = path([...args, "--purpose", "serverAuth"]);
  expect(status).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ isValid: false, nearest: { clause: "RFC 5280 §4.2.1.12" } });
});

test.for<[string, readonly string[], number]>([
  ["no purpose", [file("GoodCACert"), "--anchor", anchor, "--purpose", "server"], 2],
  ["no time", [file("GoodCACert"), "--anchor", anchor, "--at", "never"], 2],
  ["no policy", [file("GoodCACert"), "--anchor", anchor, "--policy", "x"], 2],
  ["no anchor", [file("GoodCACert")], 2],
  ["a file that is not there", [join(directory, "none"), "--anchor", anchor], 3],
  ["a pool with a damaged certificate", [file("GoodCACert"), "--anchor", anchor, "--pool", damaged()], 1],
  ["a file without a certificate", [fileURLToPath(import.meta.url), "--anchor", anchor], 1],
])("%s is said", ([, args, code]) => {
  const { status, stderr } = path(args);
  expect(status).toBe(code);
  expect(stderr).not.toMatch(/\n +at /);
});
