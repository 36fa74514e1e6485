/** The rules about CRLs, in the order of the structure. */

import { crlAuthorityInfoAccessIsNotCritical } from "./crl/crl-authority-info-access-is-not-critical.ts";
import { crlAuthorityInfoAccessLeadsToIssuers } from "./crl/crl-authority-info-access-leads-to-issuers.ts";
import { crlAuthorityKeyIdIsNotCritical } from "./crl/crl-authority-key-id-is-not-critical.ts";
import { crlAuthorityKeyIdIsPresent } from "./crl/crl-authority-key-id-is-present.ts";
import { crlEntriesAreNotEmpty } from "./crl/crl-entries-are-not-empty.ts";
import { crlExtensionCriticalIsKnown } from "./crl/crl-extension-critical-is-known.ts";
import { crlExtensionDefaultIsLeftOut } from "./crl/crl-extension-default-is-left-out.ts";
import { crlExtensionIsWellFormed } from "./crl/crl-extension-is-well-formed.ts";
import { crlExtensionStandsOnce } from "./crl/crl-extension-stands-once.ts";
import { crlExtensionsAreNotEmpty } from "./crl/crl-extensions-are-not-empty.ts";
import { crlFreshestIsNotCritical } from "./crl/crl-freshest-is-not-critical.ts";
import { crlGeneralizedTimeIsWhole } from "./crl/crl-generalized-time-is-whole.ts";
import { crlIssuerIsNotEmpty } from "./crl/crl-issuer-is-not-empty.ts";
import { crlNextUpdateIsPresent } from "./crl/crl-next-update-is-present.ts";
import { crlNumberAtMost20Octets } from "./crl/crl-number-at-most-20-octets.ts";
import { crlNumberIsNotCritical } from "./crl/crl-number-is-not-critical.ts";
import { crlNumberIsPresent } from "./crl/crl-number-is-present.ts";
import { crlRevokedBeforeItWasListed } from "./crl/crl-revoked-before-it-was-listed.ts";
import { crlSerialIsMinimal } from "./crl/crl-serial-is-minimal.ts";
import { crlSerialIsPositive } from "./crl/crl-serial-is-positive.ts";
import { crlSerialStandsOnce } from "./crl/crl-serial-stands-once.ts";
import { crlSignatureAlgorithmsAgree } from "./crl/crl-signature-algorithms-agree.ts";
import { crlSignatureEcdsaHasNoParameters } from "./crl/crl-signature-ecdsa-has-no-parameters.ts";
import { crlSignatureEddsaHasNoParameters } from "./crl/crl-signature-eddsa-has-no-parameters.ts";
import { crlSignatureHasNoMd } from "./crl/crl-signature-has-no-md.ts";
import { crlSignatureHasNoSha1 } from "./crl/crl-signature-has-no-sha1.ts";
import { crlSignatureIsWholeOctets } from "./crl/crl-signature-is-whole-octets.ts";
import { crlSignatureMlDsaHasNoParameters } from "./crl/crl-signature-ml-dsa-has-no-parameters.ts";
import { crlSignaturePssHasParameters } from "./crl/crl-signature-pss-has-parameters.ts";
import { crlSignatureRsaHasNull } from "./crl/crl-signature-rsa-has-null.ts";
import { crlThisUpdateIsATime } from "./crl/crl-this-update-is-a-time.ts";
import { crlTimesExist } from "./crl/crl-times-exist.ts";
import { crlUpdatesHaveAnOrder } from "./crl/crl-updates-have-an-order.ts";
import { crlUtcTimeIsWhole } from "./crl/crl-utc-time-is-whole.ts";
import { crlUtcTimeThrough2049 } from "./crl/crl-utc-time-through-2049.ts";
import { crlVersion2ForExtensions } from "./crl/crl-version-2-for-extensions.ts";
import { crlVersionIsKnown } from "./crl/crl-version-is-known.ts";
import { deltaIndicatorIsCritical } from "./crl/delta-indicator-is-critical.ts";
import { deltaIsNewerThanItsBase } from "./crl/delta-is-newer-than-its-base.ts";
import { deltaNamesNoDelta } from "./crl/delta-names-no-delta.ts";
import { entryExtensionCriticalIsKnown } from "./crl/entry-extension-critical-is-known.ts";
import { entryExtensionStandsOnce } from "./crl/entry-extension-stands-once.ts";
import { entryExtensionsAreNotEmpty } from "./crl/entry-extensions-are-not-empty.ts";
import { entryInvalidityDateIsATime } from "./crl/entry-invalidity-date-is-a-time.ts";
import { entryInvalidityDateIsNotCritical } from "./crl/entry-invalidity-date-is-not-critical.ts";
import { entryIssuerIsCritical } from "./crl/entry-issuer-is-critical.ts";
import { entryIssuerOnlyInIndirect } from "./crl/entry-issuer-only-in-indirect.ts";
import { entryReasonIsKnown } from "./crl/entry-reason-is-known.ts";
import { entryReasonIsNotCritical } from "./crl/entry-reason-is-not-critical.ts";
import { entryReasonIsNotUnspecified } from "./crl/entry-reason-is-not-unspecified.ts";
import { entryRemovedOnlyInDelta } from "./crl/entry-removed-only-in-delta.ts";
import { scopeHasOneOnly } from "./crl/scope-has-one-only.ts";
import { scopeIsCritical } from "./crl/scope-is-critical.ts";
import { scopeIsNotEmpty } from "./crl/scope-is-not-empty.ts";
import type { CrlRule } from "./view/crl-view.ts";

