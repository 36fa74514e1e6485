/** The forms in which a statement can be signed, and which of them count for what. */
import type { SignedStatement } from "./statement.ts";

export const STATEMENT_FORMS = ["key", "webauthn", "cms", "jws"] as const;
export type StatementForm = (typeof STATEMENT_FORMS)[number];

export const formOf = (signed: SignedStatement): StatementForm => signed.form ?? "key";

/**
 * Forms behind which a person is. A JWS is signed by a machine that nobody watches while it signs: it counts only where
 * a policy names it.
 */
const BY_PEOPLE: readonly StatementForm[] = ["key", "webauthn", "cms"];

/**
 * What counts. `named`: the forms that a policy names for this operation; undefined where it names none. `isGrave`: an
 * authority comes out of it, or a responder; no policy makes a JWS count for that.
 */
export const countedForms = (
  named: readonly StatementForm[] | undefined,
  isGrave: boolean,
): readonly StatementForm[] => {
  const forms = named ?? BY_PEOPLE;
  return isGrave ? forms.filter((form) => form !== "jws") : forms;
};
