/** `npm run demo` as a stranger runs it, and what must be seen on its screen. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const demo = fileURLToPath(new URL("../../bin/demo.ts", import.meta.url));

/** What it prints. */
export const runDemo = async (directory: string, store: NodeJS.ProcessEnv = {}): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--disable-warning=ExperimentalWarning", demo], {
    encoding: "utf8",
    env: { ...process.env, ...store, CARTULARY_DEMO: directory, NO_COLOR: "1" },
  });
  return stdout;
};

/** What the demo must have seen with its own eyes; it fails by itself when one of them is otherwise. */
export const SEEN: readonly (string | RegExp)[] = [
  "openssl verify -x509_strict: OK",
  "before: openssl verify -crl_check_all says OK, openssl ocsp says good",
  "refused, because two must have logged in",
  // Logins are written down together, now and then: they may fall between.
  /→ .*CertificateRevoked, .*CrlPrepared, CrlPublished/,
  "after: openssl verify -crl_check_all says certificate revoked",
  "after: openssl ocsp says revoked",
  "every chain and signature holds",
  "the same state in each",
  "verified offline: request, plan, approvals and certificate stand in the sealed ledger",
  "events offline: sound",
  "one letter of it changed: not sound, and the place is named",
];

export const FIRST_TIME = ["→ LedgerFounded, TokenIssued ×3", "To go on:"] as const;
