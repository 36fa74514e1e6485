/** The forms in which a statement can be signed, and which of them count for what. */
export const STATEMENT_FORMS = ["key", "webauthn", "cms", "jws"] as const;
