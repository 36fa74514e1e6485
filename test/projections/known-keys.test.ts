/** Keys that were certified once: lost ones are not certified again, nor RSA keys with a factor of another. */
import { createHash, createPrivateKey, generateKeyPairSync, generatePrimeSync, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { BlockedKeysFault, blockedKeysIn } from "../../adapters/files/blocked-keys.ts";
import { bitString, integer, nullValue, oid, sequence } from "../../domain/der/writer.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { decodePem } from "../../domain/pki/pem.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { knownKeys, knownKeysOver } from "../../projections/known-keys.ts";
import { openssl, withFiles } from "../domain/pki/openssl.ts";
import { approveAndIssue, makeWorld, WEB, type World, withHierarchy } from "../support/world.ts";

type Asked = { readonly profile?: string; readonly subjectAltName?: string };
const SEALED: Asked = { profile: "tls-client", subjectAltName: "email:a@example.test" };

const csrOf = (key: string, { subjectAltName = "DNS:www.example.test" }: Asked = {}): Uint8Array => {
  const pem = withFiles({ key }, (files) =>
    openssl(["req", "-new", "-key", files.key, "-subj", "/CN=x", "-addext", `subjectAltName=${subjectAltName}`]),
  );
  return expectOk(decodePem(pem.toString(), "CERTIFICATE REQUEST"));
};

const submit = (world: World, key: string, asked: Asked = {}) =>
  submitRequest(world.ports, WEB, randomUUID(), {
    authority: "web-ca",
    profile: asked.profile ?? "tls-server",
    csr: csrOf(key, asked),
    note: null,
  });

const issue = async (world: World, key: string, asked: Asked = {}) => {
  const { id } = expectOk(await submit(world, key, asked));
  const outcome = expectOk(await approveAndIssue(world, id));
  if (outcome.outcome !== "fulfilled") throw new TypeError("not issued");
  await world.runner.catchUp();
  return outcome;
};

const ecKey = (): string =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "pem", type: "pkcs8" }).toString();

const b64 = (n: bigint): string => {
  const hex = n.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
};
const inverse = (a: bigint, m: bigint): bigint => {
  let [r, next, s, t] = [a % m, m, 1n, 0n];
  while (next !== 0n) {
    const q = r / next;
    [r, next, s, t] = [next, r - q * next, t, s - q * t];
  }
  return ((s % m) + m) % m;
};
const E = 65_537n;
const OTHER_E = 65_539n;
/** An RSA key of two given primes. */
const rsaKey = (p: bigint, q: bigint): string => {
  const d = inverse(E, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: E, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, n]) => [name, b64(n)]));
  return createPrivateKey({ key: { kty: "RSA", ...jwk }, format: "jwk" })
    .export({ format: "pem", type: "pkcs8" })
    .toString();
};
/** The two highest bits are set, so that two of them make 2048 bits; far from one another. */
const prime = (): bigint => {
  for (;;) {
    const p = generatePrimeSync(1024, { bigint: true });
    if (p >> 1022n === 3n && (p - 1n) % E !== 0n) return p;
  }
};

describe("an RSA key that was lost", { timeout: 60_000 }, () => {
  const [p, q] = [prime(), prime()];
  const lost = rsaKey(p, q);
  const bitsOf = (e: bigint): Uint8Array => sequence(integer(p * q), integer(e));
  const PKCS1 = sequence(oid("1.2.840.113549.1.1.1"), nullValue);
  const PSS = sequence(oid("1.2.840.113549.1.1.10"));
  test.for<[name: string, asked: Asked, algorithm: Uint8Array, exponent: bigint]>([
    ["as it was", {}, PKCS1, E],
    ["for RSASSA-PSS", {}, PSS, E],
    ["for RSASSA-PSS, though its certificate is sealed", SEALED, PSS, E],
    ["with another exponent", {}, PKCS1, OTHER_E],
    ["with another exponent for RSASSA-PSS", {}, PSS, OTHER_E],
  ])("is known again %s", async ([, asked, algorithm, exponent]) => {
    const world = await withHierarchy(await makeWorld());
    const { issuer, serial } = await issue(world, lost, asked);
    const known = knownKeysOver(world.runner.view(knownKeys.name));
    const key = expectOk(parsePublicKey(sequence(algorithm, bitString(bitsOf(exponent)))));
    expect([known.isBlocked(key), known.sharesFactor(p * q)]).toEqual([false, false]);
    const change = { act: "revoke", reason: "keyCompromise", invalidSince: null } as const;
    expectOk(await changeStatus(world.ports, WEB, randomUUID(), { issuer, serial }, change));
    await world.runner.catchUp();
    expect(known.isBlocked(key)).toBe(true);
  });
});

