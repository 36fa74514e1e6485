/**
 * One verifier for every form of a statement: what holds is taken, and each single thing that does not hold is refused, by
 * name. Signatures are real: of a security key in software, of `openssl cms`, of node and of jose.
 */
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { CompactSign } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Digest } from "../../../domain/kernel/brand.ts";
import { fromBase64url, toBase64url } from "../../../domain/kernel/bytes.ts";
import { addSeconds, fromMillis, type Instant } from "../../../domain/kernel/instant.ts";
import type { Credential, EnrolledCredential } from "../../../domain/statement/credential.ts";
import { countedForms, STATEMENT_FORMS } from "../../../domain/statement/form.ts";
import { JWS_TYPE } from "../../../domain/statement/judge-jws.ts";
import { type SignedStatement, type Statement, statementMessage } from "../../../domain/statement/statement.ts";
import { judge, judgeQuorum, type Signatory, type Subject } from "../../../domain/statement/verdict.ts";
import {
  asserted,
  attestedOf,
  cbor,
  cloned,
  FLAGS,
  makeAuthenticator,
  registered,
} from "../../support/authenticator.ts";
import { jwsHeader, jwsSigned } from "../../support/jws.ts";
import { makeOfficer, signed, statementOf } from "../../support/officer.ts";
import { type Card, cardsDirectory, cmsSigned, makeCard } from "../../support/openssl-cms.ts";

// openssl has no other clock than the machine's.
const NOW = addSeconds(fromMillis(Date.now()), 60);
const alice = makeOfficer("alice");
const bob = makeOfficer("bob", "p256");
const key = makeAuthenticator();
const bobsKey = makeAuthenticator("ed25519");
const machine = generateKeyPairSync("ed25519");
const machine256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const spkiOf = (k: typeof machine.publicKey): string =>
  toBase64url(new Uint8Array(k.export({ format: "der", type: "spki" })));

const subject: Subject = {
  ledger: "test/ledger",
  operation: "certificate.issue",
  subject: "0123456789abcdef0123456789abcdef",
  digest: "A".repeat(43) as Digest,
  requester: "service:web",
  forms: STATEMENT_FORMS,
};
const OTHER: Subject = { ...subject, subject: "f".repeat(32) };

const { dir, remove } = cardsDirectory();
let card: Card;
let rsa: Card;
let bobsCard: Card;
let twin: Card;
let renewed: Card;

const cms = (id: string, { certificate }: Card, officer = "alice"): Credential => ({
  kind: "cms",
  id,
  officer,
  certificate,
});
let credentials: readonly Credential[];
beforeAll(() => {
  card = makeCard(dir, "alice", "p256", { serial: "4a" });
  rsa = makeCard(dir, "rsa", "rsa");
  bobsCard = makeCard(dir, "bob");
  // Another key under the same name: whoever only compares names would take one for the other.
  twin = makeCard(dir, "twin", "p256", { subject: "alice", serial: "4a" });
  renewed = makeCard(dir, "renewed", "p256", {
    subject: "alice",
    serial: "4a",
    key: card.key,
    notBefore: "2025-01-01T00:00:00.000Z",
  });
  credentials = [
    registered(key, { id: "yubi", officer: "alice" }),
    registered(bobsKey, { id: "bobs-yubi", officer: "bob" }),
    cms("card", card),
    cms("rsa-card", rsa),
    cms("bobs-card", bobsCard, "bob"),
    { kind: "jws", id: "machine", officer: "alice", spki: spkiOf(machine.publicKey) },
    { kind: "jws", id: "machine-256", officer: "alice", spki: spkiOf(machine256.publicKey) },
  ];
});
afterAll(remove);

type Known = Partial<Omit<EnrolledCredential, "credential">>;

const officers =
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

