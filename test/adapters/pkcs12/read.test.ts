import type { SafeBag } from "pkijs";
import { describe, expect, test } from "vitest";
import { readPkcs12 } from "../../../adapters/pkcs12/read.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { byOpenssl, EC, PASSWORD, ROOT, remade } from "./sample.ts";

describe("a certificate is its key's by the same localKeyId", () => {
  test("wherever it stands", async () => {
    const bytes = remade({ bags: (certificates) => void certificates.safeBags.reverse() });
    const { keys, certificates } = expectOk(await readPkcs12(bytes, PASSWORD));
    expect(certificates).toEqual([ROOT.certificate, EC.certificate]);
    expect(keys).toEqual([{ privateKey: EC.pkcs8, friendlyName: undefined, certificate: EC.certificate }]);
  });

  test("and nobody's without it", async () => {
    const forget = (bags: SafeBag[]) => void delete bags[0]?.bagAttributes;
    for (const bytes of [
      remade({ bags: (certificates) => forget(certificates.safeBags) }),
      remade({ bags: (_, key) => forget(key.safeBags) }),
    ]) {
      const { keys } = expectOk(await readPkcs12(bytes, PASSWORD));
      expect(keys).toEqual([{ privateKey: EC.pkcs8, friendlyName: undefined, certificate: undefined }]);
    }
  });

  test("and two keys have two", async () => {
    const twice = (bags: SafeBag[]) => void bags.push(...bags);
    const bytes = remade({ bags: (_, key) => twice(key.safeBags) });
    const { keys } = expectOk(await readPkcs12(bytes, PASSWORD));
    expect(keys.map((k) => k.certificate)).toEqual([EC.certificate, EC.certificate]);
  });
});

/** As many bags as `count`, all like the first. */
const filled = (bags: SafeBag[], count: number): void => {
  const [first] = bags;
  if (first !== undefined) bags.splice(0, bags.length, ...Array.from({ length: count }, () => first));
};

test.for<[string, boolean, Uint8Array]>([
  ["64 bags", true, remade({ bags: (certificates) => filled(certificates.safeBags, 63) })],
  ["65 bags", false, remade({ bags: (certificates) => filled(certificates.safeBags, 64) })],
  ["16 keys", true, remade({ bags: (_, key) => filled(key.safeBags, 16) })],
  ["17 keys", false, remade({ bags: (_, key) => filled(key.safeBags, 17) })],
  ["16 safes", true, remade({ safes: (s) => void s.safeContents.push(...Array(14).fill(s.safeContents[0])) })],
  ["17 safes", false, remade({ safes: (s) => void s.safeContents.push(...Array(15).fill(s.safeContents[0])) })],
])("%s: %s", async ([, isRead, bytes]) => {
  const read = await readPkcs12(bytes, PASSWORD);
  expect(read.ok).toBe(isRead);
  if (!read.ok) expect(read.error.detail).toBe("there is too much in the file");
});

describe("refused", () => {
  const good = byOpenssl(EC, []);
  test.for<[string, RegExp, () => Uint8Array]>([
    ["nothing", /not PKCS #12/, () => new Uint8Array()],
    ["text", /not PKCS #12/, () => new TextEncoder().encode(EC.pem)],
    ["a certificate", /not PKCS #12/, () => EC.certificate],
    ["half a file", /not PKCS #12/, () => good.subarray(0, good.length / 2)],
    ["too much", /too large/, () => new Uint8Array((1 << 20) + 1)],
    [
      "another version",
      /only files that a password protects/,
      () => remade({ file: (pfx) => Object.assign(pfx, { version: 2 }) }),
    ],
    [
      "a file that is signed",
      /only files that a password protects/,
      () => remade({ file: ({ authSafe }) => Object.assign(authSafe, { contentType: "1.2.840.113549.1.7.2" }) }),
    ],
    [
      "a safe for a recipient's key",
      /kind of encryption/,
      () => remade({ safes: ({ safeContents: [s] }) => Object.assign(s!, { contentType: "1.2.840.113549.1.7.3" }) }),
    ],
    ["a changed octet", /password is wrong/, () => good.map((o, i) => (i === 200 ? o ^ 1 : o))],
    ["no MAC", /nothing protects/, () => byOpenssl(EC, ["-nomac"])],
    ["RC4", /encryption is not supported/, () => byOpenssl(EC, ["-legacy", "-certpbe", "PBE-SHA1-RC4-128"])],
    ["a MAC with MD5", /MAC is not supported/, () => byOpenssl(EC, ["-macalg", "md5"])],
    ["too much work for the MAC", /too much work/, () => byOpenssl(EC, ["-iter", "2000001", "-noiter"])],
    ["too much work for PBES2", /too much work/, () => byOpenssl(EC, ["-iter", "2000001", "-nomaciter"])],
    [
      "too much work for an old cipher",
      /too much work/,
      () => byOpenssl(EC, ["-legacy", "-iter", "2000001", "-nomaciter"]),
    ],
    ["too much work in all: MAC, certificates and key", /too much work/, () => byOpenssl(EC, ["-iter", "700000"])],
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
