/** The rules about OCSP responses, in the order of the structure. */

import { ocspAnswerIsBasic } from "./ocsp/ocsp-answer-is-basic.ts";
import { ocspCertificateStandsOnce } from "./ocsp/ocsp-certificate-stands-once.ts";
import { ocspCertificatesAreCertificates } from "./ocsp/ocsp-certificates-are-certificates.ts";
import { ocspExtensionStandsOnce } from "./ocsp/ocsp-extension-stands-once.ts";
import { ocspExtensionsAreNotEmpty } from "./ocsp/ocsp-extensions-are-not-empty.ts";
import { ocspFailureHasNoAnswer } from "./ocsp/ocsp-failure-has-no-answer.ts";
import { ocspFirstCertificateMayAnswer } from "./ocsp/ocsp-first-certificate-may-answer.ts";
import { ocspHasAnswers } from "./ocsp/ocsp-has-answers.ts";
import { ocspHashesHaveTheirLength } from "./ocsp/ocsp-hashes-have-their-length.ts";
import { ocspNextUpdateIsPresent } from "./ocsp/ocsp-next-update-is-present.ts";
import { ocspNonceIsNotCritical } from "./ocsp/ocsp-nonce-is-not-critical.ts";
import { ocspNonceLength } from "./ocsp/ocsp-nonce-length.ts";
import { ocspProducedAfterWhatItSays } from "./ocsp/ocsp-produced-after-what-it-says.ts";
import { ocspReasonIsKnown } from "./ocsp/ocsp-reason-is-known.ts";
import { ocspReasonIsNotRemoval } from "./ocsp/ocsp-reason-is-not-removal.ts";
import { ocspResponderKeyHashLength } from "./ocsp/ocsp-responder-key-hash-length.ts";
import { ocspResponderNameIsNotEmpty } from "./ocsp/ocsp-responder-name-is-not-empty.ts";
import { ocspRevokedBeforeItWasSaid } from "./ocsp/ocsp-revoked-before-it-was-said.ts";
import { ocspSerialIsMinimal } from "./ocsp/ocsp-serial-is-minimal.ts";
import { ocspSignatureEcdsaHasNoParameters } from "./ocsp/ocsp-signature-ecdsa-has-no-parameters.ts";
import { ocspSignatureEddsaHasNoParameters } from "./ocsp/ocsp-signature-eddsa-has-no-parameters.ts";
import { ocspSignatureHasNoMd } from "./ocsp/ocsp-signature-has-no-md.ts";
import { ocspSignatureHasNoSha1 } from "./ocsp/ocsp-signature-has-no-sha1.ts";
import { ocspSignatureIsWholeOctets } from "./ocsp/ocsp-signature-is-whole-octets.ts";
import { ocspSignatureMlDsaHasNoParameters } from "./ocsp/ocsp-signature-ml-dsa-has-no-parameters.ts";
import { ocspSignaturePssHasParameters } from "./ocsp/ocsp-signature-pss-has-parameters.ts";
import { ocspSignatureRsaHasNull } from "./ocsp/ocsp-signature-rsa-has-null.ts";
import { ocspStatusIsKnown } from "./ocsp/ocsp-status-is-known.ts";
import { ocspSuccessHasAnAnswer } from "./ocsp/ocsp-success-has-an-answer.ts";
import { ocspTimesAreGeneralized } from "./ocsp/ocsp-times-are-generalized.ts";
import { ocspTimesAreWhole } from "./ocsp/ocsp-times-are-whole.ts";
import { ocspTimesExist } from "./ocsp/ocsp-times-exist.ts";
import { ocspUpdatesHaveAnOrder } from "./ocsp/ocsp-updates-have-an-order.ts";
import { ocspVersionDefaultIsLeftOut } from "./ocsp/ocsp-version-default-is-left-out.ts";
import type { OcspRule } from "./view/ocsp-view.ts";

export const OCSP_RULES: readonly OcspRule[] = [
  ocspStatusIsKnown,
  ocspSuccessHasAnAnswer,
  ocspFailureHasNoAnswer,
  ocspAnswerIsBasic,
  ocspVersionDefaultIsLeftOut,
  ocspResponderKeyHashLength,
  ocspResponderNameIsNotEmpty,
  ocspHasAnswers,
  ocspCertificateStandsOnce,
  ocspTimesAreGeneralized,
  ocspTimesAreWhole,
  ocspTimesExist,
  ocspUpdatesHaveAnOrder,
  ocspProducedAfterWhatItSays,
  ocspRevokedBeforeItWasSaid,
  ocspNextUpdateIsPresent,
  ocspReasonIsKnown,
  ocspReasonIsNotRemoval,
  ocspSerialIsMinimal,
  ocspHashesHaveTheirLength,
  ocspSignatureRsaHasNull,
  ocspSignaturePssHasParameters,
  ocspSignatureEcdsaHasNoParameters,
  ocspSignatureEddsaHasNoParameters,
  ocspSignatureMlDsaHasNoParameters,
  ocspSignatureHasNoMd,
  ocspSignatureHasNoSha1,
  ocspSignatureIsWholeOctets,
  ocspExtensionsAreNotEmpty,
  ocspExtensionStandsOnce,
  ocspNonceLength,
  ocspNonceIsNotCritical,
  ocspCertificatesAreCertificates,
  ocspFirstCertificateMayAnswer,
];