export const CRL_RULES: readonly CrlRule[] = [
  crlVersion2ForExtensions,
  crlVersionIsKnown,
  crlSignatureAlgorithmsAgree,
  crlSignatureRsaHasNull,
  crlSignaturePssHasParameters,
  crlSignatureEcdsaHasNoParameters,
  crlSignatureEddsaHasNoParameters,
  crlSignatureMlDsaHasNoParameters,
  crlSignatureHasNoMd,
  crlSignatureHasNoSha1,
  crlSignatureIsWholeOctets,
  crlIssuerIsNotEmpty,
  crlNextUpdateIsPresent,
  crlUpdatesHaveAnOrder,
  crlThisUpdateIsATime,
  crlUtcTimeIsWhole,
  crlGeneralizedTimeIsWhole,
  crlUtcTimeThrough2049,
  crlTimesExist,
  crlEntriesAreNotEmpty,
  crlSerialStandsOnce,
  crlSerialIsPositive,
  crlSerialIsMinimal,
  crlRevokedBeforeItWasListed,
  crlExtensionsAreNotEmpty,
  crlExtensionStandsOnce,
  crlExtensionDefaultIsLeftOut,
  crlExtensionIsWellFormed,
  crlExtensionCriticalIsKnown,
  crlAuthorityKeyIdIsPresent,
  crlNumberIsPresent,
  crlNumberIsNotCritical,
  crlNumberAtMost20Octets,
  deltaIndicatorIsCritical,
  deltaIsNewerThanItsBase,
  deltaNamesNoDelta,
  crlFreshestIsNotCritical,
  crlAuthorityKeyIdIsNotCritical,
  crlAuthorityInfoAccessIsNotCritical,
  crlAuthorityInfoAccessLeadsToIssuers,
  scopeIsCritical,
  scopeIsNotEmpty,
  scopeHasOneOnly,
  entryExtensionsAreNotEmpty,
  entryExtensionStandsOnce,
  entryExtensionCriticalIsKnown,
  entryReasonIsKnown,
  entryReasonIsNotUnspecified,
  entryReasonIsNotCritical,
  entryRemovedOnlyInDelta,
  entryInvalidityDateIsNotCritical,
  entryInvalidityDateIsATime,
  entryIssuerIsCritical,
  entryIssuerOnlyInIndirect,
];
