/** One certificate for each rule about extensions, with that defect. */
import { OID } from "../../../domain/der/oid.ts";
import * as der from "../../../domain/der/writer.ts";
import { acmeIdentifier } from "../../../domain/pki/extension/acme-identifier.ts";
import { fullAuthorityKeyIdentifier } from "../../../domain/pki/extension/authority-key-identifier.ts";
import { basicConstraints } from "../../../domain/pki/extension/basic-constraints.ts";
import { CERTIFICATE_POLICIES, certificatePolicies } from "../../../domain/pki/extension/certificate-policies.ts";
import { fullCrlDistributionPoints } from "../../../domain/pki/extension/crl-distribution-points.ts";
import { ctPoison } from "../../../domain/pki/extension/ct-poison.ts";
import { type ExtendedKeyUsage, extendedKeyUsage } from "../../../domain/pki/extension/extended-key-usage.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { freshestCrl } from "../../../domain/pki/extension/freshest-crl.ts";
import { encodeGeneralNames, type GeneralName } from "../../../domain/pki/extension/general-name.ts";
import { inhibitAnyPolicy } from "../../../domain/pki/extension/inhibit-any-policy.ts";
import { issuerAltName } from "../../../domain/pki/extension/issuer-alt-name.ts";
import { type KeyUsage, keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import { type NameSubtree, nameConstraints } from "../../../domain/pki/extension/name-constraints.ts";
import { ocspNoCheck } from "../../../domain/pki/extension/ocsp-no-check.ts";
import { policyConstraints } from "../../../domain/pki/extension/policy-constraints.ts";
import type { PolicyQualifier } from "../../../domain/pki/extension/policy-information.ts";
import { POLICY_MAPPINGS, policyMappings } from "../../../domain/pki/extension/policy-mappings.ts";
import { sctList } from "../../../domain/pki/extension/sct-list.ts";
import { subjectAltName } from "../../../domain/pki/extension/subject-alt-name.ts";
import { subjectDirectoryAttributes } from "../../../domain/pki/extension/subject-directory-attributes.ts";
import { subjectInfoAccess } from "../../../domain/pki/extension/subject-info-access.ts";
import { subjectKeyIdentifier } from "../../../domain/pki/extension/subject-key-identifier.ts";
import { tlsFeature } from "../../../domain/pki/extension/tls-feature.ts";
import type { Defects } from "./defect.ts";
import {
  AUTHORITY_PARTS,
  algorithm,
  hex,
  LEAF_PARTS,
  type Parts,
  rsaKey,
  spki,
  withExtensions,
  without,
} from "./parts.ts";

const leaf = (...extensions: readonly Extension[]): Parts => withExtensions(LEAF_PARTS, ...extensions);
const authority = (...extensions: readonly Extension[]): Parts => withExtensions(AUTHORITY_PARTS, ...extensions);
const critical = (extension: Extension): Extension => ({ ...extension, critical: true });
const plain = (extension: Extension): Extension => ({ ...extension, critical: false });
const octets = (size: number) => new Uint8Array(size).fill(7);

const keyOf = (oid: string, size: number, ...usages: readonly KeyUsage[]): Parts => ({
  ...leaf(keyUsage(usages)),
  spki: spki(algorithm(oid), octets(size)),
});
const used = (purpose: ExtendedKeyUsage, usage: KeyUsage = "cRLSign", isCritical = false): Parts =>
  leaf(keyUsage([usage]), extendedKeyUsage([purpose], isCritical));
const MAIL = { kind: "email", value: "a@example.test" } as const;
const names = (...all: readonly GeneralName[]): Parts =>
  leaf({ oid: OID.subjectAltName, critical: false, value: encodeGeneralNames(all) });
/** Whatever the octets are. */
const name = (tag: number, text: string): Parts =>
  leaf({ oid: OID.subjectAltName, critical: false, value: der.sequence(der.tlv(tag, new TextEncoder().encode(text))) });
const dns = (text: string): Parts => name(0x82, text);
const constrained = (...permitted: readonly NameSubtree[]): Parts =>
  authority(nameConstraints({ permitted, excluded: [] }));
const ANY_POLICY = "2.5.29.32.0";
const policy = (qualifier: PolicyQualifier, oid = "1.2.3"): Parts =>
  leaf(certificatePolicies([{ oid, qualifiers: [qualifier] }]));
const notice = (form: "utf8" | "ia5" | "visible" | "bmp", text: string): Parts =>
  policy({ kind: "userNotice", text: { form, text } });
const points = (uri: string): Parts =>
  leaf(fullCrlDistributionPoints([{ name: { kind: "full", names: [{ kind: "uri", value: uri }] } }]));
const access = (method: string, uri: string): Parts =>
  leaf({
    oid: OID.authorityInfoAccess,
    critical: false,
    value: der.sequence(der.sequence(der.oid(method), der.tlv(0x86, new TextEncoder().encode(uri)))),
  });
const SIA = subjectInfoAccess([
  { method: "1.3.6.1.5.5.7.48.5", location: { kind: "uri", value: "http://pki.example.test/r" } },
]);
const SCTS = sctList([{ version: "other", bytes: hex("0700ff") }]);
const directoryAttributes = subjectDirectoryAttributes([
  { type: "1.3.6.1.5.5.7.9.4", values: [der.printableString("DE")] },
]);

export const EXTENSION_DEFECTS: Defects = {
  "authority-key-id-is-present": without(LEAF_PARTS, OID.authorityKeyIdentifier),
  "authority-key-id-has-a-key-id": leaf(fullAuthorityKeyIdentifier({ certificate: { issuer: [MAIL], serial: "01" } })),
  "authority-key-id-is-not-critical": leaf(critical(fullAuthorityKeyIdentifier({ keyId: octets(20) }))),
  "self-issued-key-ids-agree": { ...LEAF_PARTS, issuer: LEAF_PARTS.subject },
  "subject-key-id-in-authority": without(AUTHORITY_PARTS, OID.subjectKeyIdentifier),
  "subject-key-id-in-end-entity": without(LEAF_PARTS, OID.subjectKeyIdentifier),
  "subject-key-id-is-not-critical": leaf(critical(subjectKeyIdentifier(octets(20)))),
  "key-usage-in-authority": without(authority(basicConstraints({ isCa: true })), OID.keyUsage),
  "key-usage-is-critical": leaf(plain(keyUsage(["digitalSignature"]))),
  "authority-signs-certificates": authority(basicConstraints({ isCa: true }), keyUsage(["cRLSign"])),
  "only-authorities-sign-certificates": leaf(keyUsage(["digitalSignature", "keyCertSign"])),
  "encipher-only-needs-agreement": leaf(keyUsage(["digitalSignature", "encipherOnly"])),
  "decipher-only-needs-agreement": leaf(keyUsage(["digitalSignature", "decipherOnly"])),
  "encipher-or-decipher-only": leaf(keyUsage(["keyAgreement", "encipherOnly", "decipherOnly"])),
  "ec-key-usage": leaf(keyUsage(["digitalSignature", "keyEncipherment"])),
  "ecdh-key-usage": keyOf("1.3.132.1.12", 65, "digitalSignature", "keyAgreement"),
  "edwards-key-usage": keyOf("1.3.101.112", 32, "digitalSignature", "keyAgreement"),
  "montgomery-key-usage": keyOf("1.3.101.110", 32, "digitalSignature", "keyAgreement"),
  "montgomery-key-agrees": keyOf("1.3.101.110", 32, "digitalSignature"),
  "rsa-key-usage": { ...leaf(keyUsage(["digitalSignature", "keyAgreement"])), spki: rsaKey(2048) },
  "pss-key-usage": keyOf("1.2.840.113549.1.1.10", 270, "digitalSignature", "keyEncipherment"),
  "ml-dsa-key-usage": keyOf("2.16.840.1.101.3.4.3.17", 1312, "digitalSignature", "keyAgreement"),
  "basic-constraints-critical-in-authority": authority(plain(basicConstraints({ isCa: true, pathLength: 0 }))),
  "path-length-needs-authority": leaf({ oid: OID.basicConstraints, critical: true, value: hex("30 03 02 01 00") }),
  "path-length-needs-certificate-signing": authority(keyUsage(["cRLSign"])),
  "any-purpose-is-not-critical": leaf(extendedKeyUsage(["serverAuth", "anyExtendedKeyUsage"], true)),
  "purpose-stands-once": leaf(extendedKeyUsage(["serverAuth", "serverAuth"])),
  "server-auth-usage": used("serverAuth"),
  "client-auth-usage": used("clientAuth"),
  "code-signing-usage": used("codeSigning"),
  "email-protection-usage": leaf(
    keyUsage(["cRLSign"]),
    extendedKeyUsage(["emailProtection"]),
    subjectAltName([MAIL], false),
  ),
  "time-stamping-usage": used("timeStamping", "cRLSign", true),
  "ocsp-signing-usage": used("ocspSigning"),
  "time-stamping-is-alone": leaf(extendedKeyUsage(["timeStamping", "serverAuth"], true)),
  "time-stamping-is-critical": leaf(extendedKeyUsage(["timeStamping"])),
  "responder-can-be-checked": without(
    leaf(extendedKeyUsage(["ocspSigning"])),
    OID.crlDistributionPoints,
    OID.authorityInfoAccess,
  ),
  "no-check-only-for-responders": leaf(ocspNoCheck()),
  "no-check-is-not-critical": leaf(extendedKeyUsage(["ocspSigning"]), critical(ocspNoCheck())),
  "alternative-name-is-not-critical": leaf(subjectAltName([MAIL], true)),
  "alternative-name-stands-once": names(
    { kind: "dns", value: "a.example.test" },
    { kind: "dns", value: "A.example.test" },
  ),
  "alternative-name-is-ascii": name(0x81, "jörg@example.test"),
  "dns-name-is-not-a-space": dns(" "),
  "dns-name-syntax": dns("a_b.example.test"),
  "dns-name-label-length": dns(`${"a".repeat(64)}.example.test`),
  "dns-name-length": dns(`${"abc.".repeat(63)}test`),
  "dns-name-a-labels-are-valid": dns("xn--a.example.test"),
  "dns-name-wildcard-is-leftmost": dns("www.*.example.test"),
  "email-name-syntax": name(0x81, "Web <web@example.test>"),
  "uri-name-is-absolute": name(0x86, "/a/b"),
  "uri-name-has-a-host": name(0x86, "https:///a"),
  "ip-name-length": name(0x87, "abc"),
  "directory-name-is-not-empty": names({ kind: "directoryName", der: der.sequence() }),
  "smtp-utf8-mailbox-syntax": names({
    kind: "otherName",
    oid: "1.3.6.1.5.5.7.8.9",
    value: der.utf8String("ascii@example.test"),
  }),
  "issuer-alternative-name-is-not-critical": leaf(critical(issuerAltName([MAIL]))),
  "email-protection-has-an-address": leaf(extendedKeyUsage(["emailProtection"])),
  "email-protection-key-size": {
    ...leaf(extendedKeyUsage(["emailProtection"]), subjectAltName([MAIL], false)),
    spki: rsaKey(1024),
  },
  "subject-directory-attributes-are-not-critical": leaf(critical(directoryAttributes)),
  "name-constraints-are-critical": authority(
    plain(nameConstraints({ permitted: [{ kind: "dns", value: "a.test" }], excluded: [] })),
  ),
  "name-constraints-only-in-authority": leaf(
    nameConstraints({ permitted: [{ kind: "dns", value: "a.test" }], excluded: [] }),
  ),
  "name-constraint-domain-has-no-dot": constrained({ kind: "dns", value: ".example.test" }),
  "name-constraint-uri-is-a-host": constrained({ kind: "uri", value: "https://example.test/" }),
  "name-constraint-mask-is-contiguous": constrained({
    kind: "ipRange",
    address: hex("c0000200"),
    mask: hex("ff00ff00"),
  }),
  "policy-constraints-are-critical": authority(plain(policyConstraints({ requireExplicitPolicy: 0 }))),
  "policy-constraints-only-in-authority": leaf(policyConstraints({ requireExplicitPolicy: 0 })),
  "policy-mappings-are-critical": authority(
    certificatePolicies([{ oid: "1.2.3", qualifiers: [] }]),
    plain(policyMappings([{ issuer: "1.2.3", subject: "1.2.4" }])),
  ),
  "policy-mappings-only-in-authority": leaf(
    certificatePolicies([{ oid: "1.2.3", qualifiers: [] }]),
    policyMappings([{ issuer: "1.2.3", subject: "1.2.4" }]),
  ),
  "policy-mapping-not-of-any-policy": authority(certificatePolicies([{ oid: "1.2.3", qualifiers: [] }]), {
    oid: POLICY_MAPPINGS,
    critical: true,
    value: der.sequence(der.sequence(der.oid("1.2.3"), der.oid(ANY_POLICY))),
  }),
  "policy-mapped-is-asserted": authority(policyMappings([{ issuer: "1.2.3", subject: "1.2.4" }])),
  "inhibit-any-policy-is-critical": authority(plain(inhibitAnyPolicy(0))),
  "inhibit-any-policy-only-in-authority": leaf(inhibitAnyPolicy(0)),
  "any-policy-qualifiers": policy({ kind: "other", oid: "1.2.3.4", value: der.nullValue }, ANY_POLICY),
  "user-notice-is-utf8": notice("visible", "Read this"),
  "user-notice-is-not-ia5": notice("ia5", "Read this"),
  "user-notice-length": leaf({
    oid: CERTIFICATE_POLICIES,
    critical: false,
    value: der.sequence(
      der.sequence(
        der.oid("1.2.3"),
        der.sequence(der.sequence(der.oid("1.3.6.1.5.5.7.2.2"), der.sequence(der.utf8String("a".repeat(201))))),
      ),
    ),
  }),
  "user-notice-has-no-reference": policy({
    kind: "userNotice",
    reference: { organization: { form: "utf8", text: "Example" }, numbers: [1] },
  }),
  "cps-pointer-is-a-url": policy({ kind: "cps", uri: "urn:x:1" }),
  "distribution-points-are-not-critical": leaf(
    critical(
      fullCrlDistributionPoints([
        { name: { kind: "full", names: [{ kind: "uri", value: "http://pki.example.test/1.crl" }] } },
      ]),
    ),
  ),
  "distribution-point-is-a-url": points("ftp://pki.example.test/1.crl"),
  "distribution-point-is-not-https": points("https://pki.example.test/1.crl"),
  "freshest-crl-is-not-critical": leaf(critical(freshestCrl(["http://pki.example.test/1d.crl"]))),
  "authority-info-access-is-not-critical": leaf({
    oid: OID.authorityInfoAccess,
    critical: true,
    value: der.sequence(
      der.sequence(der.oid(OID.ocsp), der.tlv(0x86, new TextEncoder().encode("http://pki.example.test/"))),
    ),
  }),
  "subject-info-access-is-not-critical": authority(critical(SIA)),
  "issuer-address-is-a-url": access(OID.caIssuers, "ftp://pki.example.test/1.cer"),
  "responder-address-is-http": access(OID.ocsp, "ldap://pki.example.test/"),
  "tls-feature-is-not-critical": leaf(critical(tlsFeature([5]))),
  "poison-is-critical": leaf(plain(ctPoison())),
  "precertificate-has-no-timestamps": leaf(ctPoison(), SCTS),
  "acme-identifier-is-critical": leaf(plain(acmeIdentifier(octets(32)))),
};
