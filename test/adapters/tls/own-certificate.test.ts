/** The certificate that Cartulary makes for itself: what is in it, and when there is another. */
import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { certificateTroubles, leafOf, mustFit } from "../../../adapters/tls/material.ts";
import { ensureOwnCertificate, ownNames } from "../../../adapters/tls/own-certificate.ts";

const directory = mkdtempSync(join(tmpdir(), "own-tls-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const files = { certificate: join(directory, "tls/own.crt"), key: join(directory, "tls/own.key") };
beforeEach(() => rmSync(join(directory, "tls"), { recursive: true, force: true }));

const NOW = Date.parse("2026-06-01T12:00:00Z");
const DAY = 86_400_000;
const make = (nowMs = NOW, names = ownNames("10.1.2.3", ["pki.example"])) =>
  ensureOwnCertificate({ files, names, nowMs });
const parsed = (pem: string): X509Certificate => new X509Certificate(pem);

test("two of them have two names: who trusts both finds each", () => {
  const subject = (): string => {
    rmSync(join(directory, "tls"), { recursive: true, force: true });
    return parsed(make().certificate).subject;
  };
  expect(subject()).not.toBe(subject());
});

test("self-signed, P-256, 90 days, for its names and for nothing else; its key is its owner's alone", () => {
  const { certificate, key } = make();
  const it = parsed(certificate);
  expect(it.verify(it.publicKey)).toBe(true);
  expect(it.checkPrivateKey(createPrivateKey(key))).toBe(true);
  const constraints = ["x509", "-in", files.certificate, "-noout", "-ext", "basicConstraints,keyUsage"];
  expect(execFileSync("openssl", constraints, { encoding: "utf8" })).toMatch(
    /CA:FALSE[\s\S]*critical\s+Digital Signature\n/,
  );
  expect(it.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  expect(it.validToDate.getTime() - it.validFromDate.getTime()).toBe(90 * DAY);
  expect(it.validFromDate.getTime()).toBeLessThan(NOW);
  expect(it.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  for (const address of ["10.1.2.3", "127.0.0.1", "::1"]) expect(it.checkIP(address)).toBe(address);
  for (const name of ["localhost", "pki.example"]) expect(it.checkHost(name)).toBe(name);
  expect(it.checkHost("other.example")).toBeUndefined();
  expect([statSync(files.key).mode & 0o777, statSync(join(directory, "tls")).mode & 0o777]).toEqual([0o600, 0o700]);
  // Another program agrees that it stands for itself.
  const openssl = ["verify", "-x509_strict", "-purpose", "sslserver", "-attime", String(NOW / 1000)];
  expect(
    execFileSync("openssl", [...openssl, "-CAfile", files.certificate, files.certificate], { encoding: "utf8" }),
  ).toContain("OK");
});

describe("another one", () => {
  const first = () => {
    make();
    return readFileSync(files.certificate, "utf8");
  };
  test("not before two thirds of its life are over", () => {
    expect(first()).toBe(make(NOW + 59 * DAY).certificate);
  });

  test.for<{ name: string; nowMs: number; names?: readonly string[] }>([
    { name: "when they are", nowMs: NOW + 60 * DAY },
    { name: "when it has ended long ago", nowMs: NOW + 400 * DAY },
    { name: "when it is not valid yet, because the clock was wrong", nowMs: NOW - 2 * DAY },
    { name: "when it lacks a name", nowMs: NOW, names: ownNames("10.1.2.3", ["ca.example"]) },
    { name: "when it lacks an address", nowMs: NOW, names: ownNames("2001:db8::7", []) },
  ])("$name, under the same key", ({ nowMs, names }) => {
    const before = parsed(first());
    const { certificate } = make(nowMs, names);
    const after = parsed(certificate);
    expect(after.fingerprint256).not.toBe(before.fingerprint256);
    expect(after.publicKey.export({ format: "pem", type: "spki" })).toBe(
      before.publicKey.export({ format: "pem", type: "spki" }),
    );
    expect(after.validToDate.getTime()).toBeGreaterThan(nowMs);
    for (const name of names ?? []) expect(after.checkHost(name) ?? after.checkIP(name)).toBe(name);
    // And it stays from then on.
    expect(make(nowMs + DAY, names).certificate).toBe(certificate);
  });
});

test.for<readonly [host: string, names: readonly string[]]>([
  ["0.0.0.0", ["localhost", "127.0.0.1", "::1"]],
  ["::", ["localhost", "127.0.0.1", "::1"]],
  ["127.0.0.1", ["127.0.0.1", "localhost", "::1"]],
])("the names for %s", ([host, names]) => {
  expect(ownNames(host, [])).toEqual(names);
});

test("a name that is none is refused, and nothing is written in place of the certificate", () => {
  expect(() => make(NOW, ["not a name"])).toThrow("no DNS name and no address");
});

describe("a given certificate", () => {
  test("and the key of another", () => {
    const { certificate } = make();
    rmSync(files.key);
    const { key } = make(NOW + 100 * DAY);
    expect(() => mustFit({ certificate, key }, files)).toThrow(`${files.key} is not the key of`);
    expect(() => mustFit({ certificate: "x", key }, files)).toThrow("no certificate in PEM");
    expect(() => mustFit({ certificate, key: "x" }, files)).toThrow("no private key in PEM");
  });

  test.for<{ name: string; day: number; host?: string; says: readonly RegExp[] }>([
    { name: "in good time", day: 1, host: "pki.example", says: [] },
    { name: "a quarter of its life before its end", day: 68, says: [/^ends 2026-08-30T/] },
    { name: "after its end", day: 91, says: [/^has ended 2026-08-30T/] },
    { name: "before its time", day: -1, says: [/not valid yet/] },
    { name: "for another host", day: 1, host: "other.example", says: [/does not name other\.example/] },
    { name: "for another address", day: 1, host: "10.9.9.9", says: [/does not name 10\.9\.9\.9/] },
  ])("$name", ({ day, host, says }) => {
    const troubles = certificateTroubles(leafOf(make(), "it"), host, NOW + day * DAY);
    expect(troubles).toHaveLength(says.length);
    for (const [i, text] of troubles.entries()) expect(text).toMatch(says[i] ?? /never/);
  });
});

test("its own certificate, damaged or without its key, is made anew; a damaged key is told", () => {
  const { key } = make();
  writeFileSync(files.certificate, "damaged");
  expect(parsed(make().certificate).checkPrivateKey(createPrivateKey(key))).toBe(true);
  rmSync(files.key);
  const other = make();
  expect(other.key).not.toBe(key);
  expect(parsed(other.certificate).checkPrivateKey(createPrivateKey(other.key))).toBe(true);
  writeFileSync(files.key, "damaged");
  expect(() => make()).toThrow(`${files.key} holds no private key`);
});
