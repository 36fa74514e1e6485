/** Every rule with one file that breaks it, and what else that file breaks. The files are named by their defect. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { CERTIFICATE_RULES } from "../../../../domain/policy/lint/certificate-rules.ts";
import { CRL_RULES } from "../../../../domain/policy/lint/crl-rules.ts";
import { lint, lintAny, lintTbsCertificate, RULE_COUNT } from "../../../../domain/policy/lint/lint.ts";
import { OCSP_RULES } from "../../../../domain/policy/lint/ocsp-rules.ts";
import { PLANNING_RULES } from "../../../../domain/policy/lint/planning-rules.ts";
import { findingsOf, type Rule } from "../../../../domain/policy/lint/rule.ts";
import { DEFECTS, type LintVector, pemOf, SOUND } from "../../../support/lint/all-defects.ts";
import { certificate, generalized, LEAF_PARTS, utc } from "../../../support/lint/parts.ts";

const FOLDER = new URL("../../../vectors/lint/", import.meta.url);
const RULES: readonly Pick<Rule<never>, "id" | "clause" | "severity" | "effective">[] = [
  ...CERTIFICATE_RULES,
  ...CRL_RULES,
  ...OCSP_RULES,
];

const stored = ({ name }: LintVector): Uint8Array => {
  const text = readFileSync(new URL(`${name}.pem`, FOLDER), "utf8");
  return new Uint8Array(Buffer.from(text.replace(/-----[^-]+-----/g, ""), "base64"));
};
const rulesBroken = (vector: LintVector): readonly string[] =>
  expectOk(lint(vector.structure, stored(vector))).map((finding) => finding.rule);

/** What cannot be wrong alone. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  "version-for-unique-ids": [
    "version-3",
    "unique-ids-are-absent",
    "authority-key-id-is-present",
    "subject-key-id-in-end-entity",
  ],
  "version-is-known": ["version-3-for-extensions"],
  "version-default-is-left-out": ["version-3", "authority-key-id-is-present", "subject-key-id-in-end-entity"],
  "version-3": ["authority-key-id-is-present", "subject-key-id-in-end-entity"],
  "serial-is-not-zero": ["serial-cannot-be-guessed"],
  "authority-subject-is-not-empty": ["crl-signer-subject-is-not-empty", "subject-or-alternative-name"],
  "crl-signer-subject-is-not-empty": ["subject-or-alternative-name", "server-auth-usage"],
  "extensions-are-not-empty": ["authority-key-id-is-present", "subject-key-id-in-end-entity"],
  "email-attribute-length": ["email-attribute-is-an-alternative-name"],
  "email-attribute-is-ia5": ["email-attribute-is-an-alternative-name"],
  "montgomery-key-agrees": ["montgomery-key-usage"],
  "path-length-needs-authority": ["path-length-needs-certificate-signing"],
  "path-length-needs-certificate-signing": ["authority-signs-certificates"],
  "alternative-name-is-ascii": ["extension-is-well-formed"],
  "dns-name-wildcard-is-leftmost": ["dns-name-syntax"],
  "ip-name-length": ["extension-is-well-formed"],
  "email-protection-key-size": ["rsa-key-size"],
  "crl-version-is-known": ["crl-version-2-for-extensions"],
  "crl-extensions-are-not-empty": ["crl-authority-key-id-is-present", "crl-number-is-present"],
  "crl-number-at-most-20-octets": ["crl-extension-is-well-formed"],
  "scope-is-not-empty": ["crl-extension-is-well-formed"],
  "scope-has-one-only": ["crl-extension-is-well-formed"],
};

test.for(SOUND)("$name breaks no rule", (vector) => {
  expect(rulesBroken(vector)).toEqual([]);
});

test.for(DEFECTS)("$name", (vector) => {
  expect(rulesBroken(vector).toSorted()).toEqual([vector.name, ...(ALSO[vector.name] ?? [])].toSorted());
});

describe("the files", () => {
  test("are those of the rules, each written from its defect", () => {
    const vectors = [...SOUND, ...DEFECTS];
    expect(readdirSync(FOLDER).toSorted()).toEqual(vectors.map(({ name }) => `${name}.pem`).toSorted());
    for (const vector of vectors)
      expect(readFileSync(new URL(`${vector.name}.pem`, FOLDER), "utf8")).toBe(pemOf(vector));
  });

  test("are one for each rule", () => {
    expect(DEFECTS.map(({ name }) => name).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
  });

  test.for([...SOUND, ...DEFECTS])("$name is known for what it is", ({ structure, der }) => {
    expect(expectOk(lintAny(der)).structure).toBe(structure);
  });
});

describe("the rules", () => {
  test("are at least 120, and say where they come from and since when", () => {
    expect(Object.values(RULE_COUNT).reduce((sum, n) => sum + n)).toBe(RULES.length);
    expect(RULES.length).toBeGreaterThanOrEqual(120);
    for (const { id, clause, effective } of [...RULES, ...PLANNING_RULES]) {
      expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(clause).toMatch(
        /^(?:RFC \d{4}|X\.\d{3}|CABF BR|NIST SP 800-\w+|ISO 3166-1) (?:§[\d.]+|Appendix [A-Z][\d.]*)$/,
      );
      expect(effective).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  test("stand each in a file of its own", () => {
    const root = new URL("../../../../domain/policy/lint/", import.meta.url);
    const files = ["certificate", "crl", "ocsp"].flatMap((folder) => readdirSync(new URL(folder, root)));
    expect(files.toSorted()).toEqual(RULES.map(({ id }) => `${id}.ts`).toSorted());
  });
});

describe("a rule's effective date", () => {
  const rule: Rule<null> = { id: "r", clause: "c", severity: "error", effective: "2020-01-01", check: () => "broken" };
  test.for<[string | undefined, number]>([
    ["2019-12-31", 0],
    ["2020-01-01", 1],
    [undefined, 1],
  ])("made on %s: %s findings", ([day, count]) => {
    expect(findingsOf([rule], null, day)).toHaveLength(count);
  });

  test("is held against notBefore", () => {
    const old = { ...LEAF_PARTS, validity: [utc("070101000000Z"), generalized("20270101000000Z")] } as const;
    expect(expectOk(lint("certificate", certificate(old)))).toEqual([]);
  });
});

test("what is none of the structures is refused", () => {
  expect(lintAny(Uint8Array.of(0x30, 0))).toMatchObject({ error: { code: "der.malformed" } });
  expect(lintTbsCertificate(Uint8Array.of(0x30, 0))).toMatchObject({ error: { code: "der.malformed" } });
});
