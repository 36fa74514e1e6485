/** Certificates as lists show them: by issuer and serial, and in order of issuance. Bytes stay in the ledger. */

import { idOf } from "../domain/kernel/stream.ts";
import type { View } from "../domain/ports/read-store.ts";
import { mustGet, type Placed, type Projection } from "./projection.ts";

export type CertificateRow = {
  readonly issuer: string;
  readonly serial: string;
  readonly authority: string;
  readonly profile: string;
  readonly request: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly state: "prepared" | "issued" | "abandoned";
  readonly status: "good" | "held" | "revoked";
  readonly reason: string | null;
  readonly since: string | null;
  readonly digest: string | null;
  /** Where its first event stands: the order of lists. */
  readonly order: string;
};

const key = (stream: string): string => `certificate/${idOf(stream)}`;

const change = (view: View, event: Placed, part: Partial<CertificateRow>): void => {
  const row = mustGet<CertificateRow>(view, key(event.stream));
  view.put(key(event.stream), { ...row, ...part });
};

export const certificateIndex: Projection = {
  name: "certificate-index",
  version: 1,
  categories: ["certificate"],
  when: {
    CertificatePrepared: (view, event) => {
      const { issuer, serial, authority, profile, request, notBefore, notAfter } = event.body;
      const order = event.position;
      const row: CertificateRow = {
        issuer,
        serial,
        authority,
        profile: profile.id,
        request,
        notBefore,
        notAfter,
        state: "prepared",
        status: "good",
        reason: null,
        since: null,
        digest: null,
        order,
      };
      view.put(key(event.stream), row);
      view.put(`order/${order}`, idOf(event.stream));
    },
    CertificateIssued: (view, event) => change(view, event, { state: "issued", digest: event.body.digest }),
    CertificateAbandoned: (view, event) => change(view, event, { state: "abandoned" }),
    CertificateRevoked: (view, event) =>
      change(view, event, { status: "revoked", reason: event.body.reason, since: event.body.revokedAt }),
    CertificateHeld: (view, event) =>
      change(view, event, { status: "held", reason: "certificateHold", since: event.body.heldAt }),
    CertificateReleased: (view, event) => change(view, event, { status: "good", reason: null, since: null }),
  },
};

/** In order of preparation, after `cursor` (a row's `order`). */
export const certificateRows = (view: View, cursor: string | undefined, limit: number): readonly CertificateRow[] =>
  view
    .list("order/", cursor === undefined ? { limit } : { after: `order/${cursor}`, limit })
    .map((r) => mustGet<CertificateRow>(view, `certificate/${r.value as string}`));
