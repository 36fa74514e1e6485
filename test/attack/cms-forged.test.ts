/** What `openssl cms` signs with a certificate's key, and everything that is wrong with such a thing, each by itself. */
import { afterAll, describe, expect, test } from "vitest";
import { fromBase64url, toBase64url } from "../../domain/kernel/bytes.ts";
import { addSeconds, type Instant } from "../../domain/kernel/instant.ts";
import { judge } from "../../domain/statement/verdict.ts";
import { cmsSigned } from "../support/openssl-cms.ts";
import {
  bobsCard,
  card,
  NOW,
  officers,
  own,
  type Row,
  removeCards,
  renewed,
  rsa,
  run,
  smart,
  subject,
  twin,
} from "../support/signatories.ts";

afterAll(removeCards);

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
