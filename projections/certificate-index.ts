/**
 * Certificates as lists show them: in order of preparation or by their end, found by issuer and serial, by serial alone, by
 * whoever asked for them, and those that are not good. Bytes stay in the ledger.
 */

import { idOf } from "../domain/kernel/stream.ts";
import type { View } from "../domain/ports/read-store.ts";
import { type Asked, type Page, putRow, readRows } from "./lookup.ts";
import { mustGet, type Placed, type Projection } from "./projection.ts";

export type CertificateRow = {
  readonly issuer: string;
  readonly serial: string;
  readonly authority: string;
  readonly profile: string;
  readonly request: string;
  /** Who asked for it. */
  readonly requester: string | null;
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

/** Nearly all are good: only the others are found by it. */
const indexes = (row: CertificateRow) => ({
  requester: row.requester,
  serial: row.serial,
  status: row.status === "good" ? null : row.status,
  until: row.notAfter,
});

const change = (view: View, event: Placed, part: Partial<CertificateRow>): void => {
  const row = mustGet<CertificateRow>(view, key(event.stream));
  putRow(view, key(event.stream), { ...row, ...part }, indexes);
};

export const certificateIndex: Projection = {
  name: "certificate-index",
  version: 3,
  categories: ["request", "certificate"],
  when: {
    // Kept until its certificate is prepared: that event does not name the requester.
    RequestSubmitted: (view, event) => view.put(`requester/${idOf(event.stream)}`, event.body.requester),
    CertificatePrepared: (view, event) => {
      const { issuer, serial, authority, profile, request, notBefore, notAfter } = event.body;
      const requester = view.get(`requester/${request}`);
      const row: CertificateRow = {
        issuer,
        serial,
        authority,
        profile: profile.id,
        request,
        requester: typeof requester === "string" ? requester : null,
        notBefore,
        notAfter,
        state: "prepared",
        status: "good",
        reason: null,
        since: null,
        digest: null,
        order: event.position,
      };
      putRow(view, key(event.stream), row, indexes);
      view.delete(`requester/${request}`);
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

export const certificateRows = (view: View, asked: Asked<CertificateRow>): Page<CertificateRow> =>
  readRows(view, asked);

export const certificateByPlace = (view: View, issuer: string, serial: string): CertificateRow | undefined =>
  view.get(`certificate/${issuer}.${serial}`) as CertificateRow | undefined;
