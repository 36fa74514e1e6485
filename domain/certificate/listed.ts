/** What an event changes in its CRL: the read model that lists are made from folds it, and whoever derives them again. */
import { idOf } from "../kernel/stream.ts";
import { type Revocation, revocationOf } from "../pki/revocation.ts";
import type { CertificateEvent } from "./events.ts";

export type Listed = {
  readonly key: string;
  readonly shard: number;
  readonly serial: string;
  /** Undefined where the certificate leaves the list. */
  readonly entry: Revocation | undefined;
};

const serialOf = (stream: string): string => idOf(stream).split(".")[1] ?? "";

/** Undefined for an event that changes no list. */
export const listedAs = (
  event: { readonly stream: string; readonly type: string } | (CertificateEvent & { readonly stream: string }),
): Listed | undefined => {
  if (!("body" in event)) return undefined;
  const serial = serialOf(event.stream);
  switch (event.type) {
    case "CertificateRevoked":
      return { ...event.body, serial, entry: revocationOf({ serial, ...event.body }) };
    case "CertificateHeld": {
      const { heldAt: revokedAt, key, shard } = event.body;
      const entry = revocationOf({ serial, revokedAt, reason: "certificateHold", invalidSince: null });
      return { key, shard, serial, entry };
    }
    case "CertificateReleased":
      return { ...event.body, serial, entry: undefined };
    default:
      return undefined;
  }
};
