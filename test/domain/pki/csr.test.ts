import { generateKeyPairSync } from "node:crypto";
import { readdirSync } from "node:fs";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { concat, toHex } from "../../../domain/kernel/bytes.ts";
import type { RefusalCode } from "../../../domain/kernel/refusal.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { parseCsr, verifyCsr } from "../../../domain/pki/csr.ts";
import { type Extension, encodeExtensions } from "../../../domain/pki/extension/extension.ts";
import { keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import { type GeneralName, subjectAltName } from "../../../domain/pki/extension/subject-alt-name.ts";
import { encodeName, type Name } from "../../../domain/pki/name.ts";
import { formatName } from "../../../domain/pki/name-text.ts";
import { decodePem } from "../../../domain/pki/pem.ts";
import { makeCsr } from "../../support/csr.ts";
import { openssl, withFiles } from "./openssl.ts";
import { anyOther, mutations, oneBit, prefixes, testKey } from "./sample.ts";
import { csrVector, vectorText } from "./vector.ts";

const ALGORITHM = der.sequence(der.oid("1.2.840.10045.4.3.2"));
const SUBJECT: Name = [{ type: "CN", value: "www.example.test" }];
const NAMES: readonly GeneralName[] = [{ kind: "dns", value: "www.example.test" }];
const key = testKey();

const extensionRequest = (...extensions: readonly Extension[]): Uint8Array =>
  der.sequence(der.oid("1.2.840.113549.1.9.14"), der.setOf(encodeExtensions(extensions) ?? der.sequence()));

/** A request put together from pieces, so that each can be wrong alone. */
const build = (
  piece: {
    readonly version?: Uint8Array;
    readonly subject?: Uint8Array;
    readonly spki?: Uint8Array;
    readonly attributes?: Uint8Array;
    readonly tail?: Uint8Array;
    readonly algorithm?: Uint8Array;
    readonly end?: Uint8Array;
  } = {},
): Uint8Array => {
  const nothing = new Uint8Array();
  const info = der.sequence(
    piece.version ?? der.integer(0),
    piece.subject ?? encodeName(SUBJECT),
    piece.spki ?? key.spki,
    piece.attributes ?? der.explicit(0, extensionRequest(subjectAltName(NAMES, false))),
    piece.tail ?? nothing,
  );
  return der.sequence(info, piece.algorithm ?? ALGORITHM, der.bitString(key.sign(info)), piece.end ?? nothing);
};

test("the frame of the tables below is a good request, and OpenSSL agrees", () => {
  const csr = expectOk(verifyCsr(expectOk(parseCsr(build()))));
  expect(csr).toMatchObject({ subject: SUBJECT, subjectAltNames: NAMES, spki: key.spki });
  expect(openssl(["req", "-inform", "DER", "-noout", "-verify"], build())).toMatch(/verify OK/);
});

test("a request by a key for RSASSA-PSS that names no hash, as OpenSSL makes it, RFC 4055 §3.1", () => {
  const { privateKey } = generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
  const pem = withFiles({ key: privateKey.export({ format: "pem", type: "pkcs8" }) }, (file) =>
    openssl(["req", "-new", "-key", file.key, "-subj", "/CN=x", "-sigopt", "rsa_pss_saltlen:digest"]),
  );
  const csr = expectOk(verifyCsr(expectOk(parseCsr(expectOk(decodePem(pem, "CERTIFICATE REQUEST"))))));
  expect(csr.algorithm).toBe("rsa-pss-sha256");
});

describe("a request that OpenSSL made is read and verified", () => {
  const cn = (value: string): Name => [{ type: "CN", value }];
  test.for<[string, Name, readonly GeneralName[]]>([
    ["plain", cn("plain.example.test"), []],
    ["new-header", cn("x"), []],
    ["attributes", cn("x"), []],
    ["empty-subject", [], [{ kind: "dns", value: "only.example.test" }]],
    [
      "names",
      [{ type: "C", value: "DE" }, { type: "O", value: "Müller & Söhne" }, ...cn("名前")],
      [
        { kind: "dns", value: "www.example.test" },
        { kind: "ip", value: "2001:db8:0:0:0:0:0:1" },
        { kind: "ip", value: "192.0.2.7" },
        { kind: "email", value: "a@example.test" },
        { kind: "uri", value: "urn:x:1" },
      ],
    ],
  ])("%s", ([file, subject, subjectAltNames]) => {
    const stored = csrVector(file);
    const csr = expectOk(verifyCsr(expectOk(parseCsr(stored))));
    expect(csr).toMatchObject({ subject, subjectAltNames, der: stored, algorithm: "ecdsa-sha256" });
    expect(toHex(encodeName(subject))).toBe(toHex(csr.subjectDer));
    expect(stored).toEqual(der.sequence(csr.info, ALGORITHM, der.bitString(csr.signature)));
  });
});

const OTHER_KEYS = [
  ["rsa", "rsa-sha256"],
  ["p384", "ecdsa-sha256"],
  ["ed25519", "ed25519"],
  ["sha384", "ecdsa-sha384"],
] as const;

test.for(OTHER_KEYS)(
  "a request that OpenSSL made with another kind of key is read and proven: %s",
  ([file, algorithm]) => {
    expect(expectOk(verifyCsr(expectOk(parseCsr(csrVector(file))))).algorithm).toBe(algorithm);
  },
);

test("string types that this program does not write, and several attributes in one part, are read", () => {
  const subjectOf = (file: string) => expectOk(parseCsr(csrVector(file))).subject;
  expect(formatName(subjectOf("bmp"))).toBe("CN=Jürgen");
  expect(formatName(subjectOf("multi-valued-rdn"))).toBe("CN=x+OU=y");
});

describe("a request that OpenSSL made is refused", () => {
  const REFUSED: readonly [string, RefusalCode][] = [
    ["compressed-point", "csr.unsupported-key"],
    ["explicit-curve", "csr.unsupported-key"],
    ["other-name", "csr.malformed"],
    ["underscore", "csr.malformed"],
  ];
  test.for(REFUSED)("%s: %s", ([file, code]) => {
    expect(parseCsr(csrVector(file))).toMatchObject({ ok: false, error: { code } });
  });

  test("and every stored request is in one of the tables", () => {
    const stored = readdirSync(new URL("../../vectors/pki/csr/", import.meta.url)).filter((f) => f.endsWith(".pem"));
    const read = ["plain", "new-header", "attributes", "empty-subject", "names", "multi-valued-rdn", "bmp"];
    expect(stored.toSorted()).toEqual(
      [...read, ...OTHER_KEYS.map(([f]) => f), ...REFUSED.map(([f]) => f)].map((f) => `${f}.pem`).toSorted(),
    );
  });
});

test("the old label of requests is accepted", () => {
  expect(vectorText("csr/new-header.pem")).toMatch(/BEGIN NEW CERTIFICATE REQUEST/);
  expect(csrVector("new-header").length).toBeGreaterThan(0);
});

test("a request that another library made is read and verified", async () => {
  const csr = expectOk(parseCsr(await makeCsr({ subject: "CN=a.test", dns: ["a.test"], emails: ["b@a.test"] })));
  expect(verifyCsr(csr).ok).toBe(true);
  expect(csr.subject).toEqual([{ type: "CN", value: "a.test" }]);
  expect(csr.subjectAltNames).toEqual([
    { kind: "dns", value: "a.test" },
    { kind: "email", value: "b@a.test" },
  ]);
});

describe("attributes", () => {
  const unknown = der.sequence(der.oid("1.2.3.4"), der.setOf(der.integer(1), der.utf8String("x")));
  const none: readonly GeneralName[] = [];
  test.for<[string, Uint8Array, readonly GeneralName[]]>([
    ["none at all", new Uint8Array(), none],
    ["an empty set", der.explicit(0), none],
    ["an unknown one", der.explicit(0, unknown), none],
    ["an unknown one before", der.explicit(0, unknown, extensionRequest(subjectAltName(NAMES, true))), NAMES],
    ["an unknown one after", der.explicit(0, extensionRequest(subjectAltName(NAMES, true)), unknown), NAMES],
    ["other extensions only", der.explicit(0, extensionRequest(keyUsage(["keyCertSign"]))), none],
    [
      "other extensions too",
      der.explicit(0, extensionRequest(keyUsage(["cRLSign"]), subjectAltName(NAMES, false))),
      NAMES,
    ],
  ])("%s", ([, attributes, subjectAltNames]) => {
    expect(expectOk(parseCsr(build({ attributes }))).subjectAltNames).toEqual(subjectAltNames);
  });
});

describe("a request with one wrong piece is refused", () => {
  const request = extensionRequest(subjectAltName(NAMES, false));
  const san = (value: Uint8Array): Uint8Array =>
    der.explicit(0, extensionRequest({ oid: "2.5.29.17", critical: false, value }));
  test.for<[string, Parameters<typeof build>[0], RefusalCode]>([
    ["version 2", { version: der.integer(1) }, "csr.malformed"],
    ["a negative version", { version: Uint8Array.of(2, 1, 0x80) }, "csr.malformed"],
    ["a subject that is no Name", { subject: der.sequence(der.nullValue) }, "csr.malformed"],
    ["an attribute past its bound", { subject: encodeName([{ type: "CN", value: "a".repeat(65) }]) }, "name.malformed"],
    ["an empty attribute", { subject: encodeName([{ type: "CN", value: "" }]) }, "name.malformed"],
    ["a zero character in the subject", { subject: encodeName([{ type: "CN", value: "a\0" }]) }, "name.malformed"],
    ["a key that is not DER", { spki: der.sequence(der.nullValue) }, "csr.malformed"],
    [
      "a key of another kind",
      { spki: der.sequence(der.sequence(der.oid("1.3.101.110")), der.bitString(new Uint8Array(32))) },
      "csr.unsupported-key",
    ],
    [
      "an algorithm with parameters",
      { algorithm: der.sequence(der.oid("1.2.840.10045.4.3.2"), der.nullValue) },
      "csr.malformed",
    ],
    ["another algorithm", { algorithm: der.sequence(der.oid("1.2.840.10045.4.1")) }, "csr.unsupported-key"],
    ["extensionRequest twice", { attributes: der.explicit(0, request, request) }, "csr.malformed"],
    [
      "extensionRequest with two values",
      {
        attributes: der.explicit(
          0,
          der.sequence(
            der.oid("1.2.840.113549.1.9.14"),
            der.setOf(
              encodeExtensions([keyUsage(["cRLSign"])]) ?? der.nullValue,
              encodeExtensions([subjectAltName(NAMES, false)]) ?? der.nullValue,
            ),
          ),
        ),
      },
      "csr.malformed",
    ],
    [
      "extensionRequest without value",
      { attributes: der.explicit(0, der.sequence(der.oid("1.2.840.113549.1.9.14"), der.setOf())) },
      "csr.malformed",
    ],
    ["an attribute without values", { attributes: der.explicit(0, der.sequence(der.oid("1.2.3"))) }, "csr.malformed"],
    ["an attribute that is no SEQUENCE", { attributes: der.explicit(0, der.oid("1.2.3")) }, "csr.malformed"],
    [
      "alternative names twice",
      { attributes: der.explicit(0, extensionRequest(subjectAltName(NAMES, false), subjectAltName(NAMES, false))) },
      "csr.malformed",
    ],
    ["no alternative name in the extension", { attributes: san(der.sequence()) }, "csr.malformed"],
    [
      "an alternative name of an unknown kind",
      { attributes: san(der.sequence(der.explicit(4, der.sequence()))) },
      "csr.malformed",
    ],
    [
      "a domain name with a zero octet",
      { attributes: san(der.sequence(der.implicit(2, false, Uint8Array.of(97, 0)))) },
      "csr.malformed",
    ],
    ["attributes under another tag", { attributes: der.explicit(1) }, "csr.malformed"],
    ["something after the attributes", { tail: der.nullValue }, "csr.malformed"],
    ["something after the signature", { end: der.nullValue }, "csr.malformed"],
  ])("%s", ([, piece, code]) => {
    expect(parseCsr(build(piece))).toMatchObject({ ok: false, error: { code } });
  });

  test.for<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["trailing bytes", concat([build(), Uint8Array.of(0)])],
    ["text", new TextEncoder().encode(vectorText("csr/plain.pem"))],
    ["random octets", Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 0xff)],
  ])("%s", ([, input]) => {
    expect(parseCsr(input)).toMatchObject({ ok: false, error: { code: "csr.malformed" } });
  });

  test("more than 64 KiB, whatever is inside", () => {
    const padded = (size: number) =>
      build({
        attributes: der.explicit(0, der.sequence(der.oid("1.2.3"), der.setOf(der.octetString(new Uint8Array(size))))),
      });
    expect(parseCsr(padded(60_000)).ok).toBe(true);
    expect(parseCsr(padded(66_000))).toMatchObject({
      ok: false,
      error: { code: "csr.malformed", detail: "too large" },
    });
  });
});

