/** Step 6 of issuance: the signed certificate is recorded, its authority or responder told, the request fulfilled. */
import { authority } from "../authority/decider.ts";
import { certificate } from "../certificate/decider.ts";
import type { Digest } from "../kernel/brand.ts";
import { toBase64url } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";
import type { Instant } from "../kernel/instant.ts";
import { ok, type Result } from "../kernel/result.ts";
import { authorityStream, certificateStream, ocspStream, requestStream } from "../kernel/stream.ts";
import { ocsp } from "../ocsp/decider.ts";
import { request } from "../request/decider.ts";
import type { PlannedRequest, Request } from "../request/state.ts";
import { handle, step, type Work, type Written } from "./handle.ts";
import type { ReadStream } from "./ledger.ts";
import { sealMaterial } from "./material.ts";
import type { Ports } from "./ports.ts";

type Issued = {
  readonly der: Uint8Array;
  readonly sequence: number;
  readonly judgedAt: number | null;
  readonly notAfter: Instant;
};

/** Tells the aggregate that the certificate was made for; subscribers have none. */
const tellOwner = async (
  ports: Ports,
  work: Work,
  state: PlannedRequest,
  { der, notAfter }: Issued,
  cause: string,
): Promise<Result<unknown>> => {
  const { plan } = state;
  const { purpose } = plan;
  const facts = { der: toBase64url(der), digest: toBase64url(sha256(der)) as Digest, notAfter };
  switch (purpose.for) {
    case "subscriber":
      return ok(undefined);
    case "authority": {
      const { source } = state.submission;
      if (!("key" in source)) throw new TypeError("an authority without a key of ours");
      const place = { issuer: plan.issuer, serial: plan.serial };
      return handle(ports, authority, authorityStream(purpose.authority), step(work, "certified", cause), {
        type: "RecordCertified",
        key: source.key,
        certificate: place,
        ...facts,
      });
    }
    case "responder":
      return handle(ports, ocsp, ocspStream(plan.key), step(work, "certified", cause), {
        type: "RecordCertified",
        authority: purpose.authority,
        responderKey: purpose.responderKey,
        ...facts,
      });
  }
};

/** The request as it is now, and its certificate. */
export type Fulfilment = { readonly request: Written<Request>; readonly der: Uint8Array };

/**
 * Records a signed certificate and everything that follows from it. Safe to repeat: each step has its own command. `known`:
 * the two streams as this work knows them.
 */
export const recordIssuance = async (
  ports: Ports,
  work: Work,
  id: string,
  state: PlannedRequest,
  issued: Issued,
  known: { readonly request: ReadStream; readonly certificate: ReadStream },
): Promise<Result<Fulfilment>> => {
  const { plan } = state;
  const place = { issuer: plan.issuer, serial: plan.serial };
  const subject = "sealed" in plan.tbs ? plan.tbs.sealed.subject : null;
  const stream = certificateStream(plan.issuer, plan.serial);
  const record = async () => {
    const der = await sealMaterial(ports.vault, subject, issued.der);
    if (!der.ok) return der;
    const digest = toBase64url(sha256(issued.der)) as Digest;
    const judged = issued.judgedAt === null ? {} : { judgedAt: issued.judgedAt };
    return ok({ type: "RecordIssued" as const, der: der.value, digest, sequence: issued.sequence, ...judged });
  };
  const recorded = await handle(ports, certificate, stream, step(work, "issued", null), record, known.certificate);
  if (!recorded.ok) return recorded;
  const event = recorded.value.events.find((e) => e.type === "CertificateIssued");
  if (event === undefined) throw new TypeError("issued without an event");
  const told = await tellOwner(ports, work, state, issued, event.id);
  if (!told.ok) return told;
  const fulfil = { type: "RecordFulfilled" as const, certificate: place, issued: event.id };
  const last = step(work, "fulfilled", event.id);
  const fulfilled = await handle(ports, request, requestStream(id), last, fulfil, known.request);
  return fulfilled.ok ? ok({ request: fulfilled.value, der: issued.der }) : fulfilled;
};
