import { X509Certificate } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { expectOk } from "../../../domain/kernel/result.ts";
import { decodePem, encodePem } from "../../../domain/pki/pem.ts";
import { openssl } from "./openssl.ts";
import { certificateVector, vectorText } from "./vector.ts";

const DER = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05);
const BLOCK = "-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n";
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

test("a text of many broken blocks is judged at once", () => {
  const started = performance.now();
  expect(decodePem("-----BEGIN CERTIFICATE-----\nAAAA\n".repeat(20_000), "CERTIFICATE").ok).toBe(false);
  expect(decodePem(`-----BEGIN CERTIFICATE-----\n${"\n".repeat(500_000)}`, "CERTIFICATE").ok).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});
