/** A security key's assertion, and everything that is wrong with one, each by itself. */
import { afterAll, describe, expect, test } from "vitest";
import { fromBase64url, toBase64url } from "../../domain/kernel/bytes.ts";
import { judge } from "../../domain/statement/verdict.ts";
import { asserted, attestedOf, cbor, cloned, FLAGS } from "../support/authenticator.ts";
import { statementOf } from "../support/officer.ts";
import {
  bob,
  bobsKey,
  key,
  NOW,
  officers,
  own,
  type Row,
  removeCards,
  run,
  subject,
  yubi,
} from "../support/signatories.ts";

afterAll(removeCards);

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
