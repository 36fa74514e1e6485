/** /v1/governance/credentials: what officers sign with beside their keys, and what a browser is asked to register one. */
import { Hono } from "hono";
import { keyOfCredential } from "../../domain/governance/credential.ts";
import { fingerprint } from "../../domain/governance/fingerprint.ts";
import type { CredentialState, FoundedGovernance } from "../../domain/governance/state.ts";
import { toBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { WebauthnCredential } from "../../domain/statement/credential.ts";
import type { Statement } from "../../domain/statement/statement.ts";
import { challengeOf } from "../../domain/statement/webauthn/judge-assertion.ts";
import { registrationChallenge } from "../../domain/statement/webauthn/judge-registration.ts";
import { CredentialAnswer, CredentialsQuery, RegistrationAnswer, RegistrationQuery } from "./credential-schemas.ts";
import { list, pageOfAll } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, query } from "./route.ts";
import { pageOf } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

const TAG = "governance";
/** ES256 and EdDSA: what officers' keys are. RFC 9053 §2. */
const ALGORITHMS = [-7, -8];

const row = ({ credential, isActive, counter }: CredentialState) => ({
  id: credential.id,
  officer: credential.officer,
  kind: credential.kind,
  isActive,
  key: fingerprint(keyOfCredential(credential)),
  aaguid: credential.kind === "webauthn" ? credential.aaguid : null,
  rpId: credential.kind === "webauthn" ? credential.rpId : null,
  counter: credential.kind === "webauthn" ? counter : null,
});

const securityKeysOf = ({ enrolled }: FoundedGovernance, officer: string): readonly WebauthnCredential[] =>
  [...enrolled.values()].flatMap(({ credential, isActive }) =>
    isActive && credential.officer === officer && credential.kind === "webauthn" ? [credential] : [],
  );

const descriptor = ({ credentialId }: WebauthnCredential) => ({ type: "public-key" as const, id: credentialId });

/** What a browser asks an officer's security keys for a statement; null when the officer has none. */
export const assertionOptions = (governance: FoundedGovernance, statement: Statement) => {
  const keys = securityKeysOf(governance, statement.approver);
  const [first] = keys;
  if (first === undefined) return null;
  const there = keys.filter((k) => k.rpId === first.rpId);
  return {
    challenge: challengeOf({ statement }),
    rpId: first.rpId,
    allowCredentials: there.map(descriptor),
    userVerification: "required" as const,
    credentials: Object.fromEntries(there.map((k) => [k.credentialId, k.id])),
  };
};

export const credentialRoutes = (): Hono<ApiVariables> =>
  new Hono<ApiVariables>()
    .get(
      "/governance/credentials",
      described({
        tag: TAG,
        id: "listCredentials",
        right: "governance.read",
        summary: "List what officers sign with beside their keys, and what was withdrawn",
        answer: pageOf(CredentialAnswer),
        other: { "text/csv": "all rows" },
        problems: [403],
      }),
      query(CredentialsQuery),
      async (c) => {
        const { officer, kind, ...asked } = c.req.valid("query");
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const rows = [...basis.value.governance.enrolled.values()]
          .map(row)
          .filter((r) => (officer === undefined || r.officer === officer) && (kind === undefined || r.kind === kind));
        return list(c, asked, Object.keys(CredentialAnswer.entries), pageOfAll(rows));
      },
    )
    .get(
      "/governance/credentials/registration",
      described({
        tag: TAG,
        id: "askRegistration",
        right: "governance.read",
        summary: "What a browser is asked so that it registers an officer's security key",
        text: "Nothing is written. The challenge names ledger, officer and credential; what the key answers becomes an EnrolCredential, which the quorum and the key itself sign.",
        answer: RegistrationAnswer,
        problems: [403, 404],
        about: ["governance"],
      }),
      query(RegistrationQuery),
      async (c) => {
        const { officer, id, rpId } = c.req.valid("query");
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const { governance } = basis.value;
        if (!governance.officers.get(officer)?.isActive)
          return problem(refusal("governance.officer-unknown", "no such officer is enrolled"));
        return c.json({
          rp: { id: rpId, name: governance.ledger },
          user: { id: toBase64url(utf8(officer)), name: officer, displayName: officer },
          challenge: registrationChallenge(governance.ledger, { officer, id }),
          pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key" as const, alg })),
          excludeCredentials: securityKeysOf(governance, officer).map(descriptor),
          authenticatorSelection: { residentKey: "discouraged" as const, userVerification: "required" as const },
          attestation: "direct" as const,
        });
      },
    );
