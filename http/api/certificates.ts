/** /v1/certificates: list, read in any form, change status. */

import type { Context } from "hono";
import { Hono } from "hono";
import type * as v from "valibot";
import { certificate as certificateAggregate } from "../../domain/certificate/decider.ts";
import type { PreparedCertificate } from "../../domain/certificate/state.ts";
import { withheldFrom } from "../../domain/governance/entitlement.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { certificateStream, requestStream } from "../../domain/kernel/stream.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { loadState, readState } from "../../domain/process/ledger.ts";
import { openMaterial } from "../../domain/process/material.ts";
import { receiptOf } from "../../domain/process/receipt.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import type { StatusChange } from "../../domain/process/status-change.ts";
import { request as requestAggregate } from "../../domain/request/decider.ts";
import { ReceiptSchema, receiptFile } from "../../domain/transparency/story.ts";
import { type CertificateRow, certificateByPlace, certificateRows } from "../../projections/certificate-index.ts";
import { issuerChain } from "../../projections/issuer-directory.ts";
import type { Asked } from "../../projections/lookup.ts";
import { commandId } from "./authenticate.ts";
import { conditional, entityTag } from "./condition.ts";
import { CERTIFICATE_FORMS, certificateIn, formAsked } from "./form.ts";
import { list } from "./listing.ts";
import { problem } from "./problem.ts";
import { outOfReach, sightOf } from "./reach.ts";
import { described, json, param, query, written } from "./route.ts";
import {
  CertificateAnswer,
  CertificateParam,
  CertificatesQuery,
  pageOf,
  RevocationBody,
  StatusAnswer,
} from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

export type CertificateDeps = { readonly directory: View; readonly index: View };

const TAG = "certificates";
const COLUMNS = Object.keys(CertificateAnswer.entries);
const { "application/json": _, ...OTHER_FORMS } = CERTIFICATE_FORMS;

const row = (state: PreparedCertificate, requester: string | null) => {
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
    requester,
    notBefore,
    notAfter,
    state: state.at,
    status: status.is,
    reason,
    since,
    digest,
  };
};

const unknown = () => problem(refusal("certificate.unknown", "no certificate has this serial number"));

/** Who asks for certificates reads those, as they read the requests themselves. */
const seesOwnOnly = (c: Context<ApiVariables>): boolean =>
  withheldFrom(c.get("caller").access, "certificates.read") !== undefined;

type Query = v.InferOutput<typeof CertificatesQuery>;

/** The index that leads to the fewest rows in the order that is asked for, and what must hold of each. */
const wanted = (
  asked: Query,
  own: string | undefined,
  sees?: (row: CertificateRow) => boolean,
): Pick<Asked<CertificateRow>, "where" | "accepts"> => {
  const { issuer, serial, authority, profile, state, status, endsBefore, endsAfter, sort } = asked;
  const requester = own ?? asked.requester;
  const byEnd = sort?.endsWith("notAfter") ? ["until"] : undefined;
  const indexed = [
    serial === undefined ? undefined : ["serial", serial],
    requester === undefined ? undefined : ["requester", requester],
    status === undefined || status === "good" ? undefined : ["status", status],
  ].find((x) => x !== undefined);
  const equal = Object.entries({ issuer, serial, authority, profile, requester, state, status }).filter(
    ([, x]) => x !== undefined,
  );
  const accepts = (c: CertificateRow): boolean =>
    (sees === undefined || sees(c)) &&
    equal.every(([name, value]) => c[name as keyof CertificateRow] === value) &&
    (own === undefined || own === asked.requester || asked.requester === undefined) &&
    (endsBefore === undefined || c.notAfter < endsBefore) &&
    (endsAfter === undefined || c.notAfter >= endsAfter);
  const isOpen = sees === undefined && equal.length === 0 && endsBefore === undefined && endsAfter === undefined;
  return { where: byEnd ?? indexed, ...(!isOpen && { accepts }) };
};

