import { X509Certificate } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { expectOk } from "../../../domain/kernel/result.ts";
import { decodePem, encodePem, pemBlocks } from "../../../domain/pki/pem.ts";
import { openssl } from "./openssl.ts";
import { certificateVector, vectorText } from "./vector.ts";

const DER = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05);
const BLOCK = "-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n";
const ENCRYPTED =
  "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMAMCAQU=\n-----END RSA PRIVATE KEY-----\n";
const REQUEST = BLOCK.replaceAll("CERTIFICATE", "CERTIFICATE REQUEST");

test("a block is written with lines of 64 characters", () => {
  expect(encodePem("CERTIFICATE", DER)).toBe(BLOCK);
  const lines = encodePem("X", new Uint8Array(100)).split("\n");
  expect(lines.map((l) => l.length)).toEqual([17, 64, 64, 8, 15, 0]);
});

test("a block is written as OpenSSL and node write it", () => {
  const der = certificateVector("leaf");
  expect(encodePem("CERTIFICATE", der)).toBe(vectorText("leaf.pem"));
  expect(encodePem("CERTIFICATE", der)).toBe(openssl(["x509", "-inform", "DER"], der));
  expect(encodePem("CERTIFICATE", der)).toBe(new X509Certificate(der).toString());
});

describe("a block is found", () => {
  test.for<[string, string, string]>([
    ["alone", BLOCK, "CERTIFICATE"],
    ["with text around it", `subject=x\n${BLOCK}more text\n`, "CERTIFICATE"],
    ["with the line ends of Windows", BLOCK.replaceAll("\n", "\r\n"), "CERTIFICATE"],
    ["without a last line end", BLOCK.trimEnd(), "CERTIFICATE"],
    ["with odd lines", BLOCK.replace("MAMC", "MA\nMC"), "CERTIFICATE"],
    ["beside blocks of other kinds", `${REQUEST}${BLOCK}`, "CERTIFICATE"],
    ["with blanks behind both boundaries", BLOCK.replaceAll("-----\n", "----- \t\n"), "CERTIFICATE"],
    ["with blanks before the boundaries and at the ends of lines", ` ${BLOCK.replaceAll("\n", " \n ")}`, "CERTIFICATE"],
    ["with empty lines", BLOCK.replace("MAMC", "\n\nMA\n\nMC"), "CERTIFICATE"],
    ["with the line ends of old Macintoshes", BLOCK.replaceAll("\n", "\r"), "CERTIFICATE"],
    ["in one line", BLOCK.replaceAll("\n", " "), "CERTIFICATE"],
    ["beside a block of another kind with headers", `${ENCRYPTED}${BLOCK}`, "CERTIFICATE"],
    ["under an old label of certificates", BLOCK.replaceAll("CERT", "X509 CERT"), "CERTIFICATE"],
    ["under another old label of certificates", BLOCK.replaceAll("CERT", "X.509 CERT"), "CERTIFICATE"],
    ["under the old label of requests", REQUEST.replaceAll("CERT", "NEW CERT"), "CERTIFICATE REQUEST"],
  ])("%s", ([, text, label]) => {
    expect(expectOk(decodePem(text, label))).toEqual(DER);
  });
});

describe("anything else is refused", () => {
  test.for<[string, string]>([
    ["nothing", ""],
    ["two blocks", `${BLOCK}${BLOCK}`],
    ["a block of another kind", REQUEST],
    ["the old label of another kind", BLOCK.replaceAll("CERT", "NEW CERT")],
    ["a character that is none of the alphabet's", BLOCK.replace("MAMC", "MA*MC")],
    ["a space that is none of ASCII's", BLOCK.replace("MAMC", "MA\u00a0MC")],
    ["a block without end before a good one", `${BLOCK.slice(0, 40)}\n${BLOCK}`],
    ["a block without beginning before a good one", `${BLOCK.slice(28)}${BLOCK}`],
    ["a damaged beginning before a good one", `${BLOCK.slice(1)}${BLOCK}`],
    ["an empty block", BLOCK.replace("MAMCAQU=\n", "")],
    ["a block without end", BLOCK.slice(0, 40)],
    ["an end of another kind", BLOCK.replace("END CERTIFICATE", "END X509 CRL")],
    ["no padding", BLOCK.replace("=", "")],
    ["padding in between", BLOCK.replace("MAMC", "MA==MC")],
    ["bits beyond the last octet", BLOCK.replace("QU=", "QV=")],
    ["the URL alphabet", BLOCK.replace("MAMC", "-_-_")],
    ["RFC 1421 headers", BLOCK.replace("\nMAMC", "\nProc-Type: 4,ENCRYPTED\n\nMAMC")],
  ])("%s", ([, text]) => {
    expect(decodePem(text, "CERTIFICATE")).toMatchObject({ ok: false, error: { code: "input.malformed" } });
  });
});

property.prop([fc.uint8Array({ minLength: 1, maxLength: 300 })])("what is written is read", (der) => {
  expect(expectOk(decodePem(encodePem("X509 CRL", der), "X509 CRL"))).toEqual(der);
});

describe("all blocks of a text", () => {
  test("in their order, old labels by their new names", () => {
    const text = `a${BLOCK}b\n${ENCRYPTED}${BLOCK.replaceAll("CERT", "X509 CERT")}c`;
    const blocks = expectOk(pemBlocks(text));
    expect(blocks.map((b) => b.label)).toEqual(["CERTIFICATE", "RSA PRIVATE KEY", "CERTIFICATE"]);
    expect(blocks.map((b) => b.der())).toMatchObject([
      { ok: true, value: DER },
      { ok: false },
      { ok: true, value: DER },
    ]);
  });

  test("none is no fault", () => {
    expect(expectOk(pemBlocks("---BEGIN CERTIFICATE---"))).toEqual([]);
  });

  test.for<[string, string]>([
    ["without end", `${BLOCK}${BLOCK.slice(0, 40)}`],
    ["without beginning", `${BLOCK}${BLOCK.slice(28)}`],
    ["with the end of another", BLOCK.replace("END CERT", "END X509 CERT")],
    ["within another", `${BLOCK.slice(0, 28)}${BLOCK}${BLOCK.slice(28)}`],
  ])("one %s is refused", ([, text]) => {
    expect(pemBlocks(text)).toMatchObject({ ok: false, error: { code: "input.malformed" } });
  });
});

test("a text of many broken blocks is judged at once", () => {
  const started = performance.now();
  expect(decodePem("-----BEGIN CERTIFICATE-----\nAAAA\n".repeat(20_000), "CERTIFICATE").ok).toBe(false);
  expect(decodePem(`-----BEGIN CERTIFICATE-----\n${"\n".repeat(500_000)}`, "CERTIFICATE").ok).toBe(false);
  expect(decodePem("-----BEGIN ".repeat(50_000), "CERTIFICATE").ok).toBe(false);
  expect(decodePem(`-----BEGIN ${"- ".repeat(500_000)}`, "CERTIFICATE").ok).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});
