/** docs/conformance.md, from the clauses that the code and the tests cite. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

const TITLES: Readonly<Record<string, string>> = {
  "2986": "PKCS #10: certification requests",
  "3279": "algorithms and identifiers",
  "4055": "RSA algorithms",
  "4211": "CRMF",
  "5280": "certificates and CRLs",
  "5480": "elliptic curve keys",
  "5652": "CMS",
  "5758": "ECDSA and DSA with SHA-2",
  "6960": "OCSP",
  "7292": "PKCS #12",
  "7468": "PEM",
  "8017": "PKCS #1",
  "8410": "Edwards curves",
  "8785": "canonical JSON",
  "9579": "PBMAC1 in PKCS #12",
  "9881": "ML-DSA",
};

/** What a reader of the standards would look for and not find, and why. */
const NOT_MET: readonly (readonly [string, string, string])[] = [
  [
    "RFC 4055 §3.1",
    "RSASSA-PSS with a salt that is not as long as the hash",
    "the clause recommends that length; OpenSSL 3.0 takes the longest unless told `-sigopt rsa_pss_saltlen:digest`",
  ],
  [
    "RFC 4211 §4.2, §4.3",
    "proofs by handing over the private key, by dhMAC and agreeMAC",
    "read and refused: what may not leave its owner is not asked for, and no authority here has a key to agree with",
  ],
  [
    "RFC 4518 §2.6.2, §2.6.3",
    "insignificant spaces of numeric strings and telephone numbers",
    "such values are compared as other strings are: two names may differ here that match there, never the other way",
  ],
  [
    "RFC 4519",
    "attribute types whose value is no string (postalAddress, member, searchGuide …)",
    "kept as they stand and shown by their object identifier, as RFC 4514 §2.4 has it; no keyword is known for them",
  ],
  [
    "RFC 5280 §4.1.2.8",
    "unique identifiers",
    "never written, as the clause asks; a certificate that has them is refused",
  ],
  [
    "RFC 5280 §4.2.1.4 – §4.2.1.14",
    "policies, mappings, name constraints, freshest CRL",
    "written and read by `domain/pki`, but no profile asks for them yet",
  ],
  [
    "RFC 5280 §5.1.2.1, §5.1.2.5",
    "CRLs of version 1, and CRLs without nextUpdate or a number",
    "refused by the reader that checks CRLs (the clauses demand all three of an issuer); `cartulary lint` reads them",
  ],
  ["RFC 5280 §5.2.4, §5.2.6", "delta CRLs", "written and read, but none is published"],
  ["RFC 5280 §5.3.3", "certificate issuer entries", "written and read, but no indirect CRL is published"],
  ["RFC 5280 §6.1.4 (f)", "inherited key parameters", "DSA only, which nobody issues any more: such a path is refused"],
  ["RFC 5280 §6.3", "CRL validation", "whether a certificate of an imported path is revoked is its caller's to ask"],
  [
    "RFC 5280 §7.2, RFC 9549, RFC 9598",
    "internationalised names in requests",
    "a dNSName must be A-labels that decode; SmtpUTF8Mailbox is written and read, but no profile allows it yet",
  ],
  [
    "RFC 6960 §4.1.1",
    "CertIDs by other hashes than SHA-1 and SHA-256, -384, -512",
    "answered as unknown: no client is known to send them",
  ],
  ["RFC 6960 §4.1.2", "signed requests", "the signature is not looked at, which the clause leaves open"],
  ["RFC 6960 §4.2.1", "responders known by their name", "read, not written: the key's hash is shorter"],
  [
    "RFC 7468 §2",
    "characters in PEM that are no base64",
    "to be ignored there; refused here, so that a damaged block is not taken for another",
  ],
  ["RFC 9579 §4", "writing PBMAC1", "read, not written: what is written has to be read by programs of before 2024"],
  ["RFC 9654 §2.1", "nonce in answers", "read and bounded, not echoed: answers are cached"],
];

/** Where other programs read the same bytes otherwise than this one does. */
const DIFFERENCES: readonly (readonly [string, string, string])[] = [
  [
    "OpenSSL, node:crypto",
    "whether a certificate is an authority's",
    "`X509Certificate.ca` is false without keyCertSign; this program tells basicConstraints and keyUsage apart",
  ],
  [
    "OpenSSL, GnuTLS",
    "TeletexString",
    "everybody reads it as Latin-1, so does this program; T.61 (X.680 §41) has other characters beyond ASCII",
  ],
  [
    "pkijs, @peculiar/x509",
    "encodings that are BER but not DER",
    "both read them; this program refuses them (X.690 §10), and `cartulary lint` says what is wrong",
  ],
  [
    "all",
    "two attributes in one part of a name",
    "the libraries give a flat list; this program keeps which attributes stand together",
  ],
];

