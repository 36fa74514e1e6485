/**
 * What each CRL holds: one row per revoked or held certificate, ordered by serial, so that a list is always the same bytes
 * (RFC 5280 §5.1.2.6).
 */
import type { Position } from "../domain/kernel/brand.ts";
import { idOf } from "../domain/kernel/stream.ts";
import { type Revocation, revocationOf } from "../domain/pki/revocation.ts";
import type { View } from "../domain/ports/read-store.ts";
import type { Placed, Projection } from "./projection.ts";

const serialOf = (stream: string): string => idOf(stream).split(".")[1] ?? "";

const place = (view: View, event: Placed & { body: { key: string; shard: number } }): string => {
  const { key, shard } = event.body;
  view.put(`applied/${key}.${shard}`, event.position);
  return `entry/${key}.${shard}/${serialOf(event.stream)}`;
};

/** A row has what its key does not say. */
const row = (event: Placed, fields: Omit<Parameters<typeof revocationOf>[0], "serial">) =>
  revocationOf({ serial: serialOf(event.stream), ...fields }).slice(1);

export const crlEntries: Projection = {
  name: "crl-entries",
  version: 2,
  categories: ["certificate"],
  when: {
    CertificateRevoked: (view, event) => view.put(place(view, event), row(event, event.body)),
    CertificateHeld: (view, event) => {
      const { heldAt: revokedAt } = event.body;
      view.put(place(view, event), row(event, { revokedAt, reason: "certificateHold", invalidSince: null }));
    },
    CertificateReleased: (view, event) => view.delete(place(view, event)),
  },
};

/** The last event that the entries reflect. */
export const revocationsApplied = (view: View, key: string, shard: number): Position | "start" =>
  (view.get(`applied/${key}.${shard}`) ?? "start") as Position | "start";

export const revokedEntries = (view: View, key: string, shard: number) => {
  const prefix = `entry/${key}.${shard}/`;
  return {
    applied: revocationsApplied(view, key, shard),
    entries: view
      .list(prefix)
      .map((r) => [r.key.slice(prefix.length), ...(r.value as readonly number[])] as unknown as Revocation),
  };
};
