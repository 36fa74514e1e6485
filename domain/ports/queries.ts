import type { Position } from "../kernel/brand.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Revocation } from "../pki/revocation.ts";

/** An authority as processes and public endpoints look it up. `der`, `spki`, `name`: base64url; `der` null until certified. */
export type AuthorityRow = {
  readonly id: string;
  readonly kind: "root" | "issuing";
  readonly state: "created" | "active";
  readonly parent: string | null;
  readonly issuer: string;
  readonly key: string;
  readonly name: string;
  readonly request: string;
  readonly der: string | null;
  readonly notAfter: Instant | null;
};

/** Who answers OCSP for an authority's key. */
export type ResponderRow = { readonly responderKey: string; readonly der: string; readonly notAfter: Instant };

/**
 * What processes must look up across streams. Answered from read models, so it may lag; nothing that must be exact is
 * decided from it: the streams decide.
 */
export interface Queries {
  readonly authorities: () => readonly AuthorityRow[];
  readonly responderOf: (authorityKey: string) => ResponderRow | undefined;
  /** By the hashes of a CertID (RFC 6960 §4.1.1), lower-case hex. */
  readonly authorityByHashes: (hash: string, nameHash: string, keyHash: string) => AuthorityRow | undefined;
  /** What the next CRL lists, ordered by serial, and the last event that it reflects. */
  readonly revokedEntries: (
    key: string,
    shard: number,
  ) => { readonly entries: readonly Revocation[]; readonly applied: Position | "start" };
  /** `applied` of the above, without the entries: asked every few seconds of lists that may have a million. */
  readonly revocationsApplied: (key: string, shard: number) => Position | "start";
  /** Changes whenever the certificate's OCSP status does. */
  readonly statusTag: (issuer: string, serial: string) => string;
  /** Ids of requests that were approved and are neither fulfilled nor failed. */
  readonly approvedRequests: () => readonly string[];
  /** Keys that were planned, at that time, and are not generated. */
  readonly plannedKeys: () => readonly { readonly id: string; readonly at: Instant }[];
  /** The last count that a security key signed with, in any stream; undefined when it has signed nothing. */
  readonly assertionCounter: (credential: string) => number | undefined;
  /** Waits until the read models have `position`; false when they did not within `timeoutMs`. */
  readonly caughtUp: (position: Position, timeoutMs: number) => Promise<boolean>;
}