describe("proof of possession", () => {
  test("a request signed by another key is refused", () => {
    const csr = expectOk(parseCsr(build()));
    const forged = { ...csr, signature: testKey().sign(csr.info) };
    expect(verifyCsr(forged)).toMatchObject({ ok: false, error: { code: "csr.bad-signature" } });
  });

  test("a request that names another key is refused", () => {
    const csr = expectOk(parseCsr(build({ spki: testKey().spki })));
    expect(verifyCsr(csr)).toMatchObject({ ok: false, error: { code: "csr.bad-signature" } });
  });

  test("a point that is not on the curve is refused", () => {
    const spki = key.spki.slice();
    spki[spki.length - 1] = (spki[spki.length - 1] ?? 0) ^ 1;
    const csr = expectOk(parseCsr(build({ spki })));
    expect(verifyCsr(csr)).toMatchObject({ ok: false, error: { code: "csr.bad-signature" } });
  });

  test("an empty signature is refused", () => {
    const csr = expectOk(parseCsr(build()));
    expect(verifyCsr({ ...csr, signature: new Uint8Array() })).toMatchObject({ ok: false });
  });

  test("no bit can be changed", () => {
    for (const changed of mutations(csrVector("names"), oneBit)) {
      const parsed = parseCsr(changed);
      if (parsed.ok) expect(verifyCsr(parsed.value)).toMatchObject({ ok: false, error: { code: "csr.bad-signature" } });
    }
  });
});

