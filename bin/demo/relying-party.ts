/** Relying parties of the demo: OpenSSL asks OCSP, and reads the lists. */
import { readFileSync, writeFileSync } from "node:fs";
import { cartulary, DemoFailure, file, openssl, run } from "./stage.ts";

export const ocspStatus = (): string => {
  const uri = openssl("x509", "-in", file("www.pem"), "-noout", "-ocsp_uri").trim();
  const args = [
    "-issuer",
    file("web-ca.pem"),
    "-cert",
    file("www.pem"),
    "-url",
    uri,
    "-CAfile",
    file("root.pem"),
    "-verify_other",
    file("web-ca.pem"),
  ];
  const text = openssl("ocsp", ...args, "-no_nonce");
  if (!text.includes("Response verify OK")) throw new DemoFailure(`openssl ocsp does not trust the answer:\n${text}`);
  return /www\.pem: (\w+)/.exec(text)?.[1] ?? "nothing";
};

export const crlCheck = (): string => {
  for (const id of ["root", "web-ca"]) {
    cartulary("crl", "fetch", id, "--out", file(`${id}.crl`));
    openssl("crl", "-inform", "DER", "-in", file(`${id}.crl`), "-out", file(`${id}.crl.pem`));
  }
  writeFileSync(
    file("all.crl.pem"),
    readFileSync(file("root.crl.pem"), "utf8") + readFileSync(file("web-ca.crl.pem"), "utf8"),
  );
  const args = [
    "verify",
    "-x509_strict",
    "-crl_check_all",
    "-CAfile",
    file("root.pem"),
    "-untrusted",
    file("web-ca.pem"),
    "-CRLfile",
    file("all.crl.pem"),
  ];
  const { status, stdout, stderr } = run("openssl", [...args, file("www.pem")]);
  if (status === 0) return "OK";
  return /certificate revoked/.test(stdout + stderr) ? "certificate revoked" : `unexpected: ${stdout}${stderr}`;
};

export const expect = (what: string, is: string, wanted: string): void => {
  if (is !== wanted) throw new DemoFailure(`${what}: expected ${wanted}, got ${is}`);
};
