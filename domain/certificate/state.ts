import type { Instant } from "../kernel/instant.ts";
import type { CertificateEvent, Reason } from "./events.ts";

type Prepared = Extract<CertificateEvent, { type: "CertificatePrepared" }>["body"];
type Issued = Extract<CertificateEvent, { type: "CertificateIssued" }>["body"];

export type Status =
  | { readonly is: "good" }
  | { readonly is: "held"; readonly since: Instant }
  | { readonly is: "revoked"; readonly since: Instant; readonly reason: Reason };

/** `prepared` is presumed signed: it can be revoked, because a crash may hide a signature. */
export type Certificate =
  | { readonly at: "absent" }
  | { readonly at: "prepared" | "abandoned"; readonly prepared: Prepared; readonly status: Status }
  | { readonly at: "issued"; readonly prepared: Prepared; readonly status: Status; readonly issued: Issued };

export type PreparedCertificate = Exclude<Certificate, { at: "absent" }>;

export const initialCertificate: Certificate = { at: "absent" };

const present = (state: Certificate): PreparedCertificate => {
  if (state.at === "absent") throw new TypeError("a certificate that nobody prepared went on");
  return state;
};

export const evolveCertificate = (state: Certificate, event: CertificateEvent): Certificate => {
  switch (event.type) {
    case "CertificatePrepared":
      if (state.at !== "absent") throw new TypeError("a serial number was prepared twice");
      return { at: "prepared", prepared: event.body, status: { is: "good" } };
    case "CertificateIssued": {
      const { prepared, status } = present(state);
      return { at: "issued", prepared, status, issued: event.body };
    }
    case "CertificateAbandoned": {
      const { prepared, status } = present(state);
      return { at: "abandoned", prepared, status };
    }
    case "CertificateRevoked": {
      const { reason, revokedAt } = event.body;
      return { ...present(state), status: { is: "revoked", since: revokedAt, reason } };
    }
    // A revocation is for ever, whatever somebody wrote behind it: who answers OCSP believes no more than this.
    case "CertificateHeld":
      if (present(state).status.is !== "good") throw new TypeError("a certificate was held that was not good");
      return { ...present(state), status: { is: "held", since: event.body.heldAt } };
    case "CertificateReleased":
      if (present(state).status.is !== "held") throw new TypeError("a certificate was released that was not held");
      return { ...present(state), status: { is: "good" } };
  }
};