describe("no input makes the parser throw", () => {
  const CODES: readonly RefusalCode[] = ["csr.malformed", "csr.unsupported-key", "name.malformed"];

  test("whatever octet of a good request is changed, or where it is cut", () => {
    const refused = new Set<RefusalCode>();
    for (const changed of mutations(csrVector("names"), anyOther)) {
      const parsed = parseCsr(changed);
      if (!parsed.ok) refused.add(parsed.error.code);
    }
    expect([...refused].toSorted()).toEqual(CODES.toSorted());
    for (const cut of prefixes(csrVector("names"))) expect(parseCsr(cut)).toMatchObject({ ok: false });
  });

  const piece = fc.uint8Array({ maxLength: 40 }).map((content) => der.tlv(0x30, content));
  property.prop([
    fc.record({ subject: piece, spki: piece, algorithm: piece, attributes: piece }, { requiredKeys: [] }),
  ])("whatever its pieces are", (pieces) => {
    const parsed = parseCsr(build(pieces));
    if (!parsed.ok) expect(CODES).toContain(parsed.error.code);
  });
});

test("a refusal never repeats what was sent", () => {
  const subject = encodeName([{ type: "CN", value: "secret-marker".repeat(6) }]);
  expect(JSON.stringify(parseCsr(build({ subject })))).not.toContain("secret-marker");
});
