import { OID } from "../../../der/oid.ts";
import { toHex } from "../../../kernel/bytes.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { extensionOf } from "../view/extension-view.ts";

export const crlSerialStandsOnce: CrlRule = {
  id: "crl-serial-stands-once",
  clause: "RFC 5280 §5.1.2.6",
  severity: "error",
  effective: "2008-05-01",
  check: ({ entries }) =>
    !entries.some((e) => extensionOf(e, OID.certificateIssuer)) &&
    new Set(entries.map((e) => toHex(e.serial))).size !== entries.length &&
    "a certificate is listed twice",
};
