import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as asn1js from "asn1js";
import { PFX } from "pkijs";
import { describe, expect, test } from "vitest";
import type { Protection } from "../../../adapters/pkcs12/contents.ts";
import { deriveKey } from "../../../adapters/pkcs12/key-derivation.ts";
import { readPkcs12 } from "../../../adapters/pkcs12/read.ts";
import { type Pkcs12Source, writePkcs12 } from "../../../adapters/pkcs12/write.ts";
import { readDer } from "../../../domain/der/reader.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { openssl, tryOpenssl, withFiles } from "../../domain/pki/openssl.ts";

const PASSWORD = "correct horse";
const MODERN: Protection = { algorithms: "modern", iterations: 2048 };
const LEGACY: Protection = { algorithms: "legacy", iterations: 2048 };

type Pair = {
  readonly pem: string;
  readonly pkcs8: Uint8Array;
  readonly certificate: Uint8Array;
  readonly certificatePem: string;
};

const pairOf = (key: KeyObject, name: string): Pair => {
  const pem = key.export({ format: "pem", type: "pkcs8" }).toString();
  const certificatePem = withFiles({ pem }, (path) =>
    openssl(["req", "-x509", "-key", path.pem, "-subj", `/CN=${name}`]),
  );
  const certificate = new Uint8Array(new X509Certificate(certificatePem).raw);
  return { pem, pkcs8: new Uint8Array(key.export({ format: "der", type: "pkcs8" })), certificate, certificatePem };
};

const EC = pairOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, "ec");
const RSA = pairOf(generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey, "rsa");
const EDWARDS = pairOf(generateKeyPairSync("ed25519").privateKey, "edwards");
const ROOT = pairOf(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey, "root");

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
  const found: { value: { safeBags: readonly { bagId: string }[] } }[] = safe.parsedValue.safeContents;
  expect(found.map(({ value }) => value.safeBags.map((b) => b.bagId))).toEqual([
    ["1.2.840.113549.1.12.10.1.3", "1.2.840.113549.1.12.10.1.3"],
    ["1.2.840.113549.1.12.10.1.2"],
  ]);
});

/** What `openssl pkcs12 -export` makes of an entry and the root. */
const byOpenssl = (own: Pair, options: readonly string[], password = PASSWORD): Uint8Array =>
  withFiles({ key: own.pem, own: own.certificatePem, root: ROOT.certificatePem, out: "" }, (path) => {
    openssl([
      ...["pkcs12", "-export", "-inkey", path.key, "-in", path.own, "-certfile", path.root, "-out", path.out],
      ...["-passout", `pass:${password}`, ...options],
    ]);
    return new Uint8Array(readFileSync(path.out));
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
    expect((await readPkcs12(withoutPassword(), "")).ok).toBe(true);
    await expect(writePkcs12(sourceOf(EC), "", MODERN)).rejects.toThrow(TypeError);
  });
});

/** Certificates in clear text under a MAC whose password is not even an empty text. */
const withoutPassword = (): Uint8Array => {
  const pfx = PFX.fromBER(byOpenssl(EC, ["-certpbe", "NONE", "-keypbe", "NONE", "-nomaciter"], "").slice());
  const { macData, authSafe } = pfx;
  if (macData === undefined) return expect.unreachable("no MAC");
  const salt = new Uint8Array(macData.macSalt.getValue());
  const key = deriveKey("mac", "sha256", new Uint8Array(), salt, 1, 32);
  const content = Buffer.from((authSafe.content as asn1js.OctetString).getValue());
  macData.mac.digest = new asn1js.OctetString({
    valueHex: new Uint8Array(createHmac("sha256", key).update(content).digest()).buffer,
  });
  return new Uint8Array(pfx.toSchema().toBER());
};

describe("what is written is read again", () => {
  test.for<[string, Pkcs12Source, Protection]>([
    ["modern", sourceOf(EC, "Schlüssel 名"), MODERN],
    ["legacy", sourceOf(RSA, "a name"), LEGACY],
    ["certificates alone", { certificates: [ROOT.certificate] }, MODERN],
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

describe("refused", () => {
  const good = byOpenssl(EC, []);
  test.for<[string, RegExp, () => Uint8Array]>([
    ["nothing", /not PKCS #12/, () => new Uint8Array()],
    ["text", /not PKCS #12/, () => new TextEncoder().encode(EC.pem)],
    ["a certificate", /not PKCS #12/, () => EC.certificate],
    ["half a file", /not PKCS #12/, () => good.subarray(0, good.length / 2)],
    ["too much", /too large/, () => new Uint8Array((1 << 20) + 1)],
    ["a changed octet", /password is wrong/, () => good.map((o, i) => (i === 200 ? o ^ 1 : o))],
    ["no MAC", /nothing protects/, () => byOpenssl(EC, ["-nomac"])],
    ["RC4", /encryption is not supported/, () => byOpenssl(EC, ["-legacy", "-certpbe", "PBE-SHA1-RC4-128"])],
    ["a MAC with MD5", /MAC is not supported/, () => byOpenssl(EC, ["-macalg", "md5"])],
    ["too much work for the MAC", /too much work/, () => byOpenssl(EC, ["-iter", "1000001"])],
    ["too much work for PBES2", /too much work/, () => byOpenssl(EC, ["-iter", "1000001", "-nomaciter"])],
    [
      "too much work for an old cipher",
      /too much work/,
      () => byOpenssl(EC, ["-legacy", "-iter", "1000001", "-nomaciter"]),
    ],
  ])("%s", async ([, detail, make]) => {
    expect(await readPkcs12(make(), PASSWORD)).toMatchObject({
      ok: false,
      error: { code: "input.malformed", detail: expect.stringMatching(detail) },
    });
  });

  test("another password, before anything is decrypted", async () => {
    for (const bytes of [good, byOpenssl(EC, ["-legacy"])])
      for (const password of ["", "Correct horse", `${PASSWORD} `])
        expect(await readPkcs12(bytes, password)).toMatchObject({
          ok: false,
          error: { detail: "the password is wrong, or the file was changed" },
        });
  });

  test("no change of an octet is read as something else, and none throws", { timeout: 120_000 }, async () => {
    const bytes = byOpenssl(EC, ["-nomaciter"]);
    const original = await readPkcs12(bytes, PASSWORD);
    for (const i of bytes.keys()) {
      const read = await readPkcs12(
        bytes.map((o, at) => (at === i ? o ^ 0x55 : o)),
        PASSWORD,
      );
      if (read.ok) expect(read).toEqual(original);
    }
  });
});

test.for<[string, Partial<Pkcs12Source>, string, Protection]>([
  ["no certificate", { certificates: [] }, PASSWORD, MODERN],
  ["too little work", {}, PASSWORD, { ...MODERN, iterations: 1023 }],
  ["too much work", {}, PASSWORD, { ...LEGACY, iterations: 1_000_001 }],
  ["half an iteration", {}, PASSWORD, { ...LEGACY, iterations: 2048.5 }],
  ["a long name", { friendlyName: "x".repeat(256) }, PASSWORD, MODERN],
  ["a password that is no text", {}, "\ud83d", MODERN],
  ["a password with a zero", {}, "a\0b", MODERN],
])("a Defect: %s", async ([, source, password, protection]) => {
  await expect(writePkcs12({ ...sourceOf(EC), ...source }, password, protection)).rejects.toThrow(TypeError);
});
