/** What stands in a CRL and in an OCSP answer, whoever reads it. */
import type { RevocationReason } from "../../../domain/pki/revocation-reason.ts";

/** Instants as ISO 8601, serial numbers in hex; `reason` only from readers that show it. */
export type ShownList = {
  readonly issuer?: string;
  readonly thisUpdate: string;
  readonly nextUpdate: string;
  readonly number?: bigint;
  readonly entries: readonly { readonly serial: string; readonly at: string; readonly reason?: RevocationReason }[];
};

/** As OCSP has it; `reason` and `hash` only from readers that show them. */
export type ShownAnswer = {
  readonly producedAt: string;
  readonly responses: readonly {
    readonly hash?: string;
    readonly nameHash: string;
    readonly serial: string;
    readonly status: string;
    readonly thisUpdate: string;
    readonly nextUpdate: string;
    readonly revokedAt: string | undefined;
    readonly reason?: RevocationReason | undefined;
  }[];
};
