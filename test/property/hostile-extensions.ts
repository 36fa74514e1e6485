/** Every extension that has a reader here, of certificates, CRLs and OCSP, with the values that it is tested with. */
import { authorityInfoAccess } from "../../domain/pki/extension/authority-info-access.ts";
import { pointAt } from "../../domain/pki/extension/crl-distribution-points.ts";
import { deltaCrlIndicator } from "../../domain/pki/extension/delta-crl-indicator.ts";
import type { Extension } from "../../domain/pki/extension/extension.ts";
import { issuingDistributionPoint } from "../../domain/pki/extension/issuing-distribution-point.ts";
import { KNOWN_EXTENSIONS } from "../../domain/pki/extension/known.ts";
import { OCSP_EXTENSIONS } from "../../domain/pki/ocsp-extensions.ts";
import { CASES } from "../domain/pki/extension/cases.ts";
import { OCSP_CASES } from "../domain/pki/extension/ocsp-cases.ts";
import type { Parser } from "./withstands.ts";

/** Those whose cases are elsewhere than in the tables. */
const MORE: readonly Extension[] = [
  authorityInfoAccess({ ocsp: "http://ocsp.example.test", caIssuers: "http://pki.example.test/ca.cer" }),
  deltaCrlIndicator(2n ** 70n),
  issuingDistributionPoint({ name: pointAt("http://pki.example.test/1.crl"), only: "user", isIndirect: true }),
  issuingDistributionPoint({ only: "attribute" }),
];
const WRITTEN = [...CASES.map((c) => c.written), ...OCSP_CASES.map((c) => c.written), ...MORE];

const samplesOf = (oid: string): readonly Uint8Array[] => WRITTEN.filter((e) => e.oid === oid).map((e) => e.value);

const trial = ([oid, { name, parse }]: readonly [string, { name: string; parse: Parser["parse"] }]): Parser => ({
  name: `the extension ${name}`,
  parse,
  samples: samplesOf(oid),
  codes: ["der.malformed"],
});

/** An identifier that both tables have is read by both readers. */
export const EXTENSION_PARSERS: readonly Parser[] = [...KNOWN_EXTENSIONS, ...OCSP_EXTENSIONS].map(trial);
