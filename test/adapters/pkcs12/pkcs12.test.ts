import { createPrivateKey, X509Certificate } from "node:crypto";
import { PFX } from "pkijs";
import { describe, expect, test } from "vitest";
import type { Protection } from "../../../adapters/pkcs12/contents.ts";
import { readPkcs12 } from "../../../adapters/pkcs12/read.ts";
import { type Pkcs12Source, writePkcs12 } from "../../../adapters/pkcs12/write.ts";
import { readDer } from "../../../domain/der/reader.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { openssl, tryOpenssl } from "../../domain/pki/openssl.ts";
import { byOpenssl, EC, EDWARDS, PASSWORD, type Pair, ROOT, RSA, remade } from "./sample.ts";

const MODERN: Protection = { algorithms: "modern", iterations: 2048 };
const LEGACY: Protection = { algorithms: "legacy", iterations: 2048 };

const sourceOf = (own: Pair, friendlyName?: string): Pkcs12Source => ({
  privateKey: own.pkcs8,
  friendlyName,
  certificates: [own.certificate, ROOT.certificate],
});

/** Every octet of the file is DER, down to where encryption begins. */
const isDer = (bytes: Uint8Array): boolean =>
  readDer(bytes, (r) => {
    const walk = (inner: typeof r): void => {
      while (!inner.isAtEnd) {
        const element = inner.next();
        if (element.tag === 0x24) throw new Error("an OCTET STRING in pieces");
        if (element.tag & 0x20) walk(inner.inside(element));
      }
    };
    walk(r);
  }).ok;

describe("OpenSSL reads what we write", () => {
  test.for<[string, Pkcs12Source, Pair | undefined, Protection, RegExp]>([
    [
      "modern, EC",
      sourceOf(EC, "a name"),
      EC,
      MODERN,
      /PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256/,
    ],
    ["modern, RSA", sourceOf(RSA), RSA, MODERN, /MAC: sha256, Iteration 2048/],
    ["modern, Ed25519, more work", sourceOf(EDWARDS), EDWARDS, { ...MODERN, iterations: 10_000 }, /Iteration 10000/],
    ["legacy, EC", sourceOf(EC, "Schlüssel 名"), EC, LEGACY, /pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048/],
    ["legacy, RSA", sourceOf(RSA), RSA, LEGACY, /MAC: sha1, Iteration 2048/],
    ["certificates alone", { certificates: [ROOT.certificate, EC.certificate] }, undefined, MODERN, /Certificate bag/],
  ])("%s", async ([, source, own, protection, info]) => {
    const bytes = await writePkcs12(source, PASSWORD, protection);
    expect(isDer(bytes)).toBe(true);
    const { status, output } = tryOpenssl(["pkcs12", "-info", "-nodes", "-passin", `pass:${PASSWORD}`], bytes);
    expect(output).toMatch(info);
    expect(status).toBe(0);
    const printed = [...output.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)];
    expect(printed.map(([pem]) => new Uint8Array(new X509Certificate(pem).raw))).toEqual(source.certificates);
    const [pem] = /-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----/.exec(output) ?? [];
    const key = pem && createPrivateKey(pem).export({ format: "der", type: "pkcs8" });
    expect(key && new Uint8Array(key)).toEqual(own?.pkcs8);
    const twice = output.match(/localKeyID: (?:[0-9A-F]{2} ?){20}/g) ?? [];
    expect(twice).toHaveLength(own === undefined ? 0 : 2);
    expect(new Set(twice.map((t) => t.trim())).size).toBe(own === undefined ? 0 : 1);
  });

  test("and refuses another password", async () => {
    const bytes = await writePkcs12(sourceOf(EC), PASSWORD, MODERN);
    expect(tryOpenssl(["pkcs12", "-nodes", "-passin", "pass:wrong"], bytes)).toMatchObject({ status: 1 });
  });
});

