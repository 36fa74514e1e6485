/**
 * Every extension once, with all of its forms: what it means, who writes and who reads it, and how OpenSSL is told to
 * write the same.
 */
import { readFileSync } from "node:fs";
import * as der from "../../../../domain/der/writer.ts";
import { utf8 } from "../../../../domain/kernel/bytes.ts";
import type { Result } from "../../../../domain/kernel/result.ts";
import * as acme from "../../../../domain/pki/extension/acme-identifier.ts";
import * as aki from "../../../../domain/pki/extension/authority-key-identifier.ts";
import * as basic from "../../../../domain/pki/extension/basic-constraints.ts";
import * as cabf from "../../../../domain/pki/extension/cabf-organization-identifier.ts";
import * as policies from "../../../../domain/pki/extension/certificate-policies.ts";
import * as cdp from "../../../../domain/pki/extension/crl-distribution-points.ts";
import * as crlNumber from "../../../../domain/pki/extension/crl-number.ts";
import * as poison from "../../../../domain/pki/extension/ct-poison.ts";
import * as eku from "../../../../domain/pki/extension/extended-key-usage.ts";
import type { Extension } from "../../../../domain/pki/extension/extension.ts";
import * as freshest from "../../../../domain/pki/extension/freshest-crl.ts";
import { encodeGeneralNames, type GeneralName } from "../../../../domain/pki/extension/general-name.ts";
import * as inhibit from "../../../../domain/pki/extension/inhibit-any-policy.ts";
import * as ian from "../../../../domain/pki/extension/issuer-alt-name.ts";
import * as ku from "../../../../domain/pki/extension/key-usage.ts";
import * as msPolicies from "../../../../domain/pki/extension/ms-application-policies.ts";
import * as caVersion from "../../../../domain/pki/extension/ms-ca-version.ts";
import * as template from "../../../../domain/pki/extension/ms-certificate-template.ts";
import * as templateName from "../../../../domain/pki/extension/ms-certificate-template-name.ts";
import * as previous from "../../../../domain/pki/extension/ms-previous-ca-hash.ts";
import * as sid from "../../../../domain/pki/extension/ms-security-identifier.ts";
import * as nc from "../../../../domain/pki/extension/name-constraints.ts";
import * as noCheck from "../../../../domain/pki/extension/ocsp-no-check.ts";
import { otherName } from "../../../../domain/pki/extension/other-name.ts";
import * as constraints from "../../../../domain/pki/extension/policy-constraints.ts";
import * as mappings from "../../../../domain/pki/extension/policy-mappings.ts";
import { SEMANTICS } from "../../../../domain/pki/extension/qc-semantics.ts";
import { QC_TYPES } from "../../../../domain/pki/extension/qc-statement.ts";
import * as qc from "../../../../domain/pki/extension/qc-statements.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import * as sct from "../../../../domain/pki/extension/sct-list.ts";
import * as san from "../../../../domain/pki/extension/subject-alt-name.ts";
import * as sda from "../../../../domain/pki/extension/subject-directory-attributes.ts";
import * as sia from "../../../../domain/pki/extension/subject-info-access.ts";
import * as ski from "../../../../domain/pki/extension/subject-key-identifier.ts";
import * as tls from "../../../../domain/pki/extension/tls-feature.ts";
import { encodeName } from "../../../../domain/pki/name.ts";

export type Case = {
  readonly name: string;
  readonly meaning: unknown;
  readonly written: Extension;
  /** Writes whatever `parse` has read, also names of a shape that we would not issue. */
  readonly write: (meaning: never) => Extension;
  readonly parse: (value: Uint8Array) => Result<unknown>;
  /** A line of OpenSSL's configuration, and the sections that it needs. */
  readonly line: string;
  readonly sections?: string;
};

const of = <T>(
  name: string,
  meaning: T,
  write: (meaning: T) => Extension,
  parse: (value: Uint8Array) => Result<T>,
  line: string,
  sections = "",
): Case => ({ name, meaning, written: write(meaning), write, parse, line, sections });

/** As OpenSSL writes `C=DE`, `CN=x`. */
const directory = (cn: string) => encodeName([{ type: "CN", value: cn }]);
const octets = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => i + 1);
const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

