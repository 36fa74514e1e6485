/** The largest valid structures that parsers take: what is kept of them is a small multiple of what came. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { sequence } from "../../domain/der/writer.ts";
import { concat } from "../../domain/kernel/bytes.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import type { Result } from "../../domain/kernel/result.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { encodeCertificateBundle, parseCertificateBundle } from "../../domain/pki/cms.ts";
import { parseCsr } from "../../domain/pki/csr.ts";
import { parseAnySubjectAltName, subjectAltName } from "../../domain/pki/extension/subject-alt-name.ts";
import { encodePem, pemBlocks } from "../../domain/pki/pem.ts";
import {
  encodeCertificateList,
  encodeRevokedEntry,
  encodeTbsCertList,
  parseCertificateList,
} from "../../domain/pki/tbs-cert-list.ts";
import { lint } from "../../domain/policy/lint/lint.ts";
import { certificateVector, csrVector } from "../domain/pki/vector.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const AT = "2026-01-01T00:00:00.000Z" as Instant;
const LEAF = certificateVector("leaf");
const serialOf = (i: number): string => (0x4000_0000 + i).toString(16);
const list = (): Uint8Array => {
  const tbs = encodeTbsCertList({
    algorithm: "ecdsa-sha256",
    issuer: sequence(),
    thisUpdate: AT,
    nextUpdate: AT,
    entries: Array.from({ length: 50_000 }, (_, i) =>
      encodeRevokedEntry({ serial: serialOf(i), revokedAt: AT, reason: "keyCompromise", invalidSince: AT }),
    ),
    number: 1n,
    authorityKeyId: new Uint8Array(20),
  });
  return encodeCertificateList(tbs, "ecdsa-sha256", new Uint8Array(70));
};
const names = Array.from({ length: 5_000 }, (_, i) => ({ kind: "dns", value: `host-${i}.example.test` }) as const);
const text = (): Uint8Array => new TextEncoder().encode(encodePem("CERTIFICATE", LEAF).repeat(2_000));

const LARGE: readonly {
  readonly name: string;
  readonly input: () => Uint8Array;
  readonly parse: (b: Uint8Array) => Result<unknown>;
}[] = [
  { name: "a CRL of 50 000 entries", input: list, parse: parseCertificateList },
  { name: "a CRL of 50 000 entries under its rules", input: list, parse: (der) => lint("crl", der) },
  {
    name: "a bundle of 1024 certificates",
    input: () => encodeCertificateBundle({ certificates: Array.from({ length: 1024 }, () => LEAF), crls: [] }),
    parse: parseCertificateBundle,
  },
  { name: "5000 names", input: () => subjectAltName(names, false).value, parse: parseAnySubjectAltName },
  { name: "2000 PEM blocks", input: text, parse: (bytes) => pemBlocks(new TextDecoder().decode(bytes)) },
  {
    name: "1000 certificates, one by one",
    input: () => concat(Array.from({ length: 1000 }, () => LEAF)),
    parse: (all) => {
      const size = all.length / 1000;
      const read = Array.from({ length: 1000 }, (_, i) => parseCertificate(all.subarray(i * size, (i + 1) * size)));
      return read.find((r) => !r.ok) ?? { ok: true, value: read };
    },
  },
  {
    name: "1000 requests, one by one",
    input: () => concat(Array.from({ length: 1000 }, () => csrVector("attributes"))),
    parse: (all) => {
      const size = all.length / 1000;
      const read = Array.from({ length: 1000 }, (_, i) => parseCsr(all.subarray(i * size, (i + 1) * size)));
      return read.find((r) => !r.ok) ?? { ok: true, value: read };
    },
  },
];

const used = (): number => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

test.for(LARGE)("$name: what is kept is at most 40 octets an octet", ({ input, parse }) => {
  const bytes = input();
  // Once ahead, so that what the engine compiles is not counted.
  expect(parse(bytes).ok).toBe(true);
  const before = used();
  const kept = parse(bytes);
  const grown = used() - before;
  expect(kept.ok).toBe(true);
  expect(grown / bytes.length).toBeLessThan(40);
});
