/** Extensions that the `openssl` command writes, from the text of its configuration. */
import { expectOk } from "../../../../domain/kernel/result.ts";
import { parseCertificate } from "../../../../domain/pki/certificate.ts";
import type { Extension } from "../../../../domain/pki/extension/extension.ts";
import { decodePem } from "../../../../domain/pki/pem.ts";
import { openssl, withFiles } from "../openssl.ts";

const HEAD = "[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=ext\n[dn]\nC=DE\nCN=Root\n";

/** `lines`: of the section of extensions; `sections`: those that they refer to. By OID. */
export const madeByOpenssl = (lines: readonly string[], sections = ""): ReadonlyMap<string, Extension> =>
  withFiles({ config: `${HEAD}[ext]\n${lines.join("\n")}\n${sections}`, key: "" }, ({ config, key }) => {
    const make = ["req", "-x509", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    const text = openssl([...make, "-set_serial", "0x1234", "-keyout", key, "-config", config]);
    const pem = text.slice(text.indexOf("-----BEGIN CERTIFICATE"));
    const { extensions } = expectOk(parseCertificate(expectOk(decodePem(pem, "CERTIFICATE")))).fields;
    return new Map(extensions.map((e) => [e.oid, e]));
  });