test("pkijs checks the MAC and decrypts what we write with modern algorithms", async () => {
  const bytes = await writePkcs12(sourceOf(RSA), PASSWORD, MODERN);
  const password = new TextEncoder().encode(PASSWORD).slice().buffer;
  const pfx = PFX.fromBER(bytes.slice());
  await pfx.parseInternalValues({ password, checkIntegrity: true });
  const safe = pfx.parsedValue?.authenticatedSafe ?? expect.unreachable("no safe");
  await safe.parseInternalValues({ safeContents: [{ password }, {}] });
  const found: { value: { safeBags: readonly { bagId: string; bagAttributes?: readonly unknown[] }[] } }[] =
    safe.parsedValue.safeContents;
  const kinds = found.map(({ value }) => value.safeBags.map((b) => [b.bagId, b.bagAttributes?.length]));
  expect(kinds).toEqual([
    [
      ["1.2.840.113549.1.12.10.1.3", 1],
      ["1.2.840.113549.1.12.10.1.3", undefined],
    ],
    [["1.2.840.113549.1.12.10.1.2", 1]],
  ]);
});

describe("we read what OpenSSL writes", () => {
  test.for<[string, Pair, readonly string[]]>([
    ["by default", EC, []],
    ["an RSA key", RSA, ["-name", "a name"]],
    ["an Ed25519 key", EDWARDS, ["-name", "Schlüssel"]],
    ["AES-128 and HMAC-SHA-1", EC, ["-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC"]],
    ["a MAC with SHA-512", EC, ["-macalg", "sha512"]],
    ["a MAC with SHA-384", EC, ["-macalg", "sha384"]],
    ["a MAC of one iteration", EC, ["-nomaciter"]],
    ["one iteration alone", EC, ["-noiter", "-nomaciter"]],
    ["one iteration alone of an old cipher", EC, ["-legacy", "-noiter", "-nomaciter"]],
    ["as much work as we do", EC, ["-iter", "600000"]],
    ["3-key Triple DES", RSA, ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"]],
    ["2-key Triple DES", RSA, ["-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-2DES", "-macalg", "sha1"]],
    ["what it wrote before version 3: RC2 with 40 bits", EC, ["-legacy"]],
    ["RC2 with 128 bits", RSA, ["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-RC2-128"]],
    ["a key in clear text", EC, ["-keypbe", "NONE"]],
    ["certificates in clear text", EC, ["-certpbe", "NONE"]],
  ])("%s", async ([, own, options]) => {
    const contents = expectOk(await readPkcs12(byOpenssl(own, options), PASSWORD));
    const [key, second] = contents.keys;
    expect(second).toBeUndefined();
    expect(
      createPrivateKey({ key: Buffer.from(key!.privateKey), format: "der", type: "pkcs8" }).export({
        format: "der",
        type: "pkcs8",
      }),
    ).toEqual(Buffer.from(own.pkcs8));
    expect(key).toMatchObject({ certificate: own.certificate });
    expect(contents.certificates).toEqual([own.certificate, ROOT.certificate]);
  });

  test("a friendly name", async () => {
    const { keys } = expectOk(await readPkcs12(byOpenssl(EC, ["-name", "my key"]), PASSWORD));
    expect(keys[0]?.friendlyName).toBe("my key");
  });
});

describe("passwords are the same text on both sides", () => {
  test.for(["p", "with spaces and $ymbols", "größer", "密码", "😀", "x".repeat(200)])("%s", async (password) => {
    for (const protection of [MODERN, LEGACY]) {
      const bytes = await writePkcs12(sourceOf(EC), password, protection);
      openssl(["pkcs12", "-nodes", "-passin", `pass:${password}`], bytes);
      expect((await readPkcs12(bytes, password)).ok).toBe(true);
    }
    for (const options of [[], ["-legacy"]])
      expect((await readPkcs12(byOpenssl(EC, options, password), password)).ok).toBe(true);
  });

  test("an empty password is read in both of its forms, and never written", async () => {
    expect((await readPkcs12(byOpenssl(EC, [], ""), "")).ok).toBe(true);
    expect((await readPkcs12(remade({ password: new Uint8Array() }), "")).ok).toBe(true);
    await expect(writePkcs12(sourceOf(EC), "", MODERN)).rejects.toThrow(TypeError);
  });
});

describe("what is written is read again", () => {
  test.for<[string, Pkcs12Source, Protection]>([
    ["modern", sourceOf(EC, "Schlüssel 名"), MODERN],
    ["legacy", sourceOf(RSA, "a name"), LEGACY],
    ["certificates alone", { certificates: [ROOT.certificate] }, MODERN],
    ["the least work", sourceOf(EC, "a name"), { ...LEGACY, iterations: 1024 }],
    ["the most work of the old kind", sourceOf(EC), { ...LEGACY, iterations: 100_000 }],
    ["the most work", sourceOf(EC, "a name"), { ...MODERN, iterations: 600_000 }],
    [
      "the longest name and the most certificates",
      {
        privateKey: EC.pkcs8,
        friendlyName: "x".repeat(255),
        certificates: [EC.certificate, ...Array.from({ length: 62 }, () => ROOT.certificate)],
      },
      MODERN,
    ],
  ])("%s", async ([, source, protection]) => {
    const contents = expectOk(await readPkcs12(await writePkcs12(source, PASSWORD, protection), PASSWORD));
    const { privateKey, friendlyName, certificates } = source;
    const keys = privateKey === undefined ? [] : [{ privateKey, friendlyName, certificate: certificates[0] }];
    expect(contents).toEqual({ keys, certificates });
  });

  test("two files of one source have nothing random in common", async () => {
    const [a, b] = [
      await writePkcs12(sourceOf(EC), PASSWORD, MODERN),
      await writePkcs12(sourceOf(EC), PASSWORD, MODERN),
    ];
    const equal = a.filter((octet, i) => octet === b[i]).length;
    expect(equal / a.length).toBeLessThan(0.3);
  });

  test("pieces of an OCTET STRING, as BER allows and pkijs writes, are put together", async () => {
    const password = new TextEncoder().encode(PASSWORD).slice().buffer;
    const pfx = PFX.fromBER((await writePkcs12(sourceOf(RSA), PASSWORD, MODERN)).slice());
    await pfx.parseInternalValues({ password });
    const safe = pfx.parsedValue?.authenticatedSafe ?? expect.unreachable("no safe");
    await safe.parseInternalValues({ safeContents: [{ password }, {}] });
    const encryption = {
      password,
      contentEncryptionAlgorithm: { name: "AES-CBC", length: 128 },
      hmacHashAlgorithm: "SHA-512",
      iterationCount: 2048,
    };
    await safe.makeInternalValues({ safeContents: [encryption, {}] });
    const hashes = { pbkdf2HashAlgorithm: "SHA-512", hmacHashAlgorithm: "SHA-512" };
    await pfx.makeInternalValues({ password, iterations: 2048, ...hashes });
    const bytes = new Uint8Array(pfx.toSchema().toBER());
    expect(isDer(bytes)).toBe(true);
    const contents = expectOk(await readPkcs12(bytes, PASSWORD));
    expect(contents.certificates).toEqual([RSA.certificate, ROOT.certificate]);
  });
});

test.for<[string, Partial<Pkcs12Source>, string, Protection]>([
  ["no certificate", { certificates: [] }, PASSWORD, MODERN],
  ["64 certificates", { certificates: Array.from({ length: 64 }, () => ROOT.certificate) }, PASSWORD, MODERN],
  ["too little work", {}, PASSWORD, { ...MODERN, iterations: 1023 }],
  ["too much work", {}, PASSWORD, { ...MODERN, iterations: 600_001 }],
  ["too much work of the old kind", {}, PASSWORD, { ...LEGACY, iterations: 100_001 }],
  ["half an iteration", {}, PASSWORD, { ...LEGACY, iterations: 2048.5 }],
  ["a long name", { friendlyName: "x".repeat(256) }, PASSWORD, MODERN],
  ["a password that is no text", {}, "\ud83d", MODERN],
  ["a password with a zero", {}, "a\0b", MODERN],
])("a Defect: %s", async ([, source, password, protection]) => {
  await expect(writePkcs12({ ...sourceOf(EC), ...source }, password, protection)).rejects.toThrow(TypeError);
});
