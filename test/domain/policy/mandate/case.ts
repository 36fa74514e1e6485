/** A mandate, and certificates that somebody would like to have under it. */
import { toBase64url } from "../../../../domain/kernel/bytes.ts";
import type { Instant } from "../../../../domain/kernel/instant.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import type { Extension } from "../../../../domain/pki/extension/extension.ts";
import { encodeGeneralNames, type GeneralName } from "../../../../domain/pki/extension/general-name.ts";
import { encodeName } from "../../../../domain/pki/name.ts";
import { parseDistinguishedName } from "../../../../domain/pki/name-text.ts";
import {
  encodeTbsCertificate,
  parseTbsCertificate,
  type TbsCertificate,
} from "../../../../domain/pki/tbs-certificate.ts";
import { builtInProfiles } from "../../../../domain/policy/built-in.ts";
import { tbsOf } from "../../../../domain/policy/instantiate.ts";
import { covers, type Wanted } from "../../../../domain/policy/mandate/covers.ts";
import type { Subtree } from "../../../../domain/policy/mandate/subtree.ts";
import type { Mandate } from "../../../../domain/policy/mandate.ts";
import type { Profile } from "../../../../domain/policy/profile.ts";
import { makeRoot, testKey } from "../../pki/sample.ts";

export const now = "2026-06-01T00:00:00.000Z" as Instant;
export const CA = makeRoot([{ type: "CN", value: "Web CA" }]);
export const KEY = "c".repeat(32);
const URLS = { crl: "http://pki.test/0.crl", ocsp: "http://pki.test/ocsp", certificate: "http://pki.test/a.cer" };
export const ISSUER = { name: CA.name, spki: CA.key.spki, urls: URLS, notAfter: "2049-12-31T23:59:59.000Z" as Instant };

export const profileOf = (id: string): Profile => {
  const found = builtInProfiles.find((p) => p.id === id);
  if (found === undefined) throw new TypeError("no such profile");
  return found;
};
export const TLS_SERVER = profileOf("tls-server");

/** The DER of a distinguished name as people write it; empty for none. */
export const dn = (text: string): Uint8Array => encodeName(text === "" ? [] : expectOk(parseDistinguishedName(text)));
export const directory = (text: string): Subtree => ({ kind: "directoryName", der: toBase64url(dn(text)) });

export const mandateOf = (change: Partial<Mandate> = {}): Mandate => ({
  id: "web",
  authority: "web-ca",
  key: KEY,
  issuer: toBase64url(CA.der),
  publicUrl: "http://pki.test",
  profile: { id: "tls-server", version: 1 },
  requesters: ["service:web", "service:other"],
  subtrees: [{ kind: "dns", value: "example.test" }],
  keyAlgorithms: ["ec-p256"],
  quota: { certificates: 10, seconds: 60 },
  notBefore: "2026-05-01T00:00:00.000Z" as Instant,
  notAfter: "2026-07-01T00:00:00.000Z" as Instant,
  ...change,
});

export const wantedOf = (change: Partial<Wanted> = {}): Wanted => ({
  authority: "web-ca",
  key: KEY,
  profile: { id: "tls-server", version: 1 },
  purpose: { for: "subscriber" },
  requester: "service:web",
  durationSeconds: TLS_SERVER.durationSeconds,
  backdateSeconds: TLS_SERVER.backdateSeconds,
  latestNotAfter: ISSUER.notAfter,
  ...change,
});

/** As the profile makes it. */
export const planned = (subject: Uint8Array, names: readonly GeneralName[] = [], spki = testKey().spki) => {
  const some = { kind: "dns", value: "www.example.test" } as const;
  const bare = expectOk(
    parseTbsCertificate(
      expectOk(tbsOf(TLS_SERVER, { subject: [], names: [some], spki: testKey().spki }, ISSUER, "40".repeat(16))),
    ),
  );
  const others = bare.extensions.filter((e) => e.oid !== "2.5.29.17");
  const san: readonly Extension[] =
    names.length === 0 ? [] : [{ oid: "2.5.29.17", critical: false, value: encodeGeneralNames(names) }];
  return { ...bare, subject, spki, extensions: [...others, ...san] };
};

export type Case = {
  readonly mandate?: Partial<Mandate>;
  readonly wanted?: Partial<Wanted>;
  readonly profile?: Profile;
  readonly at?: string;
  readonly fields?: TbsCertificate;
};

export const dns = (value: string): GeneralName => ({ kind: "dns", value });
export const WWW = planned(dn(""), [dns("www.example.test")]);

export const judge = ({ mandate, wanted, profile = TLS_SERVER, at = now, fields = WWW }: Case) =>
  covers(mandateOf(mandate), profile, wantedOf(wanted), encodeTbsCertificate(fields), at as Instant);
