/** Tables of paths, in the words of NIST's Public Key Interoperability Test Suite (PKITS) where a case is one of its own. */
import { expect, test } from "vitest";
import type { Clause } from "../../../../domain/pki/path/path-fault.ts";
import { ANY, type Link, nist, pathOf } from "./chain.ts";
import { judge, opensslAccepts, type Settings } from "./judge.ts";

export type Case = {
  readonly name: string;
  readonly path: readonly Link[];
  readonly with?: Settings;
  /** Valid, or which certificate does not meet which clause. */
  readonly is: "valid" | readonly [at: number, clause: Clause];
  /** user-constrained-policy-set. */
  readonly user?: readonly (number | "any")[];
  /** Why OpenSSL (3.0) says the opposite, or cannot be asked. */
  readonly openssl?: { readonly differs: string } | { readonly unasked: string };
};

const oids = (policies: readonly (number | "any")[]): readonly string[] =>
  policies.map((p) => (p === "any" ? ANY : nist(p))).sort();

/** One test for our verdict and OpenSSL's on each case. */
export const testCases = (cases: readonly Case[]): void => {
  test("no two cases have one name", () => {
    expect(new Set(cases.map((c) => c.name)).size).toBe(cases.length);
  });
  test.for(cases)("$name", ({ path: links, with: settings = {}, is, user, openssl }) => {
    const path = pathOf(links);
    const verdict = judge(path, settings);
    const { valid } = verdict;
    expect(verdict.valid ? "valid" : [verdict.at, verdict.clause]).toEqual(is);
    if (user !== undefined) expect(verdict).toMatchObject({ userConstrainedPolicySet: oids(user) });
    if (openssl !== undefined && "unasked" in openssl) return;
    expect(opensslAccepts(path, settings), "OpenSSL").toBe(openssl === undefined ? valid : !valid);
  });
};