type Cited = { readonly code: Set<string>; readonly tests: Set<string> };

const CITATION = /RFC (\d{4})((?:,? (?:and )?(?:§[0-9A-Z][\w.]*|Appendix [A-Z][\w.]*))+)/g;
const CLAUSE = /§[0-9A-Z][\w.]*|Appendix [A-Z][\w.]*/g;

const clausesIn = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(CITATION)].flatMap(([, rfc = "", list = ""]) =>
    [...list.matchAll(CLAUSE)].map(([clause]) => [rfc, clause.replace(/\.$/, "")] as const),
  );

const sources = (pattern: string): readonly string[] => globSync(pattern, { cwd: root }).sort();

/** Tests that mirror a file: the same path below test/, with any word before `.test.ts`. */
const ownTests = (path: string): readonly string[] =>
  sources(`test/${path.replace(/\.ts$/, "")}{,.*}.test.ts`).filter((p) => existsSync(`${root}${p}`));

/** A folder whose files are all tried by one table. */
const TABLES: readonly (readonly [folder: string, test: string])[] = [
  ["domain/pki/extension/", "test/domain/pki/extension/cases.test.ts"],
  ["domain/policy/lint/", "test/domain/policy/lint/defects.test.ts"],
  ["domain/pki/path/", "test/domain/pki/path/pkits-data.test.ts"],
];

const mirrors = (path: string): readonly string[] => {
  const own = ownTests(path);
  return own.length > 0 ? own : TABLES.filter(([folder]) => path.startsWith(folder)).map(([, test]) => test);
};

const collect = (): ReadonlyMap<string, ReadonlyMap<string, Cited>> => {
  const all = new Map<string, Map<string, Cited>>();
  const add = (rfc: string, clause: string, kind: keyof Cited, path: string): void => {
    const clauses = all.get(rfc) ?? new Map<string, Cited>();
    const cited = clauses.get(clause) ?? { code: new Set(), tests: new Set() };
    cited[kind].add(path);
    clauses.set(clause, cited);
    all.set(rfc, clauses);
  };
  for (const path of sources("{domain,adapters,http,projections}/**/*.ts"))
    for (const [rfc, clause] of clausesIn(readFileSync(`${root}${path}`, "utf8"))) {
      add(rfc, clause, "code", path);
      for (const test of mirrors(path)) add(rfc, clause, "tests", test);
    }
  for (const path of sources("test/**/*.test.ts"))
    for (const [rfc, clause] of clausesIn(readFileSync(`${root}${path}`, "utf8"))) add(rfc, clause, "tests", path);
  return all;
};

/** §4.2.10 after §4.2.9; appendices last. */
const byClause = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

const list = (paths: ReadonlySet<string>): string =>
  [...paths]
    .sort()
    .map((p) => `\`${p}\``)
    .join("<br>");

export const conformance = (): string => {
  const all = collect();
  const chapters = [...all.keys()].sort().map((rfc) => {
    const clauses = all.get(rfc) ?? new Map<string, Cited>();
    const rows = [...clauses.keys()].sort(byClause).map((clause) => {
      const { code, tests } = clauses.get(clause) as Cited;
      return `| ${clause} | ${list(code) || "–"} | ${list(tests) || "–"} |`;
    });
    const title = TITLES[rfc] === undefined ? "" : `: ${TITLES[rfc]}`;
    return `## RFC ${rfc}${title}\n\n| clause | code | tests |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  const rowsOf = (rows: readonly (readonly [string, string, string])[]): string =>
    rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
  return `# Which clause is met where?

Generated from the clauses that the code and the tests cite (\`npm run golden -- --write\`); a clause is cited where it is met.

## Clauses that are not met

| clause | what | why |
|---|---|---|
${rowsOf(NOT_MET)}

## Where other programs read otherwise

Ten thousand random certificates, CRLs and OCSP answers are read alike by this program, @peculiar/x509, pkijs, node:crypto,
OpenSSL and GnuTLS (\`npm run test:slow\`), but for this:

| who | what | how |
|---|---|---|
${rowsOf(DIFFERENCES)}

${chapters.join("\n")}`;
};
