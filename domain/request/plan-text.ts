/**
 * A plan for those who must approve it: what its bytes say, what it says around them, and where the two do not agree. All
 * of it comes from the plan whose digest is signed.
 */
import { fromMillis, type Instant, toMillis } from "../kernel/instant.ts";
import { ok, type Result } from "../kernel/result.ts";
import { visibleText } from "../kernel/visible-text.ts";
import { type Power, powersOf } from "../pki/certificate-power.ts";
import { certificateText, type TextLine } from "../pki/certificate-text.ts";
import { issuerId } from "../pki/issuer-id.ts";
import { parseTbsCertificate, type TbsCertificate } from "../pki/tbs-certificate.ts";
import { lintMasked } from "../policy/lint/lint-plan.ts";
import type { Plan, Purpose } from "./events.ts";

export type PlanText = {
  readonly lines: readonly TextLine[];
  /** What its key may say about others: never to be approved in passing. */
  readonly powers: readonly Power[];
  /** What no honest plan says, one sentence each. */
  readonly contradictions: readonly string[];
};

export const POWER_TEXT: { readonly [P in Power]: string } = {
  issue: "issue certificates",
  revoke: "sign CRLs",
  answer: "answer OCSP for its issuer",
};

/** What a certificate must be able to do for its purpose. */
const POWERS: { readonly [P in Purpose["for"]]: readonly Power[] } = {
  subscriber: [],
  authority: ["issue", "revoke"],
  responder: ["answer"],
};

const purposeText = (purpose: Purpose): string => {
  switch (purpose.for) {
    case "subscriber":
      return "for a subscriber";
    case "authority":
      return `the certificate of our AUTHORITY ${purpose.authority}`;
    case "responder":
      return `the OCSP RESPONDER of ${purpose.authority}, key ${purpose.responderKey}`;
  }
};

const UNITS = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

const durationText = (seconds: number): string => {
  const [length, name] = UNITS.find(([each]) => seconds >= each && seconds % each === 0) ?? [1, "second"];
  return `${seconds / length} ${name}${seconds === length ? "" : "s"}`;
};

const validityText = ({ durationSeconds, backdateSeconds, latestNotAfter }: Plan): string =>
  `${durationText(durationSeconds)} from ${backdateSeconds === 0 ? "" : `${durationText(backdateSeconds)} before `}the signature, never after ${latestNotAfter}`;

/** The rules that planning refuses for, asked again as if it were issued `now`: whoever forged a plan asked none. */
const brokenRules = (plan: Plan, bytes: Uint8Array, now: Instant): readonly string[] => {
  if (plan.latestNotAfter <= now) return ["the issuer's own certificate is over"];
  const end = Math.min(toMillis(now) + plan.durationSeconds * 1000, toMillis(plan.latestNotAfter));
  const findings = lintMasked(bytes, { notBefore: now, notAfter: fromMillis(end) });
  if (!findings.ok) return [];
  return findings.value.flatMap(({ rule, severity, detail }) =>
    severity === "error" ? [`the certificate breaks ${rule}: ${detail}`] : [],
  );
};

const contradictionsOf = (plan: Plan, tbs: TbsCertificate, powers: readonly Power[]): readonly string[] => {
  const beyond = powers.filter((power) => !POWERS[plan.purpose.for].includes(power));
  return [
    ...beyond.map((power) => `the certificate may ${POWER_TEXT[power]}, and was not asked for as one that does`),
    ...(tbs.serial === plan.serial ? [] : ["the serial number in the bytes is not the plan's"]),
    ...(issuerId(tbs.issuer) === plan.issuer ? [] : ["the issuer in the bytes is not the plan's"]),
    ...(tbs.validity === "masked" ? [] : ["the validity stands in the bytes, which a plan leaves open"]),
  ];
};

/** `bytes`: of `plan.tbs`, opened. `now`: when it is looked at. Refuses `der.malformed`: what cannot be read cannot be approved. */
export const planText = (plan: Plan, bytes: Uint8Array, now: Instant): Result<PlanText> => {
  const tbs = parseTbsCertificate(bytes);
  if (!tbs.ok) return tbs;
  const powers = powersOf(tbs.value.extensions);
  const lines = [
    { label: "request", text: visibleText(plan.request) },
    { label: "requester", text: plan.requester },
    { label: "purpose", text: purposeText(plan.purpose) },
    { label: "profile", text: `${plan.profile.id} version ${plan.profile.version}` },
    { label: "authority", text: `${plan.authority}, key ${plan.key}` },
    ...certificateText(tbs.value),
    { label: "validity", text: validityText(plan) },
    ...plan.findings.map(({ rule, severity, detail }) => ({
      label: severity,
      text: `${visibleText(detail)} (${visibleText(rule)})`,
    })),
  ];
  const contradictions = [...contradictionsOf(plan, tbs.value, powers), ...brokenRules(plan, bytes, now)];
  return ok({ lines, powers, contradictions });
};
