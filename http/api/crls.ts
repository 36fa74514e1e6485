/** /v1/authorities/{id}/crl: the list that is in force, and making the next one now. */
import { Hono } from "hono";
import { accepts } from "hono/accepts";
import { crl as crlAggregate } from "../../domain/crl/decider.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { crlStream } from "../../domain/kernel/stream.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { readState } from "../../domain/process/ledger.ts";
import { statusUrls } from "../../domain/process/plan-issuance.ts";
import { authorityById } from "../../projections/issuer-directory.ts";
import { conditional, entityTag } from "./condition.ts";
import { problem } from "./problem.ts";
import { outOfReach } from "./reach.ts";
import { described, param } from "./route.ts";
import { AuthorityParam, CrlAnswer } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

export type CrlDeps = { readonly directory: View; readonly publicUrl: string };

const TAG = "authorities";
const SHARD = 0;
const DER = "application/pkix-crl";
const PEM = "application/x-pem-file";
const FORMS = ["application/json", DER, PEM];

export const crlRoutes = ({ directory, publicUrl }: CrlDeps): Hono<ApiVariables> => {
  const unknown = () => problem(refusal("authority.unknown", "no such authority"));
  const gone = (says: string) => problem(refusal("crl.not-published", says));

  return new Hono<ApiVariables>()
    .get(
      "/authorities/:id/crl",
      described({
        tag: TAG,
        id: "readCrl",
        right: "crls.read",
        isTagged: true,
        summary: "Read the CRL in force: its number and times, or the list itself",
        answer: CrlAnswer,
        other: { [DER]: "the list, DER (RFC 2585 §4.2)", [PEM]: "the list, PEM" },
        problems: [404],
        about: ["authority", "crl"],
      }),
      param(AuthorityParam),
      async (c) => {
        const authority = authorityById(directory, c.req.valid("param").id);
        if (authority === undefined) return unknown();
        const { store, blobs } = c.get("ports");
        const { state, revision = 0 } = await readState(store, crlAggregate, crlStream(authority.key, SHARD));
        const { published } = state;
        if (published === null) return gone("there is no CRL yet");
        const form = accepts(c, { header: "Accept", supports: FORMS, default: "application/json" });
        if (form === "application/json") {
          const { number, entries, thisUpdate, nextUpdate } = published;
          const url = statusUrls(publicUrl, authority.key).crl;
          return conditional(c, entityTag(revision), () => c.json({ number, entries, thisUpdate, nextUpdate, url }));
        }
        const der = await blobs.get(published.blob);
        if (der === undefined) return gone("the list's bytes are lost");
        const body = form === DER ? (der as Uint8Array<ArrayBuffer>) : encodePem("X509 CRL", der);
        return conditional(c, entityTag(revision, form), () => c.body(body, 200, { "content-type": form }));
      },
    )
    .post(
      "/authorities/:id/crl",
      described({
        tag: TAG,
        id: "publishCrl",
        right: "crls.publish",
        summary: "Publish a new CRL now",
        text: "Lists are published by themselves, when a status changes and before they end. With `Prefer: respond-async` it goes on as an operation.",
        answer: CrlAnswer,
        problems: [403, 404, 409],
        about: ["authority", "crl"],
      }),
      param(AuthorityParam),
      async (c) => {
        const authority = authorityById(directory, c.req.valid("param").id);
        if (authority === undefined) return unknown();
        const no = await outOfReach(c, "crls.publish", { authority: authority.id });
        if (no !== undefined) return no;
        if (authority.state !== "active")
          return problem(refusal("authority.not-active", "the authority has no certificate yet"));
        const published = await c.get("publishing").publish(authority);
        if (!published.ok) return problem(published.error);
        const { number, entries, thisUpdate, nextUpdate } = published.value;
        const url = statusUrls(publicUrl, authority.key).crl;
        return c.json({ number, entries, thisUpdate, nextUpdate, url } satisfies CrlAnswer);
      },
    );
};
