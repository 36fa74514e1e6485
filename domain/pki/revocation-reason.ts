/** CRLReason. 7 is not used, 8 (removeFromCRL) stands in delta CRLs only. RFC 5280 §5.3.1. */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;

export type RevocationReason = keyof typeof REVOCATION_REASONS;

/** Of an entry in a delta CRL: a hold that was released, or a certificate that has expired since the base. */
export const REMOVE_FROM_CRL = 8;
