/**
 * What each CRL holds: one finished DER element per revoked or held certificate, ordered by serial, so that publishing
 * is concatenation (RFC 5280 §5.1.2.6).
 */
import type { Position } from "../domain/kernel/brand.ts";
import { fromBase64url, toBase64url } from "../domain/kernel/bytes.ts";
import type { Instant } from "../domain/kernel/instant.ts";
import { idOf } from "../domain/kernel/stream.ts";
import type { RevocationReason } from "../domain/pki/revocation-reason.ts";
import { encodeRevokedEntry } from "../domain/pki/tbs-cert-list.ts";
import type { View } from "../domain/ports/read-store.ts";
import type { Placed, Projection } from "./projection.ts";

const serialOf = (stream: string): string => idOf(stream).split(".")[1] ?? "";

const place = (view: View, event: Placed & { body: { key: string; shard: number } }): string => {
  const { key, shard } = event.body;
  view.put(`applied/${key}.${shard}`, event.position);
  return `entry/${key}.${shard}/${serialOf(event.stream)}`;
};

const entry = (event: Placed, revokedAt: Instant, reason: RevocationReason, invalidSince: Instant | null): string => {
  const serial = serialOf(event.stream);
  const fields = { serial, revokedAt, reason };
  return toBase64url(encodeRevokedEntry(invalidSince === null ? fields : { ...fields, invalidSince }));
};

export const crlEntries: Projection = {
  name: "crl-entries",
  version: 1,
  categories: ["certificate"],
  when: {
    CertificateRevoked: (view, event) => {
      const { revokedAt, reason, invalidSince } = event.body;
      view.put(place(view, event), entry(event, revokedAt, reason, invalidSince));
    },
    CertificateHeld: (view, event) =>
      view.put(place(view, event), entry(event, event.body.heldAt, "certificateHold", null)),
    CertificateReleased: (view, event) => view.delete(place(view, event)),
  },
};

export const revokedEntries = (view: View, key: string, shard: number) => ({
  applied: (view.get(`applied/${key}.${shard}`) ?? "start") as Position | "start",
  entries: view.list(`entry/${key}.${shard}/`).map((r) => fromBase64url(r.value as string) ?? new Uint8Array()),
});
