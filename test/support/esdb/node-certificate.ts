/** A certificate authority and a node certificate for the facade's TLS, made with the real openssl. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory with `ca.crt`, `node.key` and `node.crt` (localhost). */
export const makeNodeCertificate = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-node-"));
  const file = (name: string): string => join(directory, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=Node CA", "-days", "2");
  openssl("req", ...key, "-keyout", "node.key", "-out", "node.csr", "-subj", "/CN=eventstoredb-node");
  writeFileSync(file("ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  const by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "ext"];
  openssl("x509", "-req", "-in", "node.csr", ...by, "-out", "node.crt", "-days", "2");
  return directory;
};
