/**
 * Status of each certificate as OCSP tells it. Absence is `unknown`. The signer decides the status from the streams;
 * this tells the responder whether an answer that it kept is still true. RFC 6960 §4.2.1.
 */
import { idOf } from "../domain/kernel/stream.ts";
import type { View } from "../domain/ports/read-store.ts";
import type { Placed, Projection } from "./projection.ts";

const put = (view: View, event: Placed, status: string): void => view.put(idOf(event.stream), status);

export const ocspStatus: Projection = {
  name: "ocsp-status",
  version: 1,
  categories: ["certificate"],
  when: {
    CertificateIssued: (view, event) => {
      // Revoked before it was recorded as issued: it stays revoked.
      if (view.get(idOf(event.stream)) === undefined) put(view, event, "good");
    },
    CertificateRevoked: (view, event) => put(view, event, `revoked ${event.body.revokedAt} ${event.body.reason}`),
    CertificateHeld: (view, event) => put(view, event, `held ${event.body.heldAt}`),
    CertificateReleased: (view, event) => put(view, event, "good"),
  },
};

export const statusTag = (view: View, issuer: string, serial: string): string => {
  const status = view.get(`${issuer}.${serial}`);
  return typeof status === "string" ? status : "unknown";
};
