/** /v1/authorities: create, list, read, request a certificate anew, certify a responder. */
import { type Context, Hono } from "hono";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { Result } from "../../domain/kernel/result.ts";
import { parseName } from "../../domain/pki/name.ts";
import { formatName, parseDistinguishedName } from "../../domain/pki/name-text.ts";
import type { AuthorityRow } from "../../domain/ports/queries.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { createAuthority, createResponder } from "../../domain/process/create-authority.ts";
import { statusUrls } from "../../domain/process/plan-issuance.ts";
import { renewAuthorityRequest } from "../../domain/process/renew-request.ts";
import type { Requested } from "../../domain/process/request-own.ts";
import { authorities, authorityById, authorityChain, responderOf } from "../../projections/issuer-directory.ts";
import { commandId } from "./authenticate.ts";
import { conditional, contentTag } from "./condition.ts";
import { CERTIFICATE_FORMS, certificateIn, formAsked } from "./form.ts";
import { list, pageOfAll } from "./listing.ts";
import { problem } from "./problem.ts";
import { outOfReach } from "./reach.ts";
import { described, json, param, query, written } from "./route.ts";
import {
  AuthoritiesQuery,
  AuthorityAnswer,
  AuthorityParam,
  NewAuthorityBody,
  NewResponderBody,
  PendingAnswer,
  pageOf,
} from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

export type AuthorityDeps = { readonly directory: View; readonly publicUrl: string };

const TAG = "authorities";
const COLUMNS = Object.keys(AuthorityAnswer.entries);
const { "application/json": _, ...OTHER_FORMS } = CERTIFICATE_FORMS;
const ABOUT = ["authority", "key", "csr", "profile", "name", "request", "validity"];

export const authorityRoutes = ({ directory, publicUrl }: AuthorityDeps): Hono<ApiVariables> => {
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
      crl: statusUrls(publicUrl, a.key).crl,
      responder: responder === undefined ? null : { key: responder.responderKey, notAfter: responder.notAfter },
    };
  };
  const unknown = () => problem(refusal("authority.unknown", "no such authority"));
  const pending = (c: Context<ApiVariables>, result: Result<Requested>) => {
    if (!result.ok) return problem(result.error);
    const { id, key, state, position } = result.value;
    c.header("location", `/v1/requests/${id}`);
    return written(
      c,
      { request: id, key, state: state.at, position: position ?? null } as { position: string | null },
      201,
    );
  };

  return new Hono<ApiVariables>()
    .get(
      "/authorities",
      described({
        tag: TAG,
        id: "listAuthorities",
        right: "authorities.read",
        summary: "List authorities",
        answer: pageOf(AuthorityAnswer),
        other: { "text/csv": "all rows" },
      }),
      query(AuthoritiesQuery),
      (c) => {
        const { cursor, limit, ...equal } = c.req.valid("query");
        const rows = authorities(directory)
          .map(row)
          .filter((a) => Object.entries(equal).every(([name, value]) => a[name as keyof typeof a] === value));
        return list(c, { cursor, limit }, COLUMNS, pageOfAll(rows));
      },
    )
    .post(
      "/authorities",
      described({
        tag: TAG,
        id: "createAuthority",
        right: "authorities.create",
        summary: "Create an authority: generates its key and requests its certificate",
        status: 201,
        answer: PendingAnswer,
        problems: [403, 404, 409, 422],
        about: ABOUT,
      }),
      json(NewAuthorityBody),
      async (c) => {
        const { id, kind, name, parent, algorithm } = c.req.valid("json");
        for (const authority of parent === undefined ? [id] : [id, parent]) {
          const no = await outOfReach(c, "authorities.create", { authority });
          if (no !== undefined) return no;
        }
        const parsed = parseDistinguishedName(name);
        if (!parsed.ok) return problem(parsed.error);
        const wanted = { id, kind, name: parsed.value, parent: parent ?? null, ...(algorithm && { algorithm }) };
        return pending(c, await createAuthority(c.get("ports"), c.get("caller"), commandId(c), wanted));
      },
    )
    .get(
      "/authorities/:id",
      described({
        tag: TAG,
        id: "readAuthority",
        right: "authorities.read",
        isTagged: true,
        summary: "Read one authority, or its certificate in the form that the Accept header asks for",
        answer: AuthorityAnswer,
        other: OTHER_FORMS,
        problems: [404, 409],
        about: ["authority"],
      }),
      param(AuthorityParam),
      async (c) => {
        const authority = authorityById(directory, c.req.valid("param").id);
        if (authority === undefined) return unknown();
        const form = formAsked(c);
        if (form === "application/json") {
          // What is told of it comes from several streams: the digest of all that is told.
          const body = row(authority);
          return conditional(c, contentTag(body), () => c.json(body));
        }
        const [der, ...above] = authorityChain(directory, authority.id);
        if (der === undefined) return problem(refusal("authority.not-active", "the authority has no certificate yet"));
        const { body, type } = certificateIn(form, der, above);
        return c.body(body as Uint8Array<ArrayBuffer>, 200, { "content-type": type, vary: "accept" });
      },
    )
    .post(
      "/authorities/:id/request",
      described({
        tag: TAG,
        id: "renewAuthorityRequest",
        right: "authorities.create",
        summary: "Request the certificate of an authority anew, after its request was denied, withdrawn or failed",
        status: 201,
        answer: PendingAnswer,
        problems: [403, 404, 409, 422],
        about: ABOUT,
      }),
      param(AuthorityParam),
      async (c) => {
        const { id } = c.req.valid("param");
        const no = await outOfReach(c, "authorities.create", { authority: id });
        if (no !== undefined) return no;
        return pending(c, await renewAuthorityRequest(c.get("ports"), c.get("caller"), commandId(c), id));
      },
    )
    .post(
      "/authorities/:id/responder",
      described({
        tag: TAG,
        id: "createResponder",
        right: "authorities.create",
        summary: "Make an OCSP responder key and request its certificate",
        status: 201,
        answer: PendingAnswer,
        problems: [403, 404, 409, 422],
        about: ABOUT,
      }),
      param(AuthorityParam),
      json(NewResponderBody),
      async (c) => {
        const { name, algorithm } = c.req.valid("json");
        const parsed = parseDistinguishedName(name);
        if (!parsed.ok) return problem(parsed.error);
        const authority = c.req.valid("param").id;
        const no = await outOfReach(c, "authorities.create", { authority });
        if (no !== undefined) return no;
        const wanted = { authority, name: parsed.value, ...(algorithm && { algorithm }) };
        return pending(c, await createResponder(c.get("ports"), c.get("caller"), commandId(c), wanted));
      },
    );
};
