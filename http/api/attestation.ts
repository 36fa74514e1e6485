/**
 * The statement in which a maker vouches for a security key, judged when it is taken in: by a library that knows all of its
 * formats. What must hold for ever is judged by the domain.
 */
import type { Change } from "../../domain/governance/change.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { ok, type Result, refuse } from "../../domain/kernel/result.ts";
import { registrationChallenge } from "../../domain/statement/webauthn/judge-registration.ts";

/** Nothing to say about any other change. Refuses `governance.credential-unusable`. */
export const judgeAttestation = async (ledger: string, change: Pick<Change, "type">): Promise<Result<unknown>> => {
  const { credential } = change as Partial<Extract<Change, { type: "EnrolCredential" }>>;
  if (change.type !== "EnrolCredential" || credential?.kind !== "webauthn") return ok(undefined);
  // A tenth of a second to load, and seldom needed.
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const { credentialId: id, attestation, origins, rpId } = credential;
  try {
    const { verified } = await verifyRegistrationResponse({
      response: {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON: attestation.clientData, attestationObject: attestation.object },
      },
      expectedChallenge: registrationChallenge(ledger, credential),
      expectedOrigin: [...origins],
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [-7, -8],
    });
    if (verified) return ok(undefined);
  } catch {
    // It throws for whatever it does not like, with words made of the input.
  }
  return refuse(refusal("governance.credential-unusable", "the attestation does not verify"));
};
