/** Our verdict on a path, and OpenSSL's. */

import { toMillis } from "../../../../domain/kernel/instant.ts";
import type { PathInputs } from "../../../../domain/pki/path/path-inputs.ts";
import { type PathVerdict, validatePath } from "../../../../domain/pki/path/validate.ts";
import { verifyByKnownAlgorithm } from "../../../../domain/pki/path/verify-signature.ts";
import { encodePem } from "../../../../domain/pki/pem.ts";
import { tryOpenssl, withFiles } from "../openssl.ts";
import { ANCHOR, ANY, NOW, ROOT_CERTIFICATE } from "./chain.ts";

export const verify = verifyByKnownAlgorithm;

export type Settings = Partial<PathInputs>;

export const judge = (path: readonly Uint8Array[], settings: Settings = {}): PathVerdict =>
  validatePath(path, { anchor: ANCHOR, at: NOW, verify, ...settings });

const pem = (ders: readonly Uint8Array[]): string => ders.map((der) => encodePem("CERTIFICATE", der)).join("");

const flagsOf = (s: Settings): readonly string[] => [
  // To OpenSSL no policy is none at all, not any.
  ...(s.userInitialPolicySet ?? [ANY]).flatMap((p) => ["-policy", p]),
  ...(s.initialExplicitPolicy ? ["-explicit_policy"] : []),
  ...(s.initialPolicyMappingInhibit ? ["-inhibit_map"] : []),
  ...(s.initialAnyPolicyInhibit ? ["-inhibit_any"] : []),
];

/** Whether `openssl verify` accepts the path. */
export const opensslAccepts = (path: readonly Uint8Array[], settings: Settings = {}): boolean =>
  withFiles({ root: pem([ROOT_CERTIFICATE]), others: pem(path.slice(0, -1)), end: pem(path.slice(-1)) }, (file) => {
    const others = path.length > 1 ? ["-untrusted", file.others] : [];
    const time = ["-attime", String(toMillis(settings.at ?? NOW) / 1000)];
    const flags = ["-x509_strict", "-policy_check", "-no-CApath", "-no-CAstore", ...flagsOf(settings)];
    return tryOpenssl(["verify", ...flags, ...time, "-CAfile", file.root, ...others, file.end]).status === 0;
  });
