/** Which certificates and revocations of this ledger's authorities somebody has seen, and the ledger does not know (any more). */
import { readEvent } from "../../catalogue.ts";
import { certificate } from "../../certificate/decider.ts";
import { fromBase64url, toBase64url } from "../../kernel/bytes.ts";
import { sha256, verifySignature } from "../../kernel/digest.ts";
import { certificateStream } from "../../kernel/stream.ts";
import { parseCertificate } from "../../pki/certificate.ts";
import { issuerId } from "../../pki/issuer-id.ts";
import { parseCertificateList } from "../../pki/tbs-cert-list.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { loadState } from "../ledger.ts";
import { countedEvents } from "./find-gap.ts";

export type Seen = {
  readonly issuer: string;
  readonly serial: string;
  /** The certificate's digest, base64url; null of one that only a list names. */
  readonly digest: string | null;
};

export type Lost = {
  /** Signed by an authority of this ledger, and not in it. */
  readonly certificates: readonly Seen[];
  /** On a list of an authority of this ledger, and not revoked in it. */
  readonly revocations: readonly Seen[];
  /** What was looked at and is there. */
  readonly known: number;
  /** What no authority of this ledger signed, or is neither certificate nor list. */
  readonly foreign: number;
};

type Keys = ReadonlyMap<string, readonly Uint8Array[]>;

/** The keys of each issuer: whoever has an authority's name alone is none. */
const keysOf = async (store: EventStore): Promise<Keys> => {
  const keys = new Map<string, readonly Uint8Array[]>();
  for await (const { type, bytes } of countedEvents(store)) {
    if (type !== "AuthorityCertified") continue;
    const event = readEvent(bytes);
    const der = event.ok && event.value.type === "AuthorityCertified" ? fromBase64url(event.value.body.der) : undefined;
    const own = der && parseCertificate(der);
    if (!own?.ok) continue;
    const issuer = issuerId(own.value.fields.subject);
    keys.set(issuer, [...(keys.get(issuer) ?? []), own.value.fields.spki]);
  }
  return keys;
};

type Look = { readonly seen: Seen; readonly is: "certificate" | "revocation" };

const looksIn = (keys: Keys, der: Uint8Array): readonly Look[] | undefined => {
  const cert = parseCertificate(der);
  const list = cert.ok ? undefined : parseCertificateList(der);
  const name = cert.ok ? cert.value.fields.issuer : list?.ok ? list.value.issuer : undefined;
  const of = cert.ok ? cert.value : list?.ok ? list.value : undefined;
  if (name === undefined || of === undefined) return undefined;
  const issuer = issuerId(name);
  const isOurs = keys.get(issuer)?.some((spki) => verifySignature(spki, of.tbs, of.signature, of.algorithm)) ?? false;
  if (!isOurs) return undefined;
  if (cert.ok) {
    const digest = toBase64url(sha256(der));
    return [{ is: "certificate", seen: { issuer, serial: cert.value.fields.serial, digest } }];
  }
  const entries = list?.ok ? list.value.entries : [];
  return entries.map(({ serial }) => ({ is: "revocation", seen: { issuer, serial, digest: null } }));
};

/** `ders`: certificates and CRLs that were kept by others: subscribers, servers, backups, logs of certificates. */
export const lostCertificates = async (store: EventStore, ders: readonly Uint8Array[]): Promise<Lost> => {
  const keys = await keysOf(store);
  const certificates: Seen[] = [];
  const revocations: Seen[] = [];
  let [known, foreign] = [0, 0];
  for (const der of ders) {
    const looks = looksIn(keys, der);
    if (looks === undefined) foreign += 1;
    for (const { is, seen } of looks ?? []) {
      const state = await loadState(store, certificate, certificateStream(seen.issuer, seen.serial));
      const isThere =
        is === "certificate"
          ? state.at === "issued" && state.issued.digest === seen.digest
          : state.at !== "absent" && state.status.is !== "good";
      if (isThere) known += 1;
      else (is === "certificate" ? certificates : revocations).push(seen);
    }
  }
  return { certificates, revocations, known, foreign };
};
