/**
 * A request's plan as the server shows it, held against itself before anybody looks at it: the digest is computed here,
 * over the plan's RFC 8785 bytes, and the certificate's bytes are those that the plan commits to.
 */
import type { Digest } from "../../domain/kernel/brand.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { canonicalDigest } from "../../domain/kernel/envelope.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { materialBytes, type Opening } from "../../domain/kernel/sealed.ts";
import { visibleText } from "../../domain/kernel/visible-text.ts";
import type { Power } from "../../domain/pki/certificate-power.ts";
import type { TextLine } from "../../domain/pki/certificate-text.ts";
import { planText } from "../../domain/request/plan-text.ts";
import type { RequestAnswer } from "../../http/api/schemas.ts";
import { CliExit, EXIT } from "./exit.ts";

export type ShownPlan = {
  readonly digest: Digest;
  readonly lines: readonly string[];
  readonly powers: readonly Power[];
  readonly contradictions: readonly string[];
  /** Why the certificate's own bytes cannot be looked at; then nothing but a denial may be signed. */
  readonly hidden: string | undefined;
};

const lies = (what: string): never => {
  throw new CliExit(EXIT.refused, "cli.plan-mismatch", `${what}: do not approve it`);
};

const digestOf = (plan: RequestAnswer["plan"]): Digest => {
  try {
    return canonicalDigest(plan);
  } catch {
    return lies("the plan that the server shows has no digest");
  }
};

const openingOf = ({ tbs, salt }: RequestAnswer): Opening | undefined => {
  const plaintext = tbs === null ? undefined : fromBase64url(tbs);
  const octets = salt === null ? undefined : fromBase64url(salt);
  return plaintext && octets && { plaintext, salt: octets };
};

/** The plan's own bytes: those that stand in it, or those that its commitment can have been made of. */
const bytesOf = (r: RequestAnswer): Uint8Array => {
  const bytes = materialBytes(r.plan.tbs, openingOf(r));
  if (!bytes.ok) return lies("the bytes that the server shows are not those that the plan commits to");
  if ("plain" in r.plan.tbs && r.plan.tbs.plain !== r.tbs)
    return lies("the server shows two certificates for one plan");
  return bytes.value;
};

/** Who, or what, speaks for it so far. */
const backing = ({ mandate, approvers, quorum }: RequestAnswer): string => {
  if (mandate !== null) return `under the mandate ${mandate}`;
  return `${approvers.length} of ${quorum} approvals${approvers.length > 0 ? `: ${approvers.join(", ")}` : ""}`;
};

const lineText = ({ label, text }: TextLine): string => `${label.padEnd(10)} ${text}`;

/** Refuses what does not belong together, with a sentence for the approver. `id`: the request that was asked for. */
export const shownPlan = (r: RequestAnswer, id: string, now: Instant): ShownPlan => {
  const digest = digestOf(r.plan);
  if (digest !== r.digest) lies("the plan that the server shows is not the one it names");
  if (r.id !== id || r.plan.request !== id) lies("the server shows another request's plan");
  if (r.requester !== r.plan.requester) lies("the server names another requester than the plan");
  const ends = [
    ...(r.note === null ? [] : [`note       ${visibleText(r.note)} (said by the requester, and not signed)`]),
    `ledger     ${visibleText(r.statement.ledger)}`,
    `digest     ${digest}`,
    `state      ${r.state}, ${backing(r)}`,
  ];
  const without = (hidden: string): ShownPlan => ({ digest, lines: ends, powers: [], contradictions: [], hidden });
  if (r.tbs === null) return without("the planned certificate is sealed, and nothing opens it any more");
  const text = planText(r.plan, bytesOf(r), now);
  if (!text.ok) return without("the planned certificate cannot be read");
  const { lines, powers, contradictions } = text.value;
  return { digest, lines: [...lines.map(lineText), ...ends], powers, contradictions, hidden: undefined };
};
