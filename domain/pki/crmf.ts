/** Certificate Request Message Format. RFC 4211. Input is untrusted. */
import { type DerReader, malformed, readDer } from "../der/reader.ts";
import { integer, sequence, sequenceOf } from "../der/writer.ts";
import type { Result } from "../kernel/result.ts";
import { type CertTemplate, encodeCertTemplate, readCertTemplate } from "./crmf/cert-template.ts";
import { type Controls, NO_CONTROLS, optionalControls, readControls } from "./crmf/controls.ts";
import {
  encodeProofOfPossession,
  isProofNext,
  type ProofOfPossession,
  readProofOfPossession,
} from "./crmf/proof-of-possession.ts";
import { optionalTypesAndValues, readTypesAndValues, type TypeAndValue } from "./crmf/type-and-value.ts";

export type CertRequest = {
  /** As it stands: what most proofs of possession sign. */
  readonly der: Uint8Array;
  /** Ties an answer to its request within one message; 0 to 2^32-1. */
  readonly certReqId: number;
  readonly template: CertTemplate;
  readonly controls: Controls;
};

export type CertReqMsg = {
  readonly certRequest: CertRequest;
  readonly proof?: ProofOfPossession | undefined;
  /** regInfo, RFC 4211 §7, as it stands. */
  readonly registrationInfo: readonly TypeAndValue[];
};

const MAX_MESSAGES = 64;

const readCertRequest = (r: DerReader): CertRequest => {
  const element = r.expect(0x30);
  const request = r.inside(element);
  const certReqId = request.smallInteger();
  const template = readCertTemplate(request);
  const controls = request.isAtEnd ? NO_CONTROLS : readControls(request);
  request.end();
  return { der: element.whole, certReqId, template, controls };
};

const readCertReqMsg = (r: DerReader): CertReqMsg => {
  const message = r.sequence();
  const certRequest = readCertRequest(message);
  const proof = isProofNext(message) ? readProofOfPossession(message) : undefined;
  const registrationInfo = message.isAtEnd ? [] : readTypesAndValues(message);
  message.end();
  return { certRequest, proof, registrationInfo };
};

/** CertReqMessages, RFC 4211 §3. Refuses `csr.malformed`; checks no proof. */
export const parseCertReqMessages = (der: Uint8Array): Result<readonly CertReqMsg[]> =>
  readDer(
    der,
    (r) => {
      const messages = r.each(r.expect(0x30), readCertReqMsg);
      if (messages.length === 0 || messages.length > MAX_MESSAGES) malformed("no request, or too many");
      if (new Set(messages.map((m) => m.certRequest.certReqId)).size < messages.length)
        malformed("two requests have one number");
      return messages;
    },
    { code: "csr.malformed", maxBytes: 1 << 18 },
  );

/** One request by itself: a CertRequest also stands in regInfo. RFC 4211 §7.2. Refuses `csr.malformed`. */
export const parseCertRequest = (der: Uint8Array): Result<CertRequest> =>
  readDer(der, readCertRequest, { code: "csr.malformed", maxBytes: 1 << 16 });

/** CertRequest, DER: to be signed before `encodeCertReqMessages` takes it. */
export const encodeCertRequest = ({ certReqId, template, controls }: Omit<CertRequest, "der">): Uint8Array =>
  sequence(integer(certReqId), encodeCertTemplate(template), ...optionalControls(controls));

/** CertReqMessages; each request stands there byte for byte as its `der` is. */
export const encodeCertReqMessages = (
  messages: readonly {
    readonly certRequest: Pick<CertRequest, "der">;
    readonly proof?: ProofOfPossession | undefined;
    readonly registrationInfo?: readonly TypeAndValue[];
  }[],
): Uint8Array =>
  sequenceOf(
    messages.map(({ certRequest, proof, registrationInfo = [] }) =>
      sequence(
        certRequest.der,
        ...(proof === undefined ? [] : [encodeProofOfPossession(proof)]),
        ...optionalTypesAndValues(registrationInfo),
      ),
    ),
  );
