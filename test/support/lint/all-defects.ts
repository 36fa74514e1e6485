/** Every rule with a file that breaks it: what `test/vectors/lint` is written from. */
import { encodePem } from "../../../domain/pki/pem.ts";
import type { Structure } from "../../../domain/policy/lint/lint.ts";
import { CRL_DEFECTS, SOUND_CRL } from "./crl-defects.ts";
import type { Defects } from "./defect.ts";
import { EXTENSION_DEFECTS } from "./extension-defects.ts";
import { OCSP_DEFECTS, SOUND_OCSP_RESPONSE } from "./ocsp-defects.ts";
import { AUTHORITY_PARTS, certificate, LEAF_PARTS } from "./parts.ts";
import { STRUCTURE_DEFECTS } from "./structure-defects.ts";

/** `name`: of the file, without its ending. */
export type LintVector = { readonly name: string; readonly structure: Structure; readonly der: Uint8Array };

const LABELS = { certificate: "CERTIFICATE", crl: "X509 CRL", "ocsp-response": "OCSP RESPONSE" } as const;

const built = (defects: Defects): readonly LintVector[] =>
  Object.entries(defects).map(([name, parts]) => ({ name, structure: "certificate", der: certificate(parts) }));
const ready = (structure: Structure, defects: Readonly<Record<string, Uint8Array>>): readonly LintVector[] =>
  Object.entries(defects).map(([name, der]) => ({ name, structure, der }));

/** They break no rule. */
export const SOUND: readonly LintVector[] = [
  { name: "sound-end-entity", structure: "certificate", der: certificate(LEAF_PARTS) },
  { name: "sound-authority", structure: "certificate", der: certificate(AUTHORITY_PARTS) },
  { name: "sound-crl", structure: "crl", der: SOUND_CRL },
  { name: "sound-ocsp-response", structure: "ocsp-response", der: SOUND_OCSP_RESPONSE },
];

export const DEFECTS: readonly LintVector[] = [
  ...built(STRUCTURE_DEFECTS),
  ...built(EXTENSION_DEFECTS),
  ...ready("crl", CRL_DEFECTS),
  ...ready("ocsp-response", OCSP_DEFECTS),
];

export const pemOf = ({ structure, der }: LintVector): string => encodePem(LABELS[structure], der);
