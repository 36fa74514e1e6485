/** The rules about certificates, in the order of the structure. */

import { acmeIdentifierIsCritical } from "./certificate/acme-identifier-is-critical.ts";
import { alternativeNameIsAscii } from "./certificate/alternative-name-is-ascii.ts";
import { alternativeNameIsNotCritical } from "./certificate/alternative-name-is-not-critical.ts";
import { alternativeNameStandsOnce } from "./certificate/alternative-name-stands-once.ts";
import { anyPolicyQualifiers } from "./certificate/any-policy-qualifiers.ts";
import { anyPurposeIsNotCritical } from "./certificate/any-purpose-is-not-critical.ts";
import { authorityInfoAccessIsNotCritical } from "./certificate/authority-info-access-is-not-critical.ts";
import { authorityKeyIdHasAKeyId } from "./certificate/authority-key-id-has-a-key-id.ts";
import { authorityKeyIdIsNotCritical } from "./certificate/authority-key-id-is-not-critical.ts";
import { authorityKeyIdIsPresent } from "./certificate/authority-key-id-is-present.ts";
import { authoritySignsCertificates } from "./certificate/authority-signs-certificates.ts";
import { authoritySubjectIsNotEmpty } from "./certificate/authority-subject-is-not-empty.ts";
import { basicConstraintsCriticalInAuthority } from "./certificate/basic-constraints-critical-in-authority.ts";
import { clientAuthUsage } from "./certificate/client-auth-usage.ts";
import { codeSigningUsage } from "./certificate/code-signing-usage.ts";
import { commonNameLength } from "./certificate/common-name-length.ts";
import { countryIsPrintable } from "./certificate/country-is-printable.ts";
import { countryIsTwoLetters } from "./certificate/country-is-two-letters.ts";
import { countryIsUpperCase } from "./certificate/country-is-upper-case.ts";
import { cpsPointerIsAUrl } from "./certificate/cps-pointer-is-a-url.ts";
import { crlSignerSubjectIsNotEmpty } from "./certificate/crl-signer-subject-is-not-empty.ts";
import { decipherOnlyNeedsAgreement } from "./certificate/decipher-only-needs-agreement.ts";
import { directoryNameIsNotEmpty } from "./certificate/directory-name-is-not-empty.ts";
import { distributionPointIsAUrl } from "./certificate/distribution-point-is-a-url.ts";
import { distributionPointIsNotHttps } from "./certificate/distribution-point-is-not-https.ts";
import { distributionPointsAreNotCritical } from "./certificate/distribution-points-are-not-critical.ts";
import { dnQualifierIsPrintable } from "./certificate/dn-qualifier-is-printable.ts";
import { dnsNameALabelsAreValid } from "./certificate/dns-name-a-labels-are-valid.ts";
import { dnsNameIsNotASpace } from "./certificate/dns-name-is-not-a-space.ts";
import { dnsNameLabelLength } from "./certificate/dns-name-label-length.ts";
import { dnsNameLength } from "./certificate/dns-name-length.ts";
import { dnsNameSyntax } from "./certificate/dns-name-syntax.ts";
import { dnsNameWildcardIsLeftmost } from "./certificate/dns-name-wildcard-is-leftmost.ts";
import { domainComponentIsALabel } from "./certificate/domain-component-is-a-label.ts";
import { domainComponentIsIa5 } from "./certificate/domain-component-is-ia5.ts";
import { ecCurveIsNamed } from "./certificate/ec-curve-is-named.ts";
import { ecKeyUsage } from "./certificate/ec-key-usage.ts";
import { ecPointForm } from "./certificate/ec-point-form.ts";
import { ecPointIsOnItsCurve } from "./certificate/ec-point-is-on-its-curve.ts";
import { ecdhKeyUsage } from "./certificate/ecdh-key-usage.ts";
import { edwardsKeyHasNoParameters } from "./certificate/edwards-key-has-no-parameters.ts";
import { edwardsKeyLength } from "./certificate/edwards-key-length.ts";
import { edwardsKeyUsage } from "./certificate/edwards-key-usage.ts";
import { emailAttributeIsAnAlternativeName } from "./certificate/email-attribute-is-an-alternative-name.ts";
import { emailAttributeIsIa5 } from "./certificate/email-attribute-is-ia5.ts";
import { emailAttributeLength } from "./certificate/email-attribute-length.ts";
import { emailNameSyntax } from "./certificate/email-name-syntax.ts";
import { emailProtectionHasAnAddress } from "./certificate/email-protection-has-an-address.ts";
import { emailProtectionKeySize } from "./certificate/email-protection-key-size.ts";
import { emailProtectionUsage } from "./certificate/email-protection-usage.ts";
import { encipherOnlyNeedsAgreement } from "./certificate/encipher-only-needs-agreement.ts";
import { encipherOrDecipherOnly } from "./certificate/encipher-or-decipher-only.ts";
import { extensionCriticalIsKnown } from "./certificate/extension-critical-is-known.ts";
import { extensionDefaultIsLeftOut } from "./certificate/extension-default-is-left-out.ts";
import { extensionIsWellFormed } from "./certificate/extension-is-well-formed.ts";
import { extensionStandsOnce } from "./certificate/extension-stands-once.ts";
import { extensionsAreNotEmpty } from "./certificate/extensions-are-not-empty.ts";
import { freshestCrlIsNotCritical } from "./certificate/freshest-crl-is-not-critical.ts";
import { inhibitAnyPolicyIsCritical } from "./certificate/inhibit-any-policy-is-critical.ts";
import { inhibitAnyPolicyOnlyInAuthority } from "./certificate/inhibit-any-policy-only-in-authority.ts";
import { ipNameLength } from "./certificate/ip-name-length.ts";
import { issuerAddressIsAUrl } from "./certificate/issuer-address-is-a-url.ts";
import { issuerAlternativeNameIsNotCritical } from "./certificate/issuer-alternative-name-is-not-critical.ts";
import { issuerIsNotEmpty } from "./certificate/issuer-is-not-empty.ts";
import { keyUsageInAuthority } from "./certificate/key-usage-in-authority.ts";
import { keyUsageIsCritical } from "./certificate/key-usage-is-critical.ts";
import { localityLength } from "./certificate/locality-length.ts";
import { mlDsaKeyHasNoParameters } from "./certificate/ml-dsa-key-has-no-parameters.ts";
import { mlDsaKeyLength } from "./certificate/ml-dsa-key-length.ts";
import { mlDsaKeyUsage } from "./certificate/ml-dsa-key-usage.ts";
import { montgomeryKeyAgrees } from "./certificate/montgomery-key-agrees.ts";
import { montgomeryKeyUsage } from "./certificate/montgomery-key-usage.ts";
import { nameAttributeIsNotEmpty } from "./certificate/name-attribute-is-not-empty.ts";
import { nameAttributeLength } from "./certificate/name-attribute-length.ts";
import { nameConstraintDomainHasNoDot } from "./certificate/name-constraint-domain-has-no-dot.ts";
import { nameConstraintMaskIsContiguous } from "./certificate/name-constraint-mask-is-contiguous.ts";
import { nameConstraintUriIsAHost } from "./certificate/name-constraint-uri-is-a-host.ts";
import { nameConstraintsAreCritical } from "./certificate/name-constraints-are-critical.ts";
import { nameConstraintsOnlyInAuthority } from "./certificate/name-constraints-only-in-authority.ts";
import { nameHasNoControlCharacter } from "./certificate/name-has-no-control-character.ts";
import { nameHasNoSpaceAround } from "./certificate/name-has-no-space-around.ts";
import { nameIa5IsIa5 } from "./certificate/name-ia5-is-ia5.ts";
import { nameNumericIsNumeric } from "./certificate/name-numeric-is-numeric.ts";
import { namePartHasOneAttribute } from "./certificate/name-part-has-one-attribute.ts";
import { namePartIsInOrder } from "./certificate/name-part-is-in-order.ts";
import { namePartIsNotEmpty } from "./certificate/name-part-is-not-empty.ts";
import { namePrintableIsPrintable } from "./certificate/name-printable-is-printable.ts";
import { nameStringTypeIsCurrent } from "./certificate/name-string-type-is-current.ts";
import { nameUtf8IsUtf8 } from "./certificate/name-utf8-is-utf8.ts";
import { noCheckIsNotCritical } from "./certificate/no-check-is-not-critical.ts";
import { noCheckOnlyForResponders } from "./certificate/no-check-only-for-responders.ts";
import { ocspSigningUsage } from "./certificate/ocsp-signing-usage.ts";
import { onlyAuthoritiesSignCertificates } from "./certificate/only-authorities-sign-certificates.ts";
import { organizationLength } from "./certificate/organization-length.ts";
import { organizationalUnitLength } from "./certificate/organizational-unit-length.ts";
import { pathLengthNeedsAuthority } from "./certificate/path-length-needs-authority.ts";
import { pathLengthNeedsCertificateSigning } from "./certificate/path-length-needs-certificate-signing.ts";
import { poisonIsCritical } from "./certificate/poison-is-critical.ts";
import { policyConstraintsAreCritical } from "./certificate/policy-constraints-are-critical.ts";
import { policyConstraintsOnlyInAuthority } from "./certificate/policy-constraints-only-in-authority.ts";
import { policyMappedIsAsserted } from "./certificate/policy-mapped-is-asserted.ts";
import { policyMappingNotOfAnyPolicy } from "./certificate/policy-mapping-not-of-any-policy.ts";
import { policyMappingsAreCritical } from "./certificate/policy-mappings-are-critical.ts";
import { policyMappingsOnlyInAuthority } from "./certificate/policy-mappings-only-in-authority.ts";
import { postalCodeLength } from "./certificate/postal-code-length.ts";
import { precertificateHasNoTimestamps } from "./certificate/precertificate-has-no-timestamps.ts";
import { pseudonymLength } from "./certificate/pseudonym-length.ts";
import { pssKeyUsage } from "./certificate/pss-key-usage.ts";
import { purposeStandsOnce } from "./certificate/purpose-stands-once.ts";
import { responderAddressIsHttp } from "./certificate/responder-address-is-http.ts";
import { responderCanBeChecked } from "./certificate/responder-can-be-checked.ts";
import { rsaExponent } from "./certificate/rsa-exponent.ts";
import { rsaExponentIsLarge } from "./certificate/rsa-exponent-is-large.ts";
import { rsaKeyHasNull } from "./certificate/rsa-key-has-null.ts";
import { rsaKeySize } from "./certificate/rsa-key-size.ts";
import { rsaKeyUsage } from "./certificate/rsa-key-usage.ts";
import { rsaModulusHasNoSmallFactor } from "./certificate/rsa-modulus-has-no-small-factor.ts";
import { rsaModulusIsWholeOctets } from "./certificate/rsa-modulus-is-whole-octets.ts";
import { selfIssuedKeyIdsAgree } from "./certificate/self-issued-key-ids-agree.ts";
import { serialAtMost20Octets } from "./certificate/serial-at-most-20-octets.ts";
import { serialCannotBeGuessed } from "./certificate/serial-cannot-be-guessed.ts";
import { serialIsMinimal } from "./certificate/serial-is-minimal.ts";
import { serialIsNotZero } from "./certificate/serial-is-not-zero.ts";
import { serialIsPositive } from "./certificate/serial-is-positive.ts";
import { serialNumberAttributeIsPrintable } from "./certificate/serial-number-attribute-is-printable.ts";
import { serialNumberAttributeLength } from "./certificate/serial-number-attribute-length.ts";
import { serverAuthUsage } from "./certificate/server-auth-usage.ts";
import { signatureAlgorithmsAgree } from "./certificate/signature-algorithms-agree.ts";
import { signatureEcdsaHasNoParameters } from "./certificate/signature-ecdsa-has-no-parameters.ts";
import { signatureEddsaHasNoParameters } from "./certificate/signature-eddsa-has-no-parameters.ts";
import { signatureHasNoMd } from "./certificate/signature-has-no-md.ts";
import { signatureHasNoSha1 } from "./certificate/signature-has-no-sha1.ts";
import { signatureIsWholeOctets } from "./certificate/signature-is-whole-octets.ts";
import { signatureMlDsaHasNoParameters } from "./certificate/signature-ml-dsa-has-no-parameters.ts";
import { signaturePssHasParameters } from "./certificate/signature-pss-has-parameters.ts";
import { signatureRsaHasNull } from "./certificate/signature-rsa-has-null.ts";
import { smtpUtf8MailboxSyntax } from "./certificate/smtp-utf8-mailbox-syntax.ts";
import { spkiIsWholeOctets } from "./certificate/spki-is-whole-octets.ts";
import { stateLength } from "./certificate/state-length.ts";
import { streetLength } from "./certificate/street-length.ts";
import { subjectDirectoryAttributesAreNotCritical } from "./certificate/subject-directory-attributes-are-not-critical.ts";
import { subjectInfoAccessIsNotCritical } from "./certificate/subject-info-access-is-not-critical.ts";
import { subjectKeyIdInAuthority } from "./certificate/subject-key-id-in-authority.ts";
import { subjectKeyIdInEndEntity } from "./certificate/subject-key-id-in-end-entity.ts";
import { subjectKeyIdIsNotCritical } from "./certificate/subject-key-id-is-not-critical.ts";
import { subjectOrAlternativeName } from "./certificate/subject-or-alternative-name.ts";
import { surnameLength } from "./certificate/surname-length.ts";
import { timeStampingIsAlone } from "./certificate/time-stamping-is-alone.ts";
import { timeStampingIsCritical } from "./certificate/time-stamping-is-critical.ts";
import { timeStampingUsage } from "./certificate/time-stamping-usage.ts";
import { titleLength } from "./certificate/title-length.ts";
import { tlsFeatureIsNotCritical } from "./certificate/tls-feature-is-not-critical.ts";
import { uniqueIdsAreAbsent } from "./certificate/unique-ids-are-absent.ts";
import { uriNameHasAHost } from "./certificate/uri-name-has-a-host.ts";
import { uriNameIsAbsolute } from "./certificate/uri-name-is-absolute.ts";
import { userNoticeHasNoReference } from "./certificate/user-notice-has-no-reference.ts";
import { userNoticeIsNotIa5 } from "./certificate/user-notice-is-not-ia5.ts";
import { userNoticeIsUtf8 } from "./certificate/user-notice-is-utf8.ts";
import { userNoticeLength } from "./certificate/user-notice-length.ts";
import { validityExists } from "./certificate/validity-exists.ts";
import { validityGeneralizedTimeIsWhole } from "./certificate/validity-generalized-time-is-whole.ts";
import { validityHasAnOrder } from "./certificate/validity-has-an-order.ts";
import { validityIsATime } from "./certificate/validity-is-a-time.ts";
import { validityUtcTimeIsWhole } from "./certificate/validity-utc-time-is-whole.ts";
import { validityUtcTimeThrough2049 } from "./certificate/validity-utc-time-through-2049.ts";
import { version3 } from "./certificate/version-3.ts";
import { version3ForExtensions } from "./certificate/version-3-for-extensions.ts";
import { versionDefaultIsLeftOut } from "./certificate/version-default-is-left-out.ts";
import { versionForUniqueIds } from "./certificate/version-for-unique-ids.ts";
import { versionIsKnown } from "./certificate/version-is-known.ts";
import type { CertificateRule } from "./view/certificate-view.ts";