type Row = {
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

const run = ({ of, then, says = "", known, without, now = NOW, about = subject }: Row): void => {
  const judged = judge(of(), about, officers(known, without), now);
  expect(judged.ok ? "ok" : judged.error.code).toBe(then);
  if (!judged.ok) expect(judged.error.detail).toContain(says);
};

const own = (change: Partial<Statement> = {}): Statement => statementOf(alice, subject, change);
const yubi = (bent = {}, statement = own()): SignedStatement => asserted(cloned(key), "yubi", statement, bent);
const PRESENT = FLAGS.up | FLAGS.uv;

describe("webauthn", () => {
  test.for<Row>([
    { name: "a security key's assertion", of: () => yubi(), then: "ok" },
    {
      name: "of an Ed25519 key",
      of: () => asserted(cloned(bobsKey), "bobs-yubi", statementOf(bob, subject)),
      then: "ok",
    },
    { name: "with extensions", of: () => yubi({ extensions: cbor(new Map([["credProps", true]])) }), then: "ok" },
    { name: "a denial", of: () => yubi({}, own({ decision: "deny" })), then: "ok" },
    { name: "with members that nobody knows", of: () => yubi({ members: ',"other":{"a":[1]}' }), then: "ok" },
    {
      name: "wrong origin",
      of: () => yubi({ origin: "https://pki.test.evil" }),
      then: "statement.form-violated",
      says: "origin",
    },
    {
      name: "an origin that only begins right",
      of: () => yubi({ origin: "https://pki.test:8443" }),
      then: "statement.form-violated",
      says: "origin",
    },
    {
      name: "wrong rpId",
      of: () => yubi({ rpId: "evil.test" }),
      then: "statement.form-violated",
      says: "relying party",
    },
    {
      name: "without user verification",
      of: () => yubi({ flags: FLAGS.up }),
      then: "statement.form-violated",
      says: "verify its user",
    },
    {
      name: "without user presence",
      of: () => yubi({ flags: FLAGS.uv }),
      then: "statement.form-violated",
      says: "touched",
    },
    {
      name: "from within another page",
      of: () => yubi({ crossOrigin: true }),
      then: "statement.form-violated",
      says: "within another",
    },
    {
      name: "from below another page",
      of: () => yubi({ members: ',"topOrigin":"https://evil.test"' }),
      then: "statement.form-violated",
      says: "within another",
    },
    {
      name: "a registration's client data",
      of: () => yubi({ type: "webauthn.create" }),
      then: "statement.form-violated",
      says: "ceremony",
    },
    {
      name: "by a key that can be copied",
      of: () => yubi({ flags: PRESENT | FLAGS.be }),
      then: "statement.form-violated",
      says: "another kind",
    },
    {
      name: "by a copy of what cannot be copied",
      of: () => yubi({ flags: PRESENT | FLAGS.bs }),
      then: "statement.form-violated",
      says: "cannot be read",
    },
    {
      name: "extensions announced and not there",
      of: () => yubi({ flags: PRESENT | FLAGS.ed }),
      then: "statement.form-violated",
      says: "cannot be read",
    },
    {
      name: "that carries a credential",
      of: () => yubi({ flags: PRESENT | FLAGS.at, rest: attestedOf(key) }),
      then: "statement.form-violated",
      says: "no credential",
    },
    {
      name: "extensions that are no map",
      of: () => yubi({ extensions: cbor([1]) }),
      then: "statement.form-violated",
      says: "cannot be read",
    },
    {
      name: "extensions with a key twice",
      of: () => yubi({ extensions: Buffer.from("a2616101616102", "hex") }),
      then: "statement.form-violated",
      says: "cannot be read",
    },
    {
      name: "bytes after the extensions",
      of: () => yubi({ extensions: Buffer.from("a000", "hex") }),
      then: "statement.form-violated",
      says: "cannot be read",
    },
    {
      name: "the origin twice",
      of: () => yubi({ members: ',"origin":"https://evil.test"' }),
      then: "statement.form-violated",
      says: "twice",
    },
    {
      name: "the origin twice, once in escapes",
      of: () => yubi({ members: ',"\\u006frigin":"https://evil.test"' }),
      then: "statement.form-violated",
      says: "twice",
    },
    {
      name: "the assertion for another statement",
      of: () => ({ ...yubi(), statement: own() }),
      then: "statement.form-violated",
      says: "challenge",
    },
    {
      name: "by another officer's credential",
      of: () => asserted(cloned(bobsKey), "bobs-yubi", own()),
      then: "statement.credential-unknown",
    },
    {
      name: "by another officer's authenticator under an own name",
      of: () => asserted(cloned(bobsKey), "yubi", own()),
      then: "statement.bad-signature",
    },
    {
      name: "by a credential that is not enrolled (yet, or any more)",
      of: () => yubi(),
      without: ["yubi"],
      then: "statement.credential-unknown",
    },
    {
      name: "by a card's credential",
      of: () => asserted(cloned(key), "card", own()),
      then: "statement.credential-unknown",
    },
    { name: "counter grown", of: () => yubi({ counter: 8 }), known: { counter: 7 }, then: "ok" },
    {
      name: "cloned: the counter stands still",
      of: () => yubi({ counter: 7 }),
      known: { counter: 7 },
      then: "statement.counter-behind",
    },
    {
      name: "cloned: the counter goes back",
      of: () => yubi({ counter: 3 }),
      known: { counter: 7 },
      then: "statement.counter-behind",
    },
    {
      name: "cloned: the counter stops counting",
      of: () => yubi({ counter: 0 }),
      known: { counter: 7 },
      then: "statement.counter-behind",
    },
    { name: "an authenticator that never counts", of: () => yubi({ counter: 0 }), known: { counter: 0 }, then: "ok" },
  ])("$name: $then", run);

  test("one bit of anything changed, and it does not hold", () => {
    const whole = asserted(cloned(key), "yubi", own());
    for (const field of ["authenticatorData", "clientDataJSON", "signature"] as const) {
      const bytes = fromBase64url(whole[field]) ?? new Uint8Array();
      for (let at = 0; at < bytes.length; at++) {
        const other = bytes.slice();
        other[at] = (other[at] ?? 0) ^ 1;
        expect(judge({ ...whole, [field]: toBase64url(other) }, subject, officers(), NOW).ok).toBe(false);
      }
    }
  });
});

const smart = (options: readonly string[] = [], statement = own()): SignedStatement =>
  cmsSigned([card], statement, options);

describe("cms", () => {
  test.for<Row>([
    { name: "a card's signature", of: () => smart(), then: "ok" },
    { name: "an RSA card's", of: () => cmsSigned([rsa], own()), then: "ok" },
    {
      name: "with PSS",
      of: () => cmsSigned([rsa], own(), ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest"]),
      then: "ok",
    },
    { name: "with SHA-512", of: () => smart(["-md", "sha512"]), then: "ok" },
    { name: "with signingCertificateV2", of: () => smart(["-cades"]), then: "ok" },
    { name: "without certificates", of: () => smart(["-nocerts"]), then: "ok" },
    { name: "named by its key identifier", of: () => smart(["-keyid"]), then: "ok" },
    { name: "with SHA-1", of: () => smart(["-md", "sha1"]), then: "statement.form-violated", says: "hash" },
    { name: "without signed attributes", of: () => smart(["-noattr"]), then: "statement.form-violated" },
    {
      name: "with the content within",
      of: () => smart(["-nodetach"]),
      then: "statement.form-violated",
      says: "within",
    },
    {
      name: "by two signers",
      of: () => cmsSigned([card, rsa], own()),
      then: "statement.form-violated",
      says: "more than one signer",
    },
    {
      name: "over another statement",
      of: () => ({ ...smart(), statement: own() }),
      then: "statement.form-violated",
      says: "something else",
    },
    {
      name: "over other octets",
      of: () => cmsSigned([card], own(), [], Buffer.from("something")),
      then: "statement.form-violated",
      says: "something else",
    },
    { name: "by another officer's card", of: () => cmsSigned([bobsCard], own()), then: "statement.credential-unknown" },
    {
      name: "by another key under the same name and number",
      of: () => cmsSigned([twin], own(), ["-nocerts"]),
      then: "statement.bad-signature",
    },
    {
      name: "under another certificate of the same key, name and number",
      of: () => cmsSigned([renewed], own(), ["-nocerts", "-cades"]),
      then: "statement.form-violated",
      says: "under another certificate",
    },
    {
      name: "and its certificate",
      of: () => cmsSigned([twin], own()),
      then: "statement.form-violated",
      says: "is another",
    },
    {
      name: "by a card that is not enrolled (yet, or any more)",
      of: () => smart(),
      without: ["card"],
      then: "statement.credential-unknown",
    },
    {
      name: "signed in the future",
      of: () => smart(),
      now: addSeconds(NOW, -3600),
      then: "statement.form-violated",
      says: "future",
    },
    {
      name: "revoked before",
      of: () => smart(),
      known: { revokedAt: NOW },
      then: "statement.credential-ended",
      says: "revoked",
    },
    {
      name: "revoked afterwards",
      of: () => smart(),
      known: { revokedAt: addSeconds(NOW, 0.001) },
      then: "ok",
    },
    {
      name: "expired before",
      of: () => smart(),
      now: "2090-01-01T00:00:00.001Z" as Instant,
      then: "statement.credential-ended",
      says: "valid",
    },
    {
      name: "not valid yet",
      of: () => smart(),
      now: "2025-12-31T23:59:59.999Z" as Instant,
      then: "statement.credential-ended",
      says: "valid",
    },
  ])("$name: $then", run);

  test("another certificate that came along is refused: others would read it as the signer's", () => {
    const swapped = cmsSigned([card], own(), ["-nocerts", "-certfile", "twin.pem"]);
    run({ name: "", of: () => swapped, then: "statement.form-violated", says: "is another" });
  });

  test("one bit of it changed, and it does not hold", () => {
    const whole = cmsSigned([card], own(), ["-nocerts", "-nosmimecap"]);
    const bytes = fromBase64url(whole.signedData) ?? new Uint8Array();
    for (let at = 0; at < bytes.length; at++) {
      const other = bytes.slice();
      other[at] = (other[at] ?? 0) ^ 1;
      // SignedData.version and digestAlgorithms are not signed, and choose nothing.
      const judged = judge({ ...whole, signedData: toBase64url(other) }, subject, officers(), NOW);
      if (judged.ok) expect(at).toBeLessThan(48);
    }
  });
});

const robot = (header: object | string = jwsHeader("EdDSA", "machine"), statement = own()): SignedStatement =>
  jwsSigned(machine.privateKey, statement, header);
const withParts = (parts: (all: string[]) => string[]): SignedStatement => {
  const whole = jwsSigned(machine.privateKey, own(), jwsHeader("EdDSA", "machine"));
  return { ...whole, jws: parts(whole.jws.split(".")).join(".") };
};

describe("jws", () => {
  test.for<Row>([
    { name: "a machine's signature", of: () => robot(), then: "ok" },
    { name: "Ed25519 by its newer name", of: () => robot(jwsHeader("Ed25519", "machine")), then: "ok" },
    { name: "ES256", of: () => jwsSigned(machine256.privateKey, own(), jwsHeader("ES256", "machine-256")), then: "ok" },
    {
      name: "alg none",
      of: () => robot(jwsHeader("none", "machine")),
      then: "statement.form-violated",
      says: "algorithm",
    },
    {
      name: "alg none and no signature",
      of: () =>
        withParts(([, p = ""]) => [
          Buffer.from(JSON.stringify(jwsHeader("none", "machine"))).toString("base64url"),
          p,
          "",
        ]),
      then: "statement.form-violated",
      says: "algorithm",
    },
    {
      name: "HS256 with the public key as the secret",
      of: () =>
        jwsSigned(
          { secret: fromBase64url(spkiOf(machine.publicKey)) as Uint8Array },
          own(),
          jwsHeader("HS256", "machine"),
        ),
      then: "statement.form-violated",
      says: "algorithm",
    },
    {
      name: "the algorithm of another key",
      of: () => robot(jwsHeader("ES256", "machine")),
      then: "statement.form-violated",
      says: "algorithm",
    },
    {
      name: "an algorithm that is no text",
      of: () => robot({ ...jwsHeader("EdDSA", "machine"), alg: ["EdDSA"] }),
      then: "statement.form-violated",
      says: "algorithm",
    },
    {
      name: "the kid of another key",
      of: () => robot(jwsHeader("ES256", "machine-256")),
      then: "statement.bad-signature",
    },
    {
      name: "the kid of another officer",
      of: () => robot(jwsHeader("EdDSA", "bobs-yubi")),
      then: "statement.credential-unknown",
    },
    {
      name: "the kid of a security key",
      of: () => robot(jwsHeader("ES256", "yubi")),
      then: "statement.credential-unknown",
    },
    { name: "without a kid", of: () => robot({ alg: "EdDSA", typ: JWS_TYPE }), then: "statement.credential-unknown" },
    {
      name: "another type",
      of: () => robot({ ...jwsHeader("EdDSA", "machine"), typ: "JWT" }),
      then: "statement.form-violated",
      says: "type",
    },
    {
      name: "with crit",
      of: () => robot({ ...jwsHeader("EdDSA", "machine"), crit: ["b64"], b64: false }),
      then: "statement.form-violated",
      says: "too many",
    },
    {
      name: "with b64",
      of: () => robot({ ...jwsHeader("EdDSA", "machine"), b64: true }),
      then: "statement.form-violated",
      says: "too many",
    },
    {
      name: "with its own key",
      of: () => robot({ ...jwsHeader("EdDSA", "machine"), jwk: {} }),
      then: "statement.form-violated",
      says: "too many",
    },
    {
      name: "with alg twice",
      of: () => robot(`{"alg":"none","alg":"EdDSA","kid":"machine","typ":"${JWS_TYPE}"}`),
      then: "statement.form-violated",
      says: "twice",
    },
    { name: "a header that is a list", of: () => robot("[]"), then: "statement.form-violated", says: "object" },
    {
      name: "a part too many",
      of: () => withParts((all) => [...all, "AAAA"]),
      then: "statement.form-violated",
      says: "compact",
    },
    {
      name: "a part too few",
      of: () => withParts((all) => all.slice(0, 2)),
      then: "statement.form-violated",
      says: "compact",
    },
    {
      name: "padding",
      of: () => withParts(([h = "", p = "", s = ""]) => [h, p, `${s}=`]),
      then: "statement.form-violated",
      says: "compact",
    },
    {
      name: "over another statement",
      of: () => ({ ...robot(), statement: own() }),
      then: "statement.form-violated",
      says: "payload",
    },
    {
      name: "over the statement's bare JSON",
      of: () => jwsSigned(machine.privateKey, own({ nonce: "A".repeat(22) }), jwsHeader("EdDSA", "machine"), "{}"),
      then: "statement.form-violated",
      says: "payload",
    },
    { name: "withdrawn", of: () => robot(), without: ["machine"], then: "statement.credential-unknown" },
    {
      name: "where no policy names it",
      of: () => robot(),
      about: { ...subject, forms: countedForms(undefined, false) },
      then: "statement.form-not-counted",
    },
    {
      name: "for an authority, whatever a policy says",
      of: () => robot(),
      about: { ...subject, forms: countedForms(["jws", "key"], true) },
      then: "statement.form-not-counted",
    },
    {
      name: "where a policy names it",
      of: () => robot(),
      about: { ...subject, forms: countedForms(["jws"], false) },
      then: "ok",
    },
  ])("$name: $then", run);

  test("what jose signs is taken", async () => {
    for (const [pair, alg, kid] of [
      [machine, "EdDSA", "machine"],
      [machine256, "ES256", "machine-256"],
    ] as const) {
      const statement = own();
      const jws = await new CompactSign(statementMessage(statement))
        .setProtectedHeader({ alg, kid, typ: JWS_TYPE })
        .sign(createPrivateKey(pair.privateKey.export({ format: "pem", type: "pkcs8" })));
      run({ name: "", of: () => ({ form: "jws", statement, jws }), then: "ok" });
    }
  });
});

describe("every form", () => {
  const forms: readonly (readonly [string, (change?: Partial<Statement>, about?: Subject) => SignedStatement])[] = [
    ["key", (change, about = subject) => signed(alice, about, change)],
    ["webauthn", (change, about = subject) => asserted(cloned(key), "yubi", statementOf(alice, about, change))],
    ["cms", (change, about = subject) => cmsSigned([card], statementOf(alice, about, change))],
    ["jws", (change, about = subject) => robot(undefined, statementOf(alice, about, change))],
  ];

  test.for(forms)("%s: moved to another request or plan, or written about another ledger", ([, sign]) => {
    run({ name: "", of: () => sign({}, OTHER), then: "statement.wrong-subject" });
    run({ name: "", of: () => sign({ digest: "B".repeat(43) as Digest }), then: "statement.wrong-subject" });
    run({ name: "", of: () => sign({ ledger: "other/ledger" }), then: "statement.wrong-subject" });
  });

  test.for(forms)("%s: counts until the very moment that it names, and not a millisecond longer", ([, sign]) => {
    run({ name: "", of: () => sign({ notAfter: NOW }), then: "ok" });
    run({ name: "", of: () => sign({ notAfter: addSeconds(NOW, -0.001) }), then: "statement.expired" });
  });

  test.for(forms)("%s: does not count where the policy names other forms", ([form, sign]) => {
    const about = { ...subject, forms: STATEMENT_FORMS.filter((f) => f !== form) };
    run({ name: "", of: () => sign(), about, then: "statement.form-not-counted" });
  });

  test.for(forms)("%s: in the name of somebody else", ([, sign]) => {
    const judged = judge(sign({ approver: "bob" }), subject, officers(), NOW);
    expect(judged.ok ? "ok" : judged.error.code).toMatch(/credential-unknown|bad-signature/);
  });

  test("one officer in two forms is one officer", () => {
    const both = [signed(alice, subject), yubi()];
    const judged = judgeQuorum(both, 2, subject, officers(), NOW);
    expect(judged.ok ? "ok" : judged.error.code).toBe("statement.repeated");
  });

  test("a bad one among enough good ones is refused", () => {
    const good = [yubi(), asserted(cloned(bobsKey), "bobs-yubi", statementOf(bob, subject))];
    expect(judgeQuorum(good, 2, subject, officers(), NOW).ok).toBe(true);
    const judged = judgeQuorum(
      [...good.slice(0, 1), asserted(cloned(key), "bobs-yubi", statementOf(bob, subject))],
      1,
      subject,
      officers(),
      NOW,
    );
    expect(judged.ok ? "ok" : judged.error.code).toBe("statement.bad-signature");
  });
});
