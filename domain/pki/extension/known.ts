/** The extensions that have a reader here, by OID: for printing and for lints. */
import { OID } from "../../der/oid.ts";
import type { Result } from "../../kernel/result.ts";
import { ACME_IDENTIFIER, parseAcmeIdentifier } from "./acme-identifier.ts";
import { parseAuthorityInfoAccess } from "./authority-info-access.ts";
import { parseAuthorityKeyIdentifier } from "./authority-key-identifier.ts";
import { parseBasicConstraints } from "./basic-constraints.ts";
import { CABF_ORGANIZATION_IDENTIFIER, parseCabfOrganizationIdentifier } from "./cabf-organization-identifier.ts";
import { CERTIFICATE_POLICIES, parseCertificatePolicies } from "./certificate-policies.ts";
import { parseCrlDistributionPoints } from "./crl-distribution-points.ts";
import { parseCrlNumber } from "./crl-number.ts";
import { CT_POISON, parseCtPoison } from "./ct-poison.ts";
import { parseDeltaCrlIndicator } from "./delta-crl-indicator.ts";
import { parseExtendedKeyUsage } from "./extended-key-usage.ts";
import { parseFreshestCrl } from "./freshest-crl.ts";
import { INHIBIT_ANY_POLICY, parseInhibitAnyPolicy } from "./inhibit-any-policy.ts";
import { ISSUER_ALT_NAME, parseIssuerAltName } from "./issuer-alt-name.ts";
import { parseIssuingDistributionPoint } from "./issuing-distribution-point.ts";
import { parseKeyUsage } from "./key-usage.ts";
import { MS_APPLICATION_POLICIES, parseMsApplicationPolicies } from "./ms-application-policies.ts";
import { MS_CA_VERSION, parseMsCaVersion } from "./ms-ca-version.ts";
import { MS_CERTIFICATE_TEMPLATE, parseMsCertificateTemplate } from "./ms-certificate-template.ts";
import { MS_CERTIFICATE_TEMPLATE_NAME, parseMsCertificateTemplateName } from "./ms-certificate-template-name.ts";
import { MS_PREVIOUS_CA_HASH, parseMsPreviousCaHash } from "./ms-previous-ca-hash.ts";
import { MS_SECURITY_IDENTIFIER, parseMsSecurityIdentifier } from "./ms-security-identifier.ts";
import { NAME_CONSTRAINTS, parseNameConstraints } from "./name-constraints.ts";
import { parseOcspNoCheck } from "./ocsp-no-check.ts";
import { POLICY_CONSTRAINTS, parsePolicyConstraints } from "./policy-constraints.ts";
import { POLICY_MAPPINGS, parsePolicyMappings } from "./policy-mappings.ts";
import { parseQcStatements, QC_STATEMENTS } from "./qc-statements.ts";
import { parseSctList, SCT_LIST } from "./sct-list.ts";
import { parseAnySubjectAltName } from "./subject-alt-name.ts";
import { parseSubjectDirectoryAttributes, SUBJECT_DIRECTORY_ATTRIBUTES } from "./subject-directory-attributes.ts";
import { parseSubjectInfoAccess, SUBJECT_INFO_ACCESS } from "./subject-info-access.ts";
import { parseSubjectKeyIdentifier } from "./subject-key-identifier.ts";
import { parseTlsFeature, TLS_FEATURE } from "./tls-feature.ts";

/** `name`: as its standard has it. `parse`: what its own file exports; refuses `der.malformed`. */
export type KnownExtension = { readonly name: string; readonly parse: (value: Uint8Array) => Result<unknown> };

const TABLE: readonly (readonly [oid: string, name: string, parse: KnownExtension["parse"]])[] = [
  [SUBJECT_DIRECTORY_ATTRIBUTES, "subjectDirectoryAttributes", parseSubjectDirectoryAttributes],
  [OID.subjectKeyIdentifier, "subjectKeyIdentifier", parseSubjectKeyIdentifier],
  [OID.keyUsage, "keyUsage", parseKeyUsage],
  [OID.subjectAltName, "subjectAltName", parseAnySubjectAltName],
  [ISSUER_ALT_NAME, "issuerAltName", parseIssuerAltName],
  [OID.basicConstraints, "basicConstraints", parseBasicConstraints],
  [OID.crlNumber, "cRLNumber", parseCrlNumber],
  [OID.deltaCrlIndicator, "deltaCRLIndicator", parseDeltaCrlIndicator],
  [OID.issuingDistributionPoint, "issuingDistributionPoint", parseIssuingDistributionPoint],
  [NAME_CONSTRAINTS, "nameConstraints", parseNameConstraints],
  [OID.crlDistributionPoints, "cRLDistributionPoints", parseCrlDistributionPoints],
  [CERTIFICATE_POLICIES, "certificatePolicies", parseCertificatePolicies],
  [POLICY_MAPPINGS, "policyMappings", parsePolicyMappings],
  [OID.authorityKeyIdentifier, "authorityKeyIdentifier", parseAuthorityKeyIdentifier],
  [POLICY_CONSTRAINTS, "policyConstraints", parsePolicyConstraints],
  [OID.extendedKeyUsage, "extKeyUsage", parseExtendedKeyUsage],
  [OID.freshestCrl, "freshestCRL", parseFreshestCrl],
  [INHIBIT_ANY_POLICY, "inhibitAnyPolicy", parseInhibitAnyPolicy],
  [OID.authorityInfoAccess, "authorityInfoAccess", parseAuthorityInfoAccess],
  [QC_STATEMENTS, "qcStatements", parseQcStatements],
  [SUBJECT_INFO_ACCESS, "subjectInfoAccess", parseSubjectInfoAccess],
  [TLS_FEATURE, "tlsfeature", parseTlsFeature],
  [ACME_IDENTIFIER, "acmeIdentifier", parseAcmeIdentifier],
  [OID.ocspNoCheck, "ocsp-nocheck", parseOcspNoCheck],
  [SCT_LIST, "signedCertificateTimestampList", parseSctList],
  [CT_POISON, "precertificatePoison", parseCtPoison],
  [MS_CERTIFICATE_TEMPLATE_NAME, "certificateTemplateName", parseMsCertificateTemplateName],
  [MS_CERTIFICATE_TEMPLATE, "certificateTemplate", parseMsCertificateTemplate],
  [MS_APPLICATION_POLICIES, "applicationCertPolicies", parseMsApplicationPolicies],
  [MS_CA_VERSION, "cAVersion", parseMsCaVersion],
  [MS_PREVIOUS_CA_HASH, "previousCertHash", parseMsPreviousCaHash],
  [MS_SECURITY_IDENTIFIER, "ntdsCaSecurity", parseMsSecurityIdentifier],
  [CABF_ORGANIZATION_IDENTIFIER, "cabfOrganizationIdentifier", parseCabfOrganizationIdentifier],
];

/** By dotted OID. */
export const KNOWN_EXTENSIONS: ReadonlyMap<string, KnownExtension> = new Map(
  TABLE.map(([oid, name, parse]) => [oid, { name, parse }]),
);
