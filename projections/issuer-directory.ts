/** Authorities and their responders, found by id, by key, and by the hashes of an OCSP CertID (RFC 6960 §4.1.1). */
import { fromBase64url, toHex } from "../domain/kernel/bytes.ts";
import { idOf } from "../domain/kernel/stream.ts";
import { CERT_ID_HASHES, issuerHashes } from "../domain/pki/cert-id.ts";
import { parseCertificate } from "../domain/pki/certificate.ts";
import { parsePublicKey } from "../domain/pki/public-key.ts";
import type { AuthorityRow, ResponderRow } from "../domain/ports/queries.ts";
import type { View } from "../domain/ports/read-store.ts";
import { mustGet, type Projection } from "./projection.ts";

const bytes = (text: string): Uint8Array => {
  const b = fromBase64url(text);
  if (b === undefined) throw new TypeError("an event holds bytes that are none");
  return b;
};

const putHashes = (view: View, id: string, name: Uint8Array, der: Uint8Array): void => {
  const certificate = parseCertificate(der);
  const key = certificate.ok ? parsePublicKey(certificate.value.fields.spki) : certificate;
  if (!key.ok) throw new TypeError("an authority's certificate cannot be read");
  for (const hash of CERT_ID_HASHES) {
    const { nameHash, keyHash } = issuerHashes(hash, name, key.value.bits);
    view.put(`hash/${hash}/${toHex(nameHash)}/${toHex(keyHash)}`, id);
  }
};

export const issuerDirectory: Projection = {
  name: "issuer-directory",
  version: 2,
  categories: ["authority", "ocsp"],
  when: {
    AuthorityCreated: (view, { stream, body }) => {
      const { kind, parent, issuer, key, name, request } = body;
      const id = idOf(stream);
      const row: AuthorityRow = {
        id,
        kind,
        state: "created",
        parent,
        issuer,
        key,
        name,
        request,
        der: null,
        notAfter: null,
      };
      view.put(`authority/${id}`, row);
      view.put(`key/${key}`, id);
    },
    AuthorityRequestRenewed: (view, { stream, body }) => {
      const id = idOf(stream);
      view.put(`authority/${id}`, { ...mustGet<AuthorityRow>(view, `authority/${id}`), request: body.request });
    },
    AuthorityCertified: (view, { stream, body }) => {
      const id = idOf(stream);
      const row = mustGet<AuthorityRow>(view, `authority/${id}`);
      view.put(`authority/${id}`, { ...row, state: "active", der: body.der, notAfter: body.notAfter });
      putHashes(view, id, bytes(row.name), bytes(body.der));
    },
    ResponderCertified: (view, { stream, body }) => {
      const { responderKey, der, notAfter } = body;
      const row: ResponderRow = { responderKey, der, notAfter };
      view.put(`responder/${idOf(stream)}`, row);
    },
  },
};

export const authorities = (view: View): readonly AuthorityRow[] =>
  view.list("authority/").map((r) => r.value as AuthorityRow);

export const authorityById = (view: View, id: string): AuthorityRow | undefined =>
  view.get(`authority/${id}`) as AuthorityRow | undefined;

export const authorityByKey = (view: View, key: string): AuthorityRow | undefined => {
  const id = view.get(`key/${key}`);
  return typeof id === "string" ? authorityById(view, id) : undefined;
};

export const authorityByHashes = (view: View, hash: string, nameHash: string, keyHash: string) => {
  const id = view.get(`hash/${hash}/${nameHash}/${keyHash}`);
  return typeof id === "string" ? authorityById(view, id) : undefined;
};

export const responderOf = (view: View, key: string): ResponderRow | undefined =>
  view.get(`responder/${key}`) as ResponderRow | undefined;

/** How many authorities may stand above one another. */
const MAX_DEPTH = 16;

/**
 * Certificates of an authority and of those above it, DER, nearest first. Without the root's, which relying parties must
 * have from elsewhere, unless the authority is the root.
 */
export const authorityChain = (view: View, id: string): readonly Uint8Array[] => {
  const chain: Uint8Array[] = [];
  let next = authorityById(view, id);
  for (let depth = 0; next !== undefined && depth < MAX_DEPTH; depth++) {
    if (next.der !== null && (next.parent !== null || depth === 0)) chain.push(bytes(next.der));
    next = next.parent === null ? undefined : authorityById(view, next.parent);
  }
  return chain;
};

/** What a certificate of authority `id` is sent with: nothing under a root, else the authorities' below the root. */
export const issuerChain = (view: View, id: string): readonly Uint8Array[] =>
  authorityById(view, id)?.parent === null ? [] : authorityChain(view, id);
