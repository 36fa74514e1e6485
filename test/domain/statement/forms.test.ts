/** What holds for a statement in whatever form it is signed. */
import { afterAll, describe, expect, test } from "vitest";
import type { Digest } from "../../../domain/kernel/brand.ts";
import { addSeconds } from "../../../domain/kernel/instant.ts";
import { STATEMENT_FORMS } from "../../../domain/statement/form.ts";
import type { SignedStatement, Statement } from "../../../domain/statement/statement.ts";
import { judge, judgeQuorum, type Subject } from "../../../domain/statement/verdict.ts";
import { asserted, cloned } from "../../support/authenticator.ts";
import { signed, statementOf } from "../../support/officer.ts";
import {
  alice,
  bob,
  bobsKey,
  key,
  NOW,
  officers,
  removeCards,
  robot,
  run,
  smart,
  subject,
  yubi,
} from "../../support/signatories.ts";

afterAll(removeCards);

const OTHER: Subject = { ...subject, subject: "f".repeat(32) };

describe("every form", () => {
  const forms: readonly (readonly [string, (change?: Partial<Statement>, about?: Subject) => SignedStatement])[] = [
    ["key", (change, about = subject) => signed(alice, about, change)],
    ["webauthn", (change, about = subject) => asserted(cloned(key), "yubi", statementOf(alice, about, change))],
    ["cms", (change, about = subject) => smart([], statementOf(alice, about, change))],
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