const uri = (value: string): GeneralName => ({ kind: "uri", value });
/** The forms that OpenSSL can be asked for. */
const NAMES: readonly GeneralName[] = [
  { kind: "dns", value: "*.example.test" },
  { kind: "email", value: "web@example.test" },
  uri("https://example.test/x?y=1"),
  { kind: "ip", value: "192.0.2.7" },
  { kind: "ip", value: "2001:db8:0:0:0:0:0:1" },
  { kind: "directoryName", der: directory("Mueller") },
  { kind: "registeredId", oid: "1.2.3.4.5" },
  otherName({ form: "userPrincipalName", text: "jörg@example.test" }),
  otherName({ form: "smtpUtf8Mailbox", text: "jörg@xn--mller-kva.test" }),
  otherName({ form: "srvName", text: "_ldap.example.test" }),
];
const NAME_LINES = [
  "DNS.1=*.example.test\nemail.1=web@example.test\nURI.1=https://example.test/x?y=1\nIP.1=192.0.2.7\nIP.2=2001:db8::1",
  "dirName.1=names_dir\nRID.1=1.2.3.4.5",
  "otherName.1=1.3.6.1.4.1.311.20.2.3;FORMAT:UTF8,UTF8:jörg@example.test",
  "otherName.2=1.3.6.1.5.5.7.8.9;FORMAT:UTF8,UTF8:jörg@xn--mller-kva.test",
  "otherName.3=1.3.6.1.5.5.7.8.7;IA5:_ldap.example.test",
].join("\n");
const named = (section: string): string => `[${section}]\n${NAME_LINES}\n[names_dir]\nCN=Mueller\n`;

const NOTICE = [
  "policyIdentifier=1.2.3.4\nCPS.1=https://cps.example.test/\nuserNotice.1=@notice",
  "[notice]\nexplicitText=UTF8:Grüße\norganization=Org\nnoticeNumbers=1,300",
].join("\n");

const POINTS = [
  "fullname=URI:http://crl.example.test/1.crl\nCRLissuer=dirName:crl_dir\nreasons=keyCompromise,CACompromise",
  "[crl_dir]\nCN=crl\n[point_b]\nrelativename=rel\nCRLissuer=dirName:crl_dir\n[rel]\nOU=rel",
].join("\n");
const RELATIVE = encodeName([{ type: "OU", value: "rel" }]).subarray(2);
const CRL_ISSUER = [{ kind: "directoryName", der: directory("crl") }] as const;

const LOG_ID = octets(32);
const SIGNATURE = octets(5);
const SCT_BYTES = `00${hex(LOG_ID)}0000018bcfe568000000${"0403"}0005${hex(SIGNATURE)}`;
const SCT_OTHER = "0700ff";
const SCT_VECTOR = `0034${SCT_BYTES}0003${SCT_OTHER}`;
const SCT_TEXT = `${(SCT_VECTOR.length / 2).toString(16).padStart(4, "0")}${SCT_VECTOR}`;
const SID = "S-1-5-21-1004336348-1177238915-682003330-512";

const QC = readFileSync(new URL("qc-statements.cnf", import.meta.url), "utf8");

const anyNames =
  (oid: string) =>
  (names: readonly GeneralName[]): Extension =>
    rawExtension(oid, false, encodeGeneralNames(names));

