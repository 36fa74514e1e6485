import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeChannel, readIdentity } from "../../../adapters/signer-socket/identity.ts";
import { openChannel } from "./channel.ts";

const channel = openChannel();
afterAll(() => channel.remove());

test.for([
  { name: "signer", own: channel.signer, peer: channel.api },
  { name: "api", own: channel.api, peer: channel.signer },
] as const)("$name has a P-256 key and a self-signed certificate of ten years", ({ name, own, peer }) => {
  const certificate = new X509Certificate(own.certificate);
  expect(certificate.subject).toBe(`CN=cartulary-${name}`);
  expect(certificate.issuer).toBe(certificate.subject);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(own.key))).toBe(true);
  expect(createPublicKey(own.key).asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  const days = (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / 86_400_000;
  expect(days).toBe(3650);
  expect(certificate.validFromDate.getTime()).toBeLessThan(Date.now());
  expect(certificate.serialNumber).toMatch(/^[0-7][0-9A-F]{31}$/);
  expect(own.peer).toBe(peer.certificate);
});

test("each side holds its own key only, and nobody else may read it", () => {
  for (const side of ["signer", "api"] as const) {
    const directory = join(channel.directory, side);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory).sort()).toEqual(["channel.crt", "channel.key", "peer.crt"]);
    for (const file of readdirSync(directory)) {
      expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
      const other = side === "signer" ? channel.api.key : channel.signer.key;
      expect(readFileSync(join(directory, file), "utf8")).not.toBe(other);
    }
  }
});

test("a second channel shares nothing with the first, and may replace it", () => {
  const [a, b] = [join(channel.directory, "a"), join(channel.directory, "b")];
  makeChannel(a, b);
  const first = readIdentity(a);
  makeChannel(a, b);
  const second = readIdentity(a);
  const texts = [first.key, first.certificate, first.peer, second.key, second.certificate, second.peer];
  expect(new Set([...texts, ...Object.values(channel.api), ...Object.values(channel.signer)]).size).toBe(10);
});

test("without its files there is no identity", () => {
  const directory = join(channel.directory, "c");
  makeChannel(directory, join(channel.directory, "d"));
  rmSync(join(directory, "peer.crt"));
  expect(() => readIdentity(directory)).toThrow(/ENOENT/);
});
