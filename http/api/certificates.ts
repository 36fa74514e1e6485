/** /v1/certificates: list, read in any form, change status. */

import type { Context } from "hono";
import { Hono } from "hono";
import { certificate as certificateAggregate } from "../../domain/certificate/decider.ts";
import type { Certificate, PreparedCertificate } from "../../domain/certificate/state.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { certificateStream, requestStream } from "../../domain/kernel/stream.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { loadState } from "../../domain/process/ledger.ts";
import { openMaterial } from "../../domain/process/material.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { changeStatus, type StatusChange } from "../../domain/process/revoke.ts";
import { request as requestAggregate } from "../../domain/request/decider.ts";
import { certificateRows } from "../../projections/certificate-index.ts";
import { type ApiVariables, commandId } from "./authenticate.ts";
import { problem } from "./problem.ts";
import { described, json, page, param, query, written } from "./route.ts";
import { CertificateAnswer, CertificateParam, ListQuery, pageOf, RevocationBody, StatusAnswer } from "./schemas.ts";

export type CertificateDeps = {
  readonly ports: Ports;
  readonly index: View;
  /** Publishes the CRL that must show a change; its number, or null when that follows later. */
  readonly publish: (certificate: Certificate, position: string | null) => Promise<string | null>;
};

const TAG = "certificates";
const PEM = "application/pem-certificate-chain";
const DER = "application/pkix-cert";

const row = (state: PreparedCertificate) => {
  const { issuer, serial, authority, profile, request, notBefore, notAfter } = state.prepared;
  const { status } = state;
  const reason = status.is === "revoked" ? status.reason : status.is === "held" ? "certificateHold" : null;
  const since = status.is === "good" ? null : status.since;
  const digest = state.at === "issued" ? state.issued.digest : null;
  return {
    issuer,
    serial,
    authority,
    profile: profile.id,
    request,
    notBefore,
    notAfter,
    state: state.at,
    status: status.is,
    reason,
    since,
    digest,
  };
};

/** Exactly one of the three forms, by the Accept header; JSON when nothing else is asked for. */
const formOf = (accept: string | undefined): "json" | "pem" | "der" => {
  if (accept === undefined) return "json";
  if (accept.includes("application/x-pem-file") || accept.includes(PEM)) return "pem";
  return accept.includes(DER) ? "der" : "json";
};

const unknown = () => problem(refusal("certificate.unknown", "no certificate has this serial number"));

/** Services read the certificates of their own requests, as they read the requests themselves. */
const seesOwnOnly = (actor: string): boolean => actor.startsWith("service:");

export const certificateRoutes = ({ ports, index, publish }: CertificateDeps): Hono<ApiVariables> => {
  const maySee = async (actor: string, { prepared }: PreparedCertificate): Promise<boolean> => {
    if (!seesOwnOnly(actor)) return true;
    const asked = await loadState(ports.store, requestAggregate, requestStream(prepared.request));
    return asked.at !== "absent" && asked.submission.requester === actor;
  };
  const act = async (
    c: Context<ApiVariables>,
    place: { issuer: string; serial: string },
    change: StatusChange,
  ): Promise<Response> => {
    const result = await changeStatus(ports, c.get("caller"), commandId(c, ports), place, change);
    if (!result.ok) return problem(result.error);
    const { state, position } = result.value;
    if (state.at === "absent") return unknown();
    const crl = await publish(state, position ?? null);
    return written(c, { ...place, status: state.status.is, crl, position: position ?? null });
  };

  return new Hono<ApiVariables>()
    .get(
      "/certificates",
      described({
        tag: TAG,
        id: "listCertificates",
        summary: "List certificates in order of issuance",
        answer: pageOf(CertificateAnswer),
      }),
      query(ListQuery),
      (c) => {
        const { actor } = c.get("caller");
        const requester = seesOwnOnly(actor) ? actor : undefined;
        return c.json(page(c.req.valid("query"), (cursor, limit) => certificateRows(index, requester, cursor, limit)));
      },
    )
    .get(
      "/certificates/:issuer/:serial",
      described({
        tag: TAG,
        id: "readCertificate",
        summary: "Read one certificate: JSON, PEM or DER by the Accept header",
        answer: CertificateAnswer,
        other: { [PEM]: "PEM", [DER]: "DER" },
        problems: [404, 410],
      }),
      param(CertificateParam),
      async (c) => {
        const { issuer, serial } = c.req.valid("param");
        const state = await loadState(ports.store, certificateAggregate, certificateStream(issuer, serial));
        if (state.at === "absent" || !(await maySee(c.get("caller").actor, state))) return unknown();
        const form = formOf(c.req.header("accept"));
        if (form === "json") return c.json(row(state));
        if (state.at !== "issued") return problem(refusal("certificate.not-issued", "the certificate was not issued"));
        const der = await openMaterial(ports.vault, state.issued.der);
        if (!der.ok) return problem(der.error);
        const headers = { etag: `"${state.issued.digest}"`, vary: "accept" };
        if (form === "pem")
          return new Response(encodePem("CERTIFICATE", der.value.bytes), {
            headers: { ...headers, "content-type": PEM },
          });
        return new Response(der.value.bytes as Uint8Array<ArrayBuffer>, {
          headers: { ...headers, "content-type": DER },
        });
      },
    )
    .post(
      "/certificates/:issuer/:serial/revocation",
      described({
        tag: TAG,
        id: "revokeCertificate",
        summary: "Revoke a certificate",
        answer: StatusAnswer,
        problems: [403, 404, 409, 422],
      }),
      param(CertificateParam),
      json(RevocationBody),
      (c) => {
        const { reason, invalidSince } = c.req.valid("json");
        return act(c, c.req.valid("param"), { act: "revoke", reason, invalidSince: invalidSince ?? null });
      },
    )
    .post(
      "/certificates/:issuer/:serial/hold",
      described({
        tag: TAG,
        id: "holdCertificate",
        summary: "Put a certificate on hold",
        answer: StatusAnswer,
        problems: [403, 404, 409],
      }),
      param(CertificateParam),
      (c) => act(c, c.req.valid("param"), { act: "hold" }),
    )
    .post(
      "/certificates/:issuer/:serial/release",
      described({
        tag: TAG,
        id: "releaseCertificate",
        summary: "Lift a hold",
        answer: StatusAnswer,
        problems: [403, 404, 409],
      }),
      param(CertificateParam),
      (c) => act(c, c.req.valid("param"), { act: "release" }),
    );
};
