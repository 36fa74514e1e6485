/** The stored vectors: bytes that another implementation made. See `test/vectors/pki/README.md`. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { expectOk } from "../../../domain/kernel/result.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { decodePem } from "../../../domain/pki/pem.ts";

const FOLDER = new URL("../../vectors/pki/", import.meta.url);

/** The text of one file, by its path below the folder. */
export const vectorText = (path: string): string => readFileSync(new URL(path, FOLDER), "utf8");

const read = (label: string, path: string): Uint8Array => expectOk(decodePem(vectorText(`${path}.pem`), label));

export const certificateVector = (name: "root" | "leaf" | "responder"): Uint8Array => read("CERTIFICATE", name);
export const crlVector = (name: "crl" | "crl-empty"): Uint8Array => read("X509 CRL", name);
export const csrVector = (name: string): Uint8Array => read("CERTIFICATE REQUEST", `csr/${name}`);
export const ocspRequestVector = (name: string): Uint8Array => read("OCSP REQUEST", `ocsp/request-${name}`);
export const ocspResponseVector = (name: string): Uint8Array => read("OCSP RESPONSE", `ocsp/response-${name}`);

/** One extension of a stored certificate, found without this program's own table of identifiers. */
export const extensionVector = (name: "root" | "leaf" | "responder", oid: string): Extension =>
  expectOk(parseCertificate(certificateVector(name))).fields.extensions.find((e) => e.oid === oid) ??
  expect.unreachable(`${name} has no ${oid}`);
