/** Certificates under which officers sign, and since when the ledger itself knows that they are revoked, or held. */
import { certificate } from "../certificate/decider.ts";
import type { Certificate } from "../certificate/state.ts";
import type { Known } from "../governance/credential.ts";
import type { Governance } from "../governance/state.ts";
import { fromBase64url } from "../kernel/bytes.ts";
import { certificateStream } from "../kernel/stream.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { issuerId } from "../pki/issuer-id.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { SignedStatement } from "../statement/statement.ts";
import { loadState } from "./ledger.ts";

type RevokedAt = NonNullable<Known["revokedAt"]>;

/** The stream that tells of a certificate, if it is one of ours. `der`: base64url. */
const streamOf = (der: string): string | undefined => {
  const parsed = parseCertificate(fromBase64url(der) ?? new Uint8Array());
  return parsed.ok ? certificateStream(issuerId(parsed.value.fields.issuer), parsed.value.fields.serial) : undefined;
};

/** `stateOf`: a certificate as its stream tells it, undefined for one of somebody else's. */
export const revokedAtBy =
  (stateOf: (stream: string) => Certificate | undefined): RevokedAt =>
  (der) => {
    const stream = streamOf(der);
    const state = stream === undefined ? undefined : stateOf(stream);
    return state === undefined || state.at === "absent" || state.status.is === "good" ? undefined : state.status.since;
  };

/** Reads the streams of the certificates under which these statements can have been signed; none for most. */
export const revocationsBehind = async (
  store: EventStore,
  governance: Governance,
  statements: readonly SignedStatement[],
): Promise<RevokedAt> => {
  const states = new Map<string, Certificate>();
  const signers = new Set(statements.filter((s) => s.form === "cms").map((s) => s.statement.approver));
  const enrolled = signers.size > 0 && governance.at === "founded" ? [...governance.enrolled.values()] : [];
  for (const { credential } of enrolled) {
    const stream =
      credential.kind === "cms" && signers.has(credential.officer) ? streamOf(credential.certificate) : undefined;
    if (stream !== undefined) states.set(stream, await loadState(store, certificate, stream));
  }
  return revokedAtBy((stream) => states.get(stream));
};
