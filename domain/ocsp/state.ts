import type { Instant } from "../kernel/instant.ts";
import type { OcspEvent } from "./events.ts";

export type Responder = {
  readonly responderKey: string;
  readonly der: string;
  readonly digest: string;
  readonly notAfter: Instant;
};

/** The responder now in service for one authority key; null before the first. */
export type Ocsp = { readonly responder: Responder | null };

export const initialOcsp: Ocsp = { responder: null };

export const evolveOcsp = (_: Ocsp, event: OcspEvent): Ocsp => {
  const { responderKey, der, digest, notAfter } = event.body;
  return { responder: { responderKey, der, digest, notAfter } };
};
