/** `cartulary lint`, on files, on standard input and on what is no certificate. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { encodeCertificateBundle } from "../../domain/pki/cms.ts";
import { encodePem } from "../../domain/pki/pem.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
const vector = (name: string): string => fileURLToPath(new URL(`../vectors/lint/${name}.pem`, import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "lint-"));
afterAll(() => rmSync(directory, { recursive: true }));

const lint = (args: readonly string[], input?: Uint8Array) =>
  spawnSync(launcher, [...args], { encoding: "utf8", ...(input === undefined ? {} : { input }) });
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

const SOUND = readFileSync(vector("sound-end-entity"), "utf8");

test("a certificate that breaks no rule", () => {
  const { status, stdout, stderr } = lint(["lint", vector("sound-end-entity")]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/certificate, none of \d{3} rules broken/);
});

test("a broken rule ends with 4, says its clause, and can be read by programs", () => {
  expect(lint(["lint", vector("serial-is-positive")])).toMatchObject({
    status: 4,
    stdout: expect.stringMatching(/error +serial-is-positive +RFC 5280 §4\.1\.2\.2 +the serial number is negative/),
  });
  const { stdout } = lint(["--json", "lint", vector("serial-is-positive")]);
  expect(JSON.parse(stdout)).toMatchObject([
    { position: 1, structure: "certificate", findings: [{ rule: "serial-is-positive", severity: "error" }] },
  ]);
});

test("a warning does not fail", () => {
  expect(lint(["lint", vector("key-usage-is-critical")])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("warning"),
  });
});

test("several structures in one file, DER, and standard input", () => {
  const all = ["sound-crl", "crl-number-is-present", "ocsp-nonce-length"].map((n) => readFileSync(vector(n), "utf8"));
  const { stdout } = lint(["--json", "lint", write("all.pem", all.join("a word between\n"))]);
  expect(JSON.parse(stdout)).toMatchObject([
    { structure: "crl", findings: [] },
    { structure: "crl", findings: [{ rule: "crl-number-is-present" }] },
    { structure: "ocsp-response", findings: [{ rule: "ocsp-nonce-length" }] },
  ]);
  const der = Buffer.from((all[0] ?? "").replace(/-----[^-]+-----/g, ""), "base64");
  expect(lint(["lint", "-"], der)).toMatchObject({ status: 0, stdout: expect.stringContaining("-: crl, none of") });
});

test("bundles are opened, and what there are no rules for is said", () => {
  const der = (name: string) =>
    Buffer.from(readFileSync(vector(name), "utf8").replace(/-----[^-]+-----/g, ""), "base64");
  const bundle = encodeCertificateBundle({
    certificates: [der("sound-end-entity"), der("serial-is-positive")].map((b) => new Uint8Array(b)),
    crls: [new Uint8Array(der("sound-crl"))],
  });
  const expected = [
    { position: 1, structure: "certificate", findings: [] },
    { position: 2, structure: "certificate", findings: [{ rule: "serial-is-positive" }] },
    { position: 3, structure: "crl", findings: [] },
  ];
  const key = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
  const skipped = { position: 4, structure: null, skipped: "RSA PRIVATE KEY", findings: [] };
  const file = write("bundle.pem", encodePem("PKCS7", bundle) + key);
  expect(JSON.parse(lint(["--json", "lint", file]).stdout)).toMatchObject([...expected, skipped]);
  expect(lint(["lint", file]).stdout).toContain("(4): RSA PRIVATE KEY, not looked at\n");
  expect(JSON.parse(lint(["--json", "lint", write("bundle.p7b", bundle)]).stdout)).toMatchObject(expected);
});

test.for<[string, string | Uint8Array, number, RegExp]>([
  ["PEM with one damaged block of two", `${SOUND}${SOUND.replace("\n", "\n*")}`, 1, /^$/],
  ["PEM that is cut off", `${SOUND}${SOUND.slice(0, 200)}`, 1, /^$/],
  ["a bundle that is not base64", `${SOUND}-----BEGIN PKCS7-----\nA=AA\n-----END PKCS7-----\n`, 1, /^$/],
  ["a signed message", "-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n", 1, /^$/],
  ["text", "hello", 4, /structure-is-readable/],
  ["nothing", "", 4, /structure-is-readable/],
  ["another kind of PEM", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", 1, /^$/],
  ["PEM that is not base64", "-----BEGIN CERTIFICATE-----\nA=AA\n-----END CERTIFICATE-----\n", 1, /^$/],
  ["a certificate cut off", Uint8Array.of(0x30, 0x82, 1, 0, 0x30), 4, /structure-is-readable/],
])("%s is said to be none, without a stack", ([, content, code, said]) => {
  const { status, stdout, stderr } = lint(["lint", write("odd", content)]);
  expect(status).toBe(code);
  expect(stdout.trim()).toMatch(said);
  expect(stderr).toMatch(/^cartulary: .+\n/);
  expect(stderr).not.toMatch(/\n +at /);
});

test("a file that is not there", () => {
  expect(lint(["lint", join(directory, "none")])).toMatchObject({ status: 3, stdout: "" });
});
