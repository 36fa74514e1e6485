import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { toHex, utf8 } from "../../../domain/kernel/bytes.ts";
import { encodePbm, type PbmParameters, parsePbm } from "../../../domain/pki/crmf/password-based-mac.ts";
import { appended } from "./appended.ts";
import { oracleKey, requestByOpenssl } from "./crmf-oracle.ts";

const key = oracleKey("EC");
const PBM: PbmParameters = { salt: utf8("8 octets"), hash: "sha256", iterations: 500, mac: "sha256" };

describe("the password-based MAC", () => {
  test.for(["hmac-sha1", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512"])("OpenSSL's with %s is ours", (mac) => {
    const made = requestByOpenssl(key, ["-subject", "/CN=x", "-mac", mac]);
    expect(toHex(made.protection)).toBe(toHex(made.expectedProtection));
  });

  test.for(["sha1", "sha256", "sha384", "sha512"] as const)(
    "parameters with %s are read as they were written",
    (hash) => {
      const parameters = { ...PBM, hash, mac: hash };
      expect(parsePbm(encodePbm(parameters))).toEqual({ ok: true, value: parameters });
    },
  );

  /** Parameters with one piece wrong. */
  const written = (
    piece: { id?: string; salt?: Uint8Array; hash?: string; rounds?: number; mac?: string } = {},
  ): Uint8Array =>
    der.sequence(
      der.oid(piece.id ?? "1.2.840.113533.7.66.13"),
      der.sequence(
        der.octetString(piece.salt ?? PBM.salt),
        der.sequence(der.oid(piece.hash ?? "2.16.840.1.101.3.4.2.1")),
        der.integer(piece.rounds ?? 100),
        der.sequence(der.oid(piece.mac ?? "1.2.840.113549.2.7"), der.nullValue),
      ),
    );
  test("the frame of the table is good", () => {
    expect(parsePbm(written())).toEqual({ ok: true, value: { ...PBM, iterations: 100, mac: "sha1" } });
    expect(parsePbm(written({ rounds: 100_000 })).ok).toBe(true);
    expect(parsePbm(written({ salt: new Uint8Array(128) })).ok).toBe(true);
  });

  test("nothing is passed over", () => {
    for (const bytes of appended(encodePbm(PBM))) expect(parsePbm(bytes).ok).toBe(false);
  });
  test.for<[string, Uint8Array]>([
    ["another algorithm", written({ id: "1.2.840.113549.1.5.14" })],
    ["too little salt", written({ salt: new Uint8Array(7) })],
    ["too much salt", written({ salt: new Uint8Array(129) })],
    ["an unknown hash", written({ hash: "1.2.840.113549.2.5" })],
    ["an unknown MAC", written({ mac: "1.2.840.113549.2.5" })],
    ["too few rounds", written({ rounds: 99 })],
    ["too many rounds", written({ rounds: 100_001 })],
    ["no parameters", der.sequence(der.oid("1.2.840.113533.7.66.13"))],
  ])("refused: %s", ([, bytes]) => {
    expect(parsePbm(bytes)).toMatchObject({ ok: false, error: { code: "csr.malformed" } });
  });

  test("parameters that would be refused are not written", () => {
    expect(() => encodePbm({ ...PBM, iterations: 99 })).toThrow(TypeError);
    expect(() => encodePbm({ ...PBM, salt: new Uint8Array() })).toThrow(TypeError);
  });
});
