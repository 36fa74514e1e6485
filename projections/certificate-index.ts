/**
 * Certificates as lists show them: by issuer and serial, in order of issuance, and in that order for whoever asked for them.
 * Bytes stay in the ledger.
 */

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
  version: 2,
  categories: ["request", "certificate"],
  when: {
    // Kept until its certificate is prepared: that event does not name the requester.
    RequestSubmitted: (view, event) => view.put(`requester/${idOf(event.stream)}`, event.body.requester),
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
      const requester = view.get(`requester/${request}`);
      if (typeof requester === "string") view.put(`of/${requester}/${order}`, idOf(event.stream));
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

/** In order of preparation, after `cursor` (a row's `order`); those of one requester, or all. */
export const certificateRows = (
  view: View,
  requester: string | undefined,
  cursor: string | undefined,
  limit: number,
): readonly CertificateRow[] => {
  const prefix = requester === undefined ? "order/" : `of/${requester}/`;
  return view
    .list(prefix, cursor === undefined ? { limit } : { after: `${prefix}${cursor}`, limit })
    .map((r) => mustGet<CertificateRow>(view, `certificate/${r.value as string}`));
};