export const certificateRoutes = ({ directory, index }: CertificateDeps): Hono<ApiVariables> => {
  const requesterOf = ({ prepared }: PreparedCertificate): string | null =>
    certificateByPlace(index, prepared.issuer, prepared.serial)?.requester ?? null;
  const maySee = async (c: Context<ApiVariables>, { prepared }: PreparedCertificate): Promise<boolean> => {
    const { authority } = prepared;
    if ((await outOfReach(c, "certificates.read", { authority })) === undefined) return true;
    const { actor } = c.get("caller");
    const asked = await loadState(c.get("ports").store, requestAggregate, requestStream(prepared.request));
    return asked.at !== "absent" && asked.submission.requester === actor;
  };
  const act = async (
    c: Context<ApiVariables>,
    place: { issuer: string; serial: string },
    change: StatusChange,
  ): Promise<Response> => {
    const result = await changeStatus(c.get("ports"), c.get("caller"), commandId(c), place, change);
    if (!result.ok) return problem(result.error);
    const { state, position } = result.value;
    if (state.at === "absent") return unknown();
    const crl = await c.get("publishing").publishChange(state, position ?? null);
    return written(c, { ...place, status: state.status.is, crl, position: position ?? null });
  };

  return new Hono<ApiVariables>()
    .get(
      "/certificates",
      described({
        tag: TAG,
        id: "listCertificates",
        right: "certificates.read",
        own: "requests.submit",
        summary: "List certificates in order of issuance or by their end",
        text: "Who may not read all sees their own. A page may have fewer rows than `limit`, or none: go on until `next` is null.",
        answer: pageOf(CertificateAnswer),
        other: { "text/csv": "all rows" },
      }),
      query(CertificatesQuery),
      async (c) => {
        const { actor } = c.get("caller");
        const asked = c.req.valid("query");
        const sees = await sightOf(c);
        const own = seesOwnOnly(c) ? actor : undefined;
        return list(c, asked, COLUMNS, (page) =>
          certificateRows(index, {
            ...page,
            isDescending: asked.sort?.startsWith("-") ?? false,
            ...wanted(asked, own, sees),
          }),
        );
      },
    )
    .get(
      "/certificates/:issuer/:serial",
      described({
        tag: TAG,
        id: "readCertificate",
        right: "certificates.read",
        own: "requests.submit",
        isTagged: true,
        summary: "Read one certificate, in the form that the Accept header asks for",
        answer: CertificateAnswer,
        other: OTHER_FORMS,
        problems: [404, 409, 410],
        about: ["certificate", "sealed"],
      }),
      param(CertificateParam),
      async (c) => {
        const { issuer, serial } = c.req.valid("param");
        const ports = c.get("ports");
        const { state, revision = 0 } = await readState(
          ports.store,
          certificateAggregate,
          certificateStream(issuer, serial),
        );
        if (state.at === "absent" || !(await maySee(c, state))) return unknown();
        const form = formAsked(c);
        if (form === "application/json")
          return conditional(c, entityTag(revision), () => c.json(row(state, requesterOf(state))));
        if (state.at !== "issued") return problem(refusal("certificate.not-issued", "the certificate was not issued"));
        const der = await openMaterial(ports.vault, state.issued.der);
        if (!der.ok) return problem(der.error);
        const chain = issuerChain(directory, state.prepared.authority);
        return conditional(c, entityTag(revision, form), () => {
          const { body, type } = certificateIn(form, der.value.bytes, chain);
          return c.body(body as Uint8Array<ArrayBuffer>, 200, { "content-type": type });
        });
      },
    )
    .get(
      "/certificates/:issuer/:serial/receipt",
      described({
        tag: TAG,
        id: "readReceipt",
        right: "certificates.read",
        own: "requests.submit",
        summary: "Read the receipt of a certificate: that its story stands in the sealed ledger",
        text: "Keep it beside the certificate: `cartulary verify receipt FILE --key KEY` checks it without this server.",
        answer: ReceiptSchema,
        problems: [404],
        about: ["certificate", "ledger"],
      }),
      param(CertificateParam),
      async (c) => {
        const { issuer, serial } = c.req.valid("param");
        const { store, prover } = c.get("ports");
        const state = await loadState(store, certificateAggregate, certificateStream(issuer, serial));
        if (state.at === "absent" || !(await maySee(c, state))) return unknown();
        if (prover === undefined) return problem(refusal("ledger.not-sealed", "nobody seals this ledger"));
        const told = await receiptOf({ store, prover }, { issuer, serial });
        return told.ok ? c.json(receiptFile(told.value)) : problem(told.error);
      },
    )
    .post(
      "/certificates/:issuer/:serial/revocation",
      described({
        tag: TAG,
        id: "revokeCertificate",
        right: "certificates.revoke",
        own: "requests.submit",
        summary: "Revoke a certificate",
        answer: StatusAnswer,
        problems: [403, 404, 409, 412, 422],
        about: ["certificate"],
        isConditional: true,
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
        right: "certificates.hold",
        summary: "Put a certificate on hold",
        answer: StatusAnswer,
        problems: [403, 404, 409, 412],
        about: ["certificate"],
        isConditional: true,
      }),
      param(CertificateParam),
      (c) => act(c, c.req.valid("param"), { act: "hold" }),
    )
    .post(
      "/certificates/:issuer/:serial/release",
      described({
        tag: TAG,
        id: "releaseCertificate",
        right: "certificates.hold",
        summary: "Lift a hold",
        answer: StatusAnswer,
        problems: [403, 404, 409, 412],
        about: ["certificate"],
        isConditional: true,
      }),
      param(CertificateParam),
      (c) => act(c, c.req.valid("param"), { act: "release" }),
    );
};
