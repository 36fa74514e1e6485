/** A machine's JWS, and everything that is wrong with one, each by itself. What jose signs is taken. */
import { createPrivateKey } from "node:crypto";
import { CompactSign } from "jose";
import { afterAll, describe, test } from "vitest";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { countedForms } from "../../domain/statement/form.ts";
import { JWS_TYPE } from "../../domain/statement/judge-jws.ts";
import { type SignedStatement, statementMessage } from "../../domain/statement/statement.ts";
import { jwsHeader, jwsSigned } from "../support/jws.ts";
import {
  machine,
  machine256,
  own,
  type Row,
  removeCards,
  robot,
  run,
  spkiOf,
  subject,
} from "../support/signatories.ts";

afterAll(removeCards);

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
