/**
 * What each CRL holds: one row per revoked or held certificate, ordered by serial, so that a list is always the same bytes
 * (RFC 5280 §5.1.2.6).
 */
import { listedAs } from "../domain/certificate/listed.ts";
import type { Position } from "../domain/kernel/brand.ts";
import type { Revocation } from "../domain/pki/revocation.ts";
import type { View } from "../domain/ports/read-store.ts";
import type { Placed, Projection } from "./projection.ts";

const change = (view: View, event: Placed): void => {
  const listed = listedAs(event);
  if (listed === undefined) return;
  const { key, shard, serial, entry } = listed;
  view.put(`applied/${key}.${shard}`, event.position);
  const row = `entry/${key}.${shard}/${serial}`;
  // A row has what its key does not say.
  if (entry === undefined) view.delete(row);
  else view.put(row, entry.slice(1));
};

export const crlEntries: Projection = {
  name: "crl-entries",
  version: 2,
  categories: ["certificate"],
  when: { CertificateRevoked: change, CertificateHeld: change, CertificateReleased: change },
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
