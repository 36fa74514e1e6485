/** Two officers with every kind of credential, and rows that say what becomes of a statement. */
import { generateKeyPairSync } from "node:crypto";
import { expect } from "vitest";
import type { Digest } from "../../domain/kernel/brand.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { addSeconds, fromMillis, type Instant } from "../../domain/kernel/instant.ts";
import type { Credential, EnrolledCredential } from "../../domain/statement/credential.ts";
import { STATEMENT_FORMS } from "../../domain/statement/form.ts";
import type { SignedStatement, Statement } from "../../domain/statement/statement.ts";
import { judge, type Signatory, type Subject } from "../../domain/statement/verdict.ts";
import { asserted, cloned, makeAuthenticator, registered } from "./authenticator.ts";
import { jwsHeader, jwsSigned } from "./jws.ts";
import { makeOfficer, statementOf } from "./officer.ts";
import { type Card, cardsDirectory, cmsSigned, makeCard } from "./openssl-cms.ts";

// openssl has no other clock than the machine's.
export const NOW = addSeconds(fromMillis(Date.now()), 60);
export const alice = makeOfficer("alice");
export const bob = makeOfficer("bob", "p256");
export const key = makeAuthenticator();
export const bobsKey = makeAuthenticator("ed25519");
export const machine = generateKeyPairSync("ed25519");
export const machine256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
export const spkiOf = (k: typeof machine.publicKey): string =>
  toBase64url(new Uint8Array(k.export({ format: "der", type: "spki" })));

export const subject: Subject = {
  ledger: "test/ledger",
  operation: "certificate.issue",
  subject: "0123456789abcdef0123456789abcdef",
  digest: "A".repeat(43) as Digest,
  requester: "service:web",
  forms: STATEMENT_FORMS,
};

const { dir, remove } = cardsDirectory();
/** Gives the cards' files back. */
export const removeCards = remove;
export const card = makeCard(dir, "alice", "p256", { serial: "4a" });
export const rsa = makeCard(dir, "rsa", "rsa");
export const bobsCard = makeCard(dir, "bob");
/** Another key under the same name and number: whoever only compares these would take one for the other. */
export const twin = makeCard(dir, "twin", "p256", { subject: "alice", serial: "4a" });
/** The same key under another certificate. */
export const renewed = makeCard(dir, "renewed", "p256", {
  subject: "alice",
  serial: "4a",
  key: card.key,
  notBefore: "2025-01-01T00:00:00.000Z",
});

const cms = (id: string, { certificate }: Card, officer = "alice"): Credential => ({
  kind: "cms",
  id,
  officer,
  certificate,
});
const credentials: readonly Credential[] = [
  registered(key, { id: "yubi", officer: "alice" }),
  registered(bobsKey, { id: "bobs-yubi", officer: "bob" }),
  cms("card", card),
  cms("rsa-card", rsa),
  cms("bobs-card", bobsCard, "bob"),
  { kind: "jws", id: "machine", officer: "alice", spki: spkiOf(machine.publicKey) },
  { kind: "jws", id: "machine-256", officer: "alice", spki: spkiOf(machine256.publicKey) },
];

type Known = Partial<Omit<EnrolledCredential, "credential">>;

export const officers =
  (known: Known = {}, without: readonly string[] = []) =>
  (id: string): Signatory | undefined => {
    const officer = [alice, bob].find((o) => o.id === id);
    const own = credentials.filter((c) => c.officer === id && !without.includes(c.id));
    return (
      officer && {
        id,
        spki: officer.spki,
        mayApprove: true,
        credentials: own.map((c) => ({ ...known, credential: c })),
      }
    );
  };

export type Row = {
  readonly name: string;
  readonly of: () => SignedStatement;
  readonly then: string;
  /** Part of the sentence, where the code tells too little. */
  readonly says?: string;
  readonly known?: Known;
  readonly without?: readonly string[];
  readonly now?: Instant;
  readonly about?: Subject;
};

export const run = ({ of, then, says = "", known, without, now = NOW, about = subject }: Row): void => {
  const judged = judge(of(), about, officers(known, without), now);
  expect(judged.ok ? "ok" : judged.error.code).toBe(then);
  if (!judged.ok) expect(judged.error.detail).toContain(says);
};

export const own = (change: Partial<Statement> = {}): Statement => statementOf(alice, subject, change);
/** By alice's security key, her card and her machine. */
export const yubi = (bent = {}, statement = own()): SignedStatement => asserted(cloned(key), "yubi", statement, bent);
export const smart = (options: readonly string[] = [], statement = own()): SignedStatement =>
  cmsSigned([card], statement, options);
export const robot = (header: object | string = jwsHeader("EdDSA", "machine"), statement = own()): SignedStatement =>
  jwsSigned(machine.privateKey, statement, header);
