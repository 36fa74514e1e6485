/** What refusals of logins and sessions are over HTTP. */
import type { RefusalCode } from "../../domain/kernel/refusal.ts";
import type { ProblemRow } from "./problem-row.ts";

type LoginCode = Extract<RefusalCode, `login.${string}` | `session.${string}` | `governance.login-${string}`>;

/** The one answer to whatever was wrong: the reason is counted, and whoever tries learns nothing from it. */
const FAILED: ProblemRow = {
  status: 401,
  title: "Not logged in",
  remedy: "check name and password, or the certificate that was presented; ask an officer what login is linked",
};

export const LOGIN_PROBLEMS: { readonly [C in LoginCode]: ProblemRow } = {
  "governance.login-exists": {
    status: 409,
    title: "Login in use",
    remedy: "end the login that has it (cartulary login list), or link another",
  },
  "governance.login-unknown": {
    status: 404,
    title: "No such login in force",
    remedy: "list them: GET /v1/governance/logins; it has ended, or never was",
  },
  "login.failed": FAILED,
  "login.unknown": FAILED,
  "login.wrong-password": FAILED,
  "login.verifier-missing": FAILED,
  "login.verifier-replaced": FAILED,
  "login.ambiguous": FAILED,
  "login.not-in-group": FAILED,
  "login.second-factor-missing": FAILED,
  "login.second-factor-wrong": FAILED,
  "login.second-factor-needed": {
    status: 401,
    title: "A security key is needed",
    remedy:
      "have one of the keys in `credentials` sign the `challenge`, and send the same again with its answer as secondFactor",
  },
  "login.no-directory": {
    status: 422,
    title: "No directory",
    remedy: "log in another way, or have the operators configure one (docs/logins.md)",
  },
  "login.certificate-missing": FAILED,
  "login.certificate-unverified": FAILED,
  "login.certificate-expired": FAILED,
  "login.certificate-unknown": FAILED,
  "login.certificate-revoked": FAILED,
  "login.verifier-unsound": {
    status: 422,
    title: "Not a verifier that may be kept",
    remedy: "make it with: cartulary login set-password",
  },
  "login.locked": {
    status: 429,
    title: "Too many attempts",
    remedy: "wait as long as Retry-After says, or log in another way",
  },
  "session.ended": {
    status: 401,
    title: "Not logged in",
    remedy: "log in again: POST /v1/sessions",
  },
  "session.unknown": {
    status: 404,
    title: "No such session",
    remedy: "list them: GET /v1/sessions; it has ended, or is not yours",
  },
  "session.same-person": {
    status: 409,
    title: "The same person twice",
    remedy: "let somebody else log in: two logins are two people",
  },
  "session.too-late": {
    status: 409,
    title: "Too late to join",
    remedy: "log in again, and let the others follow at once",
  },
  "session.forged": {
    status: 403,
    title: "Not known to come from the page that logged in",
    remedy: "send the session's token as Cartulary-Csrf, from a page of this very address",
  },
};