export const CASES: readonly Case[] = [
  {
    ...of(
      "subjectAltName",
      NAMES,
      (n) => san.subjectAltName(n, false),
      san.parseAnySubjectAltName,
      "subjectAltName=@san",
      named("san"),
    ),
    write: anyNames("2.5.29.17"),
  },
  {
    ...of("issuerAltName", NAMES, ian.issuerAltName, ian.parseIssuerAltName, "issuerAltName=@san"),
    write: anyNames("2.5.29.18"),
  },
  of(
    "basicConstraints",
    { isCa: true, pathLength: 3 },
    basic.basicConstraints,
    basic.parseBasicConstraints,
    "basicConstraints=critical,CA:true,pathlen:3",
  ),
  of(
    "keyUsage",
    ["digitalSignature", "keyAgreement", "encipherOnly", "decipherOnly"],
    ku.keyUsage,
    ku.parseKeyUsage,
    "keyUsage=critical,digitalSignature,keyAgreement,encipherOnly,decipherOnly",
  ),
  of(
    "extKeyUsage",
    ["anyExtendedKeyUsage", "codeSigning", "msSmartcardLogon", "1.2.3.4"],
    (p) => eku.extendedKeyUsage(p),
    eku.parseExtendedKeyUsage,
    "extendedKeyUsage=2.5.29.37.0,codeSigning,msSmartcardLogin,1.2.3.4",
  ),
  of(
    "subjectKeyIdentifier",
    octets(20),
    ski.subjectKeyIdentifier,
    ski.parseSubjectKeyIdentifier,
    `subjectKeyIdentifier=${hex(octets(20))}`,
  ),
  of(
    "authorityKeyIdentifier",
    { keyId: octets(20), certificate: { issuer: [{ kind: "directoryName", der: directory("x") }], serial: "80ff" } },
    aki.fullAuthorityKeyIdentifier,
    aki.parseAuthorityKeyIdentifier,
    "2.5.29.35=ASN1:SEQUENCE:aki",
    `[aki]\nk=IMPLICIT:0,FORMAT:HEX,OCTETSTRING:${hex(octets(20))}\ni=IMPLICIT:1,SEQUENCE:aki_names\ns=IMPLICIT:2,INTEGER:0x80ff
[aki_names]\nd=EXPLICIT:4,SEQUENCE:aki_dir\n[aki_dir]\na=SET:aki_rdn\n[aki_rdn]\na=SEQUENCE:aki_cn\n[aki_cn]\no=OID:2.5.4.3\nv=UTF8:x\n`,
  ),
  of(
    "certificatePolicies",
    [
      { oid: "2.5.29.32.0", qualifiers: [] },
      {
        oid: "1.2.3.4",
        qualifiers: [
          { kind: "cps", uri: "https://cps.example.test/" },
          {
            kind: "userNotice",
            reference: { organization: { form: "visible", text: "Org" }, numbers: [1, 300] },
            text: { form: "utf8", text: "Grüße" },
          },
        ],
      },
    ],
    (p) => policies.certificatePolicies(p),
    policies.parseCertificatePolicies,
    "certificatePolicies=2.5.29.32.0,@policy",
    `[policy]\n${NOTICE}\n`,
  ),
  of(
    "policyMappings",
    [
      { issuer: "1.2.3.4", subject: "1.2.3.5" },
      { issuer: "1.2.3.6", subject: "1.2.3.7" },
    ],
    mappings.policyMappings,
    mappings.parsePolicyMappings,
    "policyMappings=critical,1.2.3.4:1.2.3.5,1.2.3.6:1.2.3.7",
  ),
  of(
    "nameConstraints",
    {
      permitted: [
        { kind: "dns", value: "example.test" },
        { kind: "email", value: ".example.test" },
        { kind: "ipRange", address: Uint8Array.of(192, 0, 2, 0), mask: Uint8Array.of(255, 255, 255, 0) },
        { kind: "directoryName", der: directory("nc") },
      ],
      excluded: [
        { kind: "uri", value: "evil.test" },
        { kind: "ipRange", address: new Uint8Array(16), mask: new Uint8Array(16) },
        { kind: "registeredId", oid: "1.2.3" },
        otherName({ form: "userPrincipalName", text: "x@example.test" }),
      ],
    },
    nc.nameConstraints,
    nc.parseNameConstraints,
    "nameConstraints=critical,@nc",
    `[nc]\npermitted;DNS.0=example.test\npermitted;email.0=.example.test\npermitted;IP.0=192.0.2.0/255.255.255.0
permitted;dirName.0=nc_dir\nexcluded;URI.0=evil.test\nexcluded;IP.1=::/::\nexcluded;RID.0=1.2.3
excluded;otherName.0=1.3.6.1.4.1.311.20.2.3;UTF8:x@example.test\n[nc_dir]\nCN=nc\n`,
  ),
  of(
    "policyConstraints",
    { requireExplicitPolicy: 3, inhibitPolicyMapping: 128 },
    constraints.policyConstraints,
    constraints.parsePolicyConstraints,
    "policyConstraints=critical,requireExplicitPolicy:3,inhibitPolicyMapping:128",
  ),
  of("inhibitAnyPolicy", 2, inhibit.inhibitAnyPolicy, inhibit.parseInhibitAnyPolicy, "inhibitAnyPolicy=critical,2"),
  of(
    "cRLDistributionPoints",
    [
      {
        name: { kind: "full", names: [uri("http://crl.example.test/1.crl")] },
        reasons: ["keyCompromise", "cACompromise"],
        crlIssuer: CRL_ISSUER,
      },
      { name: { kind: "relative", rdn: RELATIVE }, crlIssuer: CRL_ISSUER },
    ],
    cdp.fullCrlDistributionPoints,
    cdp.parseCrlDistributionPoints,
    "crlDistributionPoints=point_a,point_b",
    `[point_a]\n${POINTS}\n`,
  ),
  of(
    "freshestCRL",
    [{ name: { kind: "full", names: [uri("http://crl.example.test/d.crl")] } }],
    freshest.fullFreshestCrl,
    freshest.parseFreshestCrl,
    "freshestCRL=URI:http://crl.example.test/d.crl",
  ),
  of(
    "cRLNumber",
    0x80ffffffffffn,
    crlNumber.crlNumber,
    crlNumber.parseCrlNumber,
    "2.5.29.20=ASN1:INTEGER:0x80ffffffffff",
  ),
  of(
    "subjectInfoAccess",
    [
      { method: sia.SUBJECT_ACCESS_METHODS.caRepository, location: uri("http://repo.example.test/ca.p7c") },
      { method: sia.SUBJECT_ACCESS_METHODS.timeStamping, location: { kind: "email", value: "tsa@example.test" } },
    ],
    sia.subjectInfoAccess,
    sia.parseSubjectInfoAccess,
    "subjectInfoAccess=caRepository;URI:http://repo.example.test/ca.p7c,1.3.6.1.5.5.7.48.3;email:tsa@example.test",
  ),
  of(
    "subjectDirectoryAttributes",
    [
      { type: "1.3.6.1.5.5.7.9.4", values: [der.printableString("DE"), der.printableString("FR")] },
      { type: "1.3.6.1.5.5.7.9.3", values: [der.printableString("F")] },
    ],
    sda.subjectDirectoryAttributes,
    sda.parseSubjectDirectoryAttributes,
    "2.5.29.9=ASN1:SEQUENCE:sda",
    `[sda]\na=SEQUENCE:sda1\nb=SEQUENCE:sda2\n[sda1]\no=OID:1.3.6.1.5.5.7.9.4\nv=SET:sda1v\n[sda1v]\na=PRINTABLE:FR\nb=PRINTABLE:DE
[sda2]\no=OID:1.3.6.1.5.5.7.9.3\nv=SET:sda2v\n[sda2v]\na=PRINTABLE:F\n`,
  ),
  of("tlsfeature", [tls.STATUS_REQUEST, 17], tls.tlsFeature, tls.parseTlsFeature, "tlsfeature=status_request,17"),
  of("ocsp-nocheck", null, noCheck.ocspNoCheck, noCheck.parseOcspNoCheck, "noCheck=ignored"),
  of(
    "qcStatements",
    [
      {
        kind: "pkixSyntaxV2",
        semantics: { identifier: SEMANTICS.natural, authorities: [uri("https://example.test/")] },
      },
      { kind: "compliance" },
      { kind: "limitValue", value: { currency: "EUR", amount: 250, exponent: 3 } },
      { kind: "limitValue", value: { currency: 978, amount: 0xffffffff, exponent: -2 } },
      { kind: "retentionPeriod", years: 15 },
      { kind: "sscd" },
      { kind: "disclosure", locations: [{ url: "https://pds.example.test/en", language: "en" }] },
      { kind: "type", types: [QC_TYPES.esign, QC_TYPES.web] },
      { kind: "legislation", countries: ["CH"] },
      { kind: "pkixSyntaxV1" },
      { kind: "other", oid: "0.4.0.19495.2", info: der.nullValue },
    ],
    (s) => qc.qcStatements(s),
    qc.parseQcStatements,
    "1.3.6.1.5.5.7.1.3=ASN1:SEQUENCE:qc",
    QC,
  ),
  of("precertificatePoison", null, poison.ctPoison, poison.parseCtPoison, "1.3.6.1.4.1.11129.2.4.3=critical,ASN1:NULL"),
  of(
    "signedCertificateTimestampList",
    [
      {
        version: 1,
        logId: LOG_ID,
        timestamp: 1_700_000_000_000n,
        extensions: new Uint8Array(),
        hash: 4,
        algorithm: 3,
        signature: SIGNATURE,
      },
      { version: "other", bytes: Uint8Array.of(7, 0, 255) },
    ],
    sct.sctList,
    sct.parseSctList,
    `1.3.6.1.4.1.11129.2.4.2=ASN1:FORMAT:HEX,OCTETSTRING:${SCT_TEXT}`,
  ),
  of(
    "certificateTemplateName",
    "Größe",
    templateName.msCertificateTemplateName,
    templateName.parseMsCertificateTemplateName,
    "1.3.6.1.4.1.311.20.2=ASN1:FORMAT:UTF8,BMP:Größe",
  ),
  of(
    "certificateTemplate",
    { id: "1.3.6.1.4.1.311.21.8.1.2", major: 100, minor: 4294967295 },
    template.msCertificateTemplate,
    template.parseMsCertificateTemplate,
    "1.3.6.1.4.1.311.21.7=ASN1:SEQUENCE:tpl",
    "[tpl]\no=OID:1.3.6.1.4.1.311.21.8.1.2\na=INTEGER:100\nb=INTEGER:4294967295\n",
  ),
  of(
    "applicationCertPolicies",
    [{ oid: "1.3.6.1.5.5.7.3.2", qualifiers: [] }],
    (p) => msPolicies.msApplicationPolicies(p),
    msPolicies.parseMsApplicationPolicies,
    "1.3.6.1.4.1.311.21.10=ASN1:SEQUENCE:app",
    "[app]\na=SEQUENCE:app1\n[app1]\no=OID:1.3.6.1.5.5.7.3.2\n",
  ),
  of(
    "cAVersion",
    { certificate: 2, key: 0xffff },
    caVersion.msCaVersion,
    caVersion.parseMsCaVersion,
    "1.3.6.1.4.1.311.21.1=ASN1:INTEGER:0xffff0002",
  ),
  of(
    "previousCertHash",
    octets(20),
    previous.msPreviousCaHash,
    previous.parseMsPreviousCaHash,
    `1.3.6.1.4.1.311.21.2=ASN1:FORMAT:HEX,OCTETSTRING:${hex(octets(20))}`,
  ),
  of(
    "ntdsCaSecurity",
    SID,
    sid.msSecurityIdentifier,
    sid.parseMsSecurityIdentifier,
    "1.3.6.1.4.1.311.25.2=ASN1:SEQUENCE:sid",
    `[sid]\na=IMPLICIT:0,SEQUENCE:sid1\n[sid1]\no=OID:1.3.6.1.4.1.311.25.2.1\nv=EXPLICIT:0,FORMAT:HEX,OCTETSTRING:${hex(utf8(SID))}\n`,
  ),
  of(
    "acmeIdentifier",
    octets(32),
    acme.acmeIdentifier,
    acme.parseAcmeIdentifier,
    `1.3.6.1.5.5.7.1.31=critical,ASN1:FORMAT:HEX,OCTETSTRING:${hex(octets(32))}`,
  ),
  of(
    "cabfOrganizationIdentifier",
    { scheme: "NTR", country: "DE", state: "BE", reference: "HRB 1234 ß" },
    cabf.cabfOrganizationIdentifier,
    cabf.parseCabfOrganizationIdentifier,
    "2.23.140.3.1=ASN1:SEQUENCE:cabf",
    "[cabf]\na=PRINTABLE:NTR\nb=PRINTABLE:DE\nc=IMPLICIT:0,PRINTABLE:BE\nd=FORMAT:UTF8,UTF8:HRB 1234 ß\n",
  ),
];