export const CERTIFICATE_RULES: readonly CertificateRule[] = [
  version3ForExtensions,
  versionForUniqueIds,
  versionIsKnown,
  versionDefaultIsLeftOut,
  version3,
  serialIsPositive,
  serialIsNotZero,
  serialAtMost20Octets,
  serialIsMinimal,
  serialCannotBeGuessed,
  signatureAlgorithmsAgree,
  signatureRsaHasNull,
  signaturePssHasParameters,
  signatureEcdsaHasNoParameters,
  signatureEddsaHasNoParameters,
  signatureMlDsaHasNoParameters,
  signatureHasNoMd,
  signatureHasNoSha1,
  signatureIsWholeOctets,
  issuerIsNotEmpty,
  authoritySubjectIsNotEmpty,
  crlSignerSubjectIsNotEmpty,
  subjectOrAlternativeName,
  validityHasAnOrder,
  validityIsATime,
  validityUtcTimeIsWhole,
  validityGeneralizedTimeIsWhole,
  validityUtcTimeThrough2049,
  validityExists,
  uniqueIdsAreAbsent,
  extensionsAreNotEmpty,
  extensionStandsOnce,
  extensionDefaultIsLeftOut,
  extensionIsWellFormed,
  extensionCriticalIsKnown,
  nameAttributeIsNotEmpty,
  namePartIsNotEmpty,
  namePartHasOneAttribute,
  namePartIsInOrder,
  nameStringTypeIsCurrent,
  nameHasNoControlCharacter,
  nameHasNoSpaceAround,
  nameUtf8IsUtf8,
  namePrintableIsPrintable,
  nameIa5IsIa5,
  nameNumericIsNumeric,
  commonNameLength,
  surnameLength,
  serialNumberAttributeLength,
  localityLength,
  stateLength,
  organizationLength,
  organizationalUnitLength,
  titleLength,
  nameAttributeLength,
  pseudonymLength,
  emailAttributeLength,
  streetLength,
  postalCodeLength,
  countryIsTwoLetters,
  countryIsUpperCase,
  countryIsPrintable,
  serialNumberAttributeIsPrintable,
  dnQualifierIsPrintable,
  domainComponentIsIa5,
  emailAttributeIsIa5,
  domainComponentIsALabel,
  emailAttributeIsAnAlternativeName,
  authorityKeyIdIsPresent,
  authorityKeyIdHasAKeyId,
  authorityKeyIdIsNotCritical,
  selfIssuedKeyIdsAgree,
  subjectKeyIdInAuthority,
  subjectKeyIdInEndEntity,
  subjectKeyIdIsNotCritical,
  keyUsageInAuthority,
  keyUsageIsCritical,
  authoritySignsCertificates,
  onlyAuthoritiesSignCertificates,
  encipherOnlyNeedsAgreement,
  decipherOnlyNeedsAgreement,
  encipherOrDecipherOnly,
  ecKeyUsage,
  ecdhKeyUsage,
  edwardsKeyUsage,
  montgomeryKeyUsage,
  montgomeryKeyAgrees,
  rsaKeyUsage,
  pssKeyUsage,
  mlDsaKeyUsage,
  basicConstraintsCriticalInAuthority,
  pathLengthNeedsAuthority,
  pathLengthNeedsCertificateSigning,
  anyPurposeIsNotCritical,
  purposeStandsOnce,
  serverAuthUsage,
  clientAuthUsage,
  codeSigningUsage,
  emailProtectionUsage,
  timeStampingUsage,
  ocspSigningUsage,
  timeStampingIsAlone,
  timeStampingIsCritical,
  responderCanBeChecked,
  noCheckOnlyForResponders,
  noCheckIsNotCritical,
  alternativeNameIsNotCritical,
  alternativeNameStandsOnce,
  alternativeNameIsAscii,
  dnsNameIsNotASpace,
  dnsNameSyntax,
  dnsNameLabelLength,
  dnsNameLength,
  dnsNameALabelsAreValid,
  dnsNameWildcardIsLeftmost,
  emailNameSyntax,
  uriNameIsAbsolute,
  uriNameHasAHost,
  ipNameLength,
  directoryNameIsNotEmpty,
  smtpUtf8MailboxSyntax,
  issuerAlternativeNameIsNotCritical,
  emailProtectionHasAnAddress,
  emailProtectionKeySize,
  subjectDirectoryAttributesAreNotCritical,
  nameConstraintsAreCritical,
  nameConstraintsOnlyInAuthority,
  nameConstraintDomainHasNoDot,
  nameConstraintUriIsAHost,
  nameConstraintMaskIsContiguous,
  policyConstraintsAreCritical,
  policyConstraintsOnlyInAuthority,
  policyMappingsAreCritical,
  policyMappingsOnlyInAuthority,
  policyMappingNotOfAnyPolicy,
  policyMappedIsAsserted,
  inhibitAnyPolicyIsCritical,
  inhibitAnyPolicyOnlyInAuthority,
  anyPolicyQualifiers,
  userNoticeIsUtf8,
  userNoticeIsNotIa5,
  userNoticeLength,
  userNoticeHasNoReference,
  cpsPointerIsAUrl,
  distributionPointsAreNotCritical,
  distributionPointIsAUrl,
  distributionPointIsNotHttps,
  freshestCrlIsNotCritical,
  authorityInfoAccessIsNotCritical,
  subjectInfoAccessIsNotCritical,
  issuerAddressIsAUrl,
  responderAddressIsHttp,
  tlsFeatureIsNotCritical,
  poisonIsCritical,
  precertificateHasNoTimestamps,
  acmeIdentifierIsCritical,
  spkiIsWholeOctets,
  rsaKeyHasNull,
  rsaKeySize,
  rsaModulusIsWholeOctets,
  rsaExponent,
  rsaExponentIsLarge,
  rsaModulusHasNoSmallFactor,
  ecCurveIsNamed,
  ecPointForm,
  ecPointIsOnItsCurve,
  edwardsKeyHasNoParameters,
  edwardsKeyLength,
  mlDsaKeyHasNoParameters,
  mlDsaKeyLength,
];
