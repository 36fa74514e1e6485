/** Structures judged whole: what they are, and every rule that they break. */
import type { Result } from "../../kernel/result.ts";
import { CERTIFICATE_RULES } from "./certificate-rules.ts";
import { CRL_RULES } from "./crl-rules.ts";
import { OCSP_RULES } from "./ocsp-rules.ts";
import { type Finding, findingsOf } from "./rule.ts";
import { viewCertificate, viewTbsCertificate } from "./view/certificate-view.ts";
import { viewCrl } from "./view/crl-view.ts";
import { viewOcspResponse } from "./view/ocsp-view.ts";
import type { TimeView } from "./view/time-view.ts";

export type Structure = "certificate" | "crl" | "ocsp-response";

const dayOf = (time: TimeView | undefined): string | undefined => time?.at?.slice(0, 10);

const LINTS = {
  certificate: (der) => {
    const view = viewCertificate(der);
    return view.ok ? { ok: true, value: findingsOf(CERTIFICATE_RULES, view.value, dayOf(view.value.notBefore)) } : view;
  },
  crl: (der) => {
    const view = viewCrl(der);
    return view.ok ? { ok: true, value: findingsOf(CRL_RULES, view.value, dayOf(view.value.thisUpdate)) } : view;
  },
  "ocsp-response": (der) => {
    const view = viewOcspResponse(der);
    return view.ok
      ? { ok: true, value: findingsOf(OCSP_RULES, view.value, dayOf(view.value.basic?.producedAt)) }
      : view;
  },
} as const satisfies Record<Structure, (der: Uint8Array) => Result<readonly Finding[]>>;

export const RULE_COUNT: Readonly<Record<Structure, number>> = {
  certificate: CERTIFICATE_RULES.length,
  crl: CRL_RULES.length,
  "ocsp-response": OCSP_RULES.length,
};

/** Refuses `der.malformed` for what has not the outline of the structure: then no rule can be asked. */
export const lint = (structure: Structure, der: Uint8Array): Result<readonly Finding[]> => LINTS[structure](der);

/** The rules about a certificate that is not signed yet. Refuses `der.malformed`. */
export const lintTbsCertificate = (tbs: Uint8Array): Result<readonly Finding[]> => {
  const view = viewTbsCertificate(tbs);
  return view.ok ? { ok: true, value: findingsOf(CERTIFICATE_RULES, view.value, dayOf(view.value.notBefore)) } : view;
};

/** The first of the structures whose outline the bytes have, and what it breaks. Refuses `der.malformed`. */
export const lintAny = (
  der: Uint8Array,
): Result<{ readonly structure: Structure; readonly findings: readonly Finding[] }> => {
  const tried = (Object.keys(LINTS) as Structure[]).map((structure) => ({ structure, result: lint(structure, der) }));
  for (const { structure, result } of tried)
    if (result.ok) return { ok: true, value: { structure, findings: result.value } };
  return tried[0]?.result as Result<never>;
};