describe("a key that was lost", () => {
  test.for<[string, Asked]>([
    ["in the open", {}],
    ["in a certificate that is sealed", SEALED],
  ])("is not certified again: %s", async ([, asked]) => {
    const world = await withHierarchy(await makeWorld());
    const [lost, other] = [ecKey(), ecKey()];
    const { issuer, serial } = await issue(world, lost, asked);
    expect((await submit(world, lost, asked)).ok).toBe(true);
    const change = { act: "revoke", reason: "keyCompromise", invalidSince: null } as const;
    expectOk(await changeStatus(world.ports, WEB, randomUUID(), { issuer, serial }, change));
    await world.runner.catchUp();
    expect(await submit(world, lost, asked)).toMatchObject({ error: { code: "csr.weak-key" } });
    expect((await submit(world, other, asked)).ok).toBe(true);
  });

  test("but one that was only superseded is", async () => {
    const world = await withHierarchy(await makeWorld());
    const key = ecKey();
    const { issuer, serial } = await issue(world, key);
    const change = { act: "revoke", reason: "superseded", invalidSince: null } as const;
    expectOk(await changeStatus(world.ports, WEB, randomUUID(), { issuer, serial }, change));
    await world.runner.catchUp();
    expect((await submit(world, key)).ok).toBe(true);
  });
});

test("an RSA key with a factor of another is refused, the same key is not", { timeout: 60_000 }, async () => {
  const world = await withHierarchy(await makeWorld());
  const [p, q, r, s] = [prime(), prime(), prime(), prime()];
  const first = rsaKey(p, q);
  await issue(world, first);
  expect(await submit(world, rsaKey(p, r))).toMatchObject({ error: { code: "csr.weak-key" } });
  expect((await submit(world, first)).ok).toBe(true);
  expect((await submit(world, rsaKey(r, s))).ok).toBe(true);
  // Renewed, it stands among the moduli once.
  await issue(world, first);
  expect(world.runner.view(knownKeys.name).list("modulus/")).toHaveLength(1);
});

test("moduli are found in whatever group they are", async () => {
  const world = await makeWorld();
  const view = world.runner.view(knownKeys.name);
  const known = knownKeysOver({
    ...view,
    list: (_prefix, { after, limit = 0 } = {}) => {
      const from = after === undefined ? 0 : Number(after) + 1;
      return Array.from({ length: Math.max(0, Math.min(limit, 1500 - from)) }, (_, i) => ({
        key: String(from + i),
        // Odd primes would do; neighbours of a power of two share small factors with little.
        value: b64(2n ** 127n - 1n + BigInt(2 * (from + i)) * (2n ** 61n - 1n)),
      }));
    },
  });
  expect(known.sharesFactor(2n ** 127n - 1n)).toBe(false);
  expect(known.sharesFactor((2n ** 127n - 1n) * (2n ** 89n - 1n))).toBe(true);
});

describe("a list of blocked keys", () => {
  const directory = mkdtempSync(join(tmpdir(), "blocked-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  const list = (...lines: readonly string[]): string => {
    const file = join(directory, `${randomUUID()}.txt`);
    writeFileSync(file, `# a comment\n${lines.join("\n")}\n`);
    return file;
  };
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const spki = publicKey.export({ format: "der", type: "spki" });
  const key = expectOk(parsePublicKey(new Uint8Array(spki)));
  const spkiDigest = createHash("sha256").update(spki).digest("hex");
  /** As openssl-vulnkey makes it of what OpenSSL prints. */
  const debian = createHash("sha1")
    .update(
      withFiles({ key: privateKey.export({ format: "pem", type: "pkcs8" }) }, (files) =>
        openssl(["rsa", "-in", files.key, "-noout", "-modulus"]),
      ),
    )
    .digest("hex")
    .slice(-20);

  test.for<[string, string]>([
    ["the digest of a public key", spkiDigest],
    ["in capital letters, with a name behind it", `${spkiDigest.toUpperCase()}  leaked.der`],
    ["an entry of Debian's list", debian],
  ])("%s", ([, line]) => {
    expect(blockedKeysIn([list(), list("00".repeat(32), line)]).isBlocked(key)).toBe(true);
    expect(blockedKeysIn([list("00".repeat(32))]).isBlocked(key)).toBe(false);
  });

  test("knows a key for RSASSA-PSS too", () => {
    const pss = sequence(sequence(oid("1.2.840.113549.1.1.10")), bitString(key.bits));
    const blocked = blockedKeysIn([list(spkiDigest)]);
    expect(blocked.isBlocked(expectOk(parsePublicKey(pss)))).toBe(true);
    const other = blockedKeysIn([list(createHash("sha256").update(pss).digest("hex"))]);
    expect(other.isBlocked(key)).toBe(true);
  });

  test("that cannot be read, or says something else, is a fault", () => {
    expect(() => blockedKeysIn([join(directory, "none")])).toThrow(BlockedKeysFault);
    expect(() => blockedKeysIn([list("hello")])).toThrow(/line 2/);
  });
});
