import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "cartulary-demo-"));
const demo = fileURLToPath(new URL("../../bin/demo.ts", import.meta.url));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (): string =>
  execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", demo], {
    encoding: "utf8",
    env: { ...process.env, CARTULARY_DEMO: directory, NO_COLOR: "1" },
  });

/** What the demo must have seen with its own eyes; it fails by itself when one of them is otherwise. */
const SEEN = [
  "openssl verify -x509_strict: OK",
  "before: openssl verify -crl_check_all says OK, openssl ocsp says good",
  "→ CertificateRevoked, CrlPrepared, CrlPublished",
  "after: openssl verify -crl_check_all says certificate revoked",
  "after: openssl ocsp says revoked",
  "every chain and signature holds",
  "the same state in each",
];

test("the demo passes on an empty directory, and again on what it left", { timeout: 120_000 }, () => {
  const first = run();
  for (const line of ["→ LedgerFounded, TokenIssued ×3", ...SEEN]) expect(first).toContain(line);
  expect(first).toContain("To go on:");
  const second = run();
  for (const line of ["of an earlier run are kept", ...SEEN]) expect(second).toContain(line);
  expect(second).not.toContain("LedgerFounded");
});
