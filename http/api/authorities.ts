/** /v1/authorities: create, list, read, request a certificate anew, certify a responder, publish the CRL. */
import { type Context, Hono } from "hono";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { Result } from "../../domain/kernel/result.ts";
import { parseName } from "../../domain/pki/name.ts";
import { formatName, parseDistinguishedName } from "../../domain/pki/name-text.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import type { AuthorityRow } from "../../domain/ports/queries.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { createAuthority, createResponder } from "../../domain/process/create-authority.ts";
import { statusUrls } from "../../domain/process/plan-issuance.ts";
import type { Ports } from "../../domain/process/ports.ts";
import type { PublishedCrl } from "../../domain/process/publish-crl.ts";
import { renewAuthorityRequest } from "../../domain/process/renew-request.ts";
import type { Requested } from "../../domain/process/request-own.ts";
import { authorities, authorityById, responderOf } from "../../projections/issuer-directory.ts";
import { type ApiVariables, commandId } from "./authenticate.ts";
import { problem } from "./problem.ts";
import { described, json, param, written } from "./route.ts";
import {
  AuthorityAnswer,
  AuthorityParam,
  CrlAnswer,
  NewAuthorityBody,
  NewResponderBody,
  PendingAnswer,
  pageOf,
} from "./schemas.ts";

export type AuthorityDeps = {
  readonly ports: Ports;
  readonly directory: View;
  readonly publish: (authority: AuthorityRow) => Promise<Result<PublishedCrl>>;
};

const TAG = "authorities";

export const authorityRoutes = ({ ports, directory, publish }: AuthorityDeps): Hono<ApiVariables> => {
  const row = (a: AuthorityRow) => {
    const name = parseName(fromBase64url(a.name) ?? new Uint8Array());
    const responder = responderOf(directory, a.key);
    return {
      id: a.id,
      kind: a.kind,
      state: a.state,
      parent: a.parent,
      issuer: a.issuer,
      key: a.key,
      request: a.request,
      name: name.ok ? formatName(name.value) : "",
      notAfter: a.notAfter,
      crl: statusUrls(ports.publicUrl, a.key).crl,
      responder: responder === undefined ? null : { key: responder.responderKey, notAfter: responder.notAfter },
    };
  };
  const unknown = () => problem(refusal("authority.unknown", "no such authority"));
  /** The hierarchy is the operators' and officers' business; services only ask for certificates. */
  const forbidden = (c: Context<ApiVariables>) =>
    c.get("caller").actor.startsWith("service:")
      ? problem(refusal("caller.forbidden", "services may not change the hierarchy"))
      : undefined;
  const pending = (c: Context<ApiVariables>, result: Result<Requested>) => {
    if (!result.ok) return problem(result.error);
    const { id, key, state, position } = result.value;
    return written(
      c,
      { request: id, key, state: state.at, position: position ?? null } as { position: string | null },
      201,
    );
  };

  return new Hono<ApiVariables>()
    .get(
      "/authorities",
      described({ tag: TAG, id: "listAuthorities", summary: "List authorities", answer: pageOf(AuthorityAnswer) }),
      (c) => c.json({ items: authorities(directory).map(row), next: null }),
    )
    .post(
      "/authorities",
      described({
        tag: TAG,
        id: "createAuthority",
        summary: "Create an authority: generates its key and requests its certificate",
        status: 201,
        answer: PendingAnswer,
        problems: [403, 404, 409, 422],
      }),
      json(NewAuthorityBody),
      async (c) => {
        const no = forbidden(c);
        if (no) return no;
        const { id, kind, name, parent, algorithm } = c.req.valid("json");
        const parsed = parseDistinguishedName(name);
        if (!parsed.ok) return problem(parsed.error);
        const wanted = { id, kind, name: parsed.value, parent: parent ?? null, ...(algorithm && { algorithm }) };
        return pending(c, await createAuthority(ports, c.get("caller"), commandId(c, ports), wanted));
      },
    )
    .get(
      "/authorities/:id",
      described({
        tag: TAG,
        id: "readAuthority",
        summary: "Read one authority; its certificate with Accept: application/pem-certificate-chain",
        answer: AuthorityAnswer,
        problems: [404],
      }),
      param(AuthorityParam),
      (c) => {
        const authority = authorityById(directory, c.req.valid("param").id);
        if (authority === undefined) return unknown();
        if (!c.req.header("accept")?.includes("pem")) return c.json(row(authority));
        const der = authority.der === null ? undefined : fromBase64url(authority.der);
        if (der === undefined) return problem(refusal("authority.not-active", "the authority has no certificate yet"));
        return new Response(encodePem("CERTIFICATE", der), {
          headers: { "content-type": "application/pem-certificate-chain" },
        });
      },
    )
    .post(
      "/authorities/:id/request",
      described({
        tag: TAG,
        id: "renewAuthorityRequest",
        summary: "Request the certificate of an authority anew, after its request was denied, withdrawn or failed",
        status: 201,
        answer: PendingAnswer,
        problems: [403, 404, 409, 422],
      }),
      param(AuthorityParam),
      async (c) => {
        const no = forbidden(c);
        if (no) return no;
        const { id } = c.req.valid("param");
        return pending(c, await renewAuthorityRequest(ports, c.get("caller"), commandId(c, ports), id));
      },
    )
    .post(
      "/authorities/:id/responder",
      described({
        tag: TAG,
        id: "createResponder",
        summary: "Make an OCSP responder key and request its certificate",
        status: 201,
        answer: PendingAnswer,
        problems: [403, 404, 409, 422],
      }),
      param(AuthorityParam),
      json(NewResponderBody),
      async (c) => {
        const no = forbidden(c);
        if (no) return no;
        const { name, algorithm } = c.req.valid("json");
        const parsed = parseDistinguishedName(name);
        if (!parsed.ok) return problem(parsed.error);
        const authority = c.req.valid("param").id;
        const wanted = { authority, name: parsed.value, ...(algorithm && { algorithm }) };
        return pending(c, await createResponder(ports, c.get("caller"), commandId(c, ports), wanted));
      },
    )
    .post(
      "/authorities/:id/crl",
      described({
        tag: TAG,
        id: "publishCrl",
        summary: "Publish a new CRL now",
        answer: CrlAnswer,
        problems: [403, 404, 409],
      }),
      param(AuthorityParam),
      async (c) => {
        const no = forbidden(c);
        if (no) return no;
        const authority = authorityById(directory, c.req.valid("param").id);
        if (authority === undefined) return unknown();
        if (authority.state !== "active")
          return problem(refusal("authority.not-active", "the authority has no certificate yet"));
        const published = await publish(authority);
        if (!published.ok) return problem(published.error);
        const { number, entries, nextUpdate } = published.value;
        return c.json({ number, entries, nextUpdate, url: statusUrls(ports.publicUrl, authority.key).crl });
      },
    );
};
