/** Paths below one anchor, each certificate told by what is unusual about it. */
import { createHash } from "node:crypto";
import {
  bitString,
  explicit,
  implicit,
  integer,
  oid,
  sequence,
  sequenceOf,
  time,
  tlv,
} from "../../../../domain/der/writer.ts";
import type { Instant } from "../../../../domain/kernel/instant.ts";
import { encodeSignatureAlgorithm } from "../../../../domain/pki/algorithm.ts";
import { authorityKeyIdentifier } from "../../../../domain/pki/extension/authority-key-identifier.ts";
import { basicConstraints } from "../../../../domain/pki/extension/basic-constraints.ts";
import { type Extension, optionalExtensions } from "../../../../domain/pki/extension/extension.ts";
import { inhibitAnyPolicy } from "../../../../domain/pki/extension/inhibit-any-policy.ts";
import { type KeyUsage, keyUsage } from "../../../../domain/pki/extension/key-usage.ts";
import { type NameSubtree, nameConstraints } from "../../../../domain/pki/extension/name-constraints.ts";
import { policyConstraints } from "../../../../domain/pki/extension/policy-constraints.ts";
import { POLICY_MAPPINGS } from "../../../../domain/pki/extension/policy-mappings.ts";
import { rawExtension } from "../../../../domain/pki/extension/raw-extension.ts";
import { subjectKeyIdentifier } from "../../../../domain/pki/extension/subject-key-identifier.ts";
import { encodeName, type Name } from "../../../../domain/pki/name.ts";
import type { TrustAnchor } from "../../../../domain/pki/path/trust-anchor.ts";
import { at, type TestKey, testKey } from "../sample.ts";

export const NOW: Instant = at("2026-06-15T12:00:00");
export const ANY = "2.5.29.32.0";
/** NIST-test-policy-n. */
export const nist = (n: number): string => `2.16.840.1.101.3.2.1.48.${n}`;

export const dn = (cn: string, ...units: readonly string[]): Uint8Array => encodeName(nameOf(cn, ...units));
const nameOf = (cn: string, ...units: readonly string[]): Name => [
  { type: "C", value: "US" },
  { type: "O", value: "Test Certificates 2011" },
  ...units.map((value) => ({ type: "OU", value })),
  { type: "CN", value: cn },
];
/** A base without a common name. */
export const unit = (...units: readonly string[]): Uint8Array => encodeName(nameOf("x", ...units).slice(0, -1));

type Policy = number | "any";
const policyOid = (p: Policy): string => (p === "any" ? ANY : nist(p));

/** certificatePolicies. */
export const policies = (...ps: readonly Policy[]): Extension =>
  rawExtension("2.5.29.32", false, sequenceOf(ps.map((p) => sequence(oid(policyOid(p))))));
/** policyMappings, also of anyPolicy. */
export const maps = (...pairs: readonly (readonly [Policy, Policy])[]): Extension =>
  rawExtension(
    POLICY_MAPPINGS,
    true,
    sequenceOf(pairs.map(([a, b]) => sequence(oid(policyOid(a)), oid(policyOid(b))))),
  );
export const requireExplicit = (n: number): Extension => policyConstraints({ requireExplicitPolicy: n });
export const inhibitMapping = (n: number): Extension => policyConstraints({ inhibitPolicyMapping: n });
export const inhibitAny = inhibitAnyPolicy;
export const permitted = (...bases: readonly NameSubtree[]): Extension =>
  nameConstraints({ permitted: bases, excluded: [] });
export const excluded = (...bases: readonly NameSubtree[]): Extension =>
  nameConstraints({ permitted: [], excluded: bases });

export type Link = {
  readonly subject?: Uint8Array;
  /** The issuer that it names; the subject before it unless told. */
  readonly issuer?: Uint8Array;
  readonly isSelfIssued?: true;
  /** An authority unless last. */
  readonly constraints?: { readonly isCa: boolean; readonly pathLength?: number } | "none";
  readonly usage?: readonly KeyUsage[] | "none";
  readonly extensions?: readonly Extension[];
  readonly version?: 1 | 2 | 3;
  /** Content octets of the INTEGER. */
  readonly serial?: Uint8Array;
  /** issuerUniqueID and subjectUniqueID. */
  readonly uniqueIds?: readonly [number | undefined, number | undefined];
  /** DER of both times. */
  readonly times?: readonly [Uint8Array, Uint8Array];
  readonly isSignatureBad?: true;
  /** AlgorithmIdentifier outside of what is signed. */
  readonly outerAlgorithm?: Uint8Array;
  /** Extensions whatever the version. */
  readonly hasExtensions?: true;
  readonly spki?: Uint8Array;
  readonly key?: TestKey;
};

export const DATES: readonly [Uint8Array, Uint8Array] = [
  time(at("2020-01-01T00:00:00")),
  time(at("2049-12-31T23:59:59")),
];
const ALGORITHM = encodeSignatureAlgorithm("ecdsa-sha256");
const keyId = (spki: Uint8Array): Uint8Array => new Uint8Array(createHash("sha1").update(spki).digest());

export type Party = { readonly name: Uint8Array; readonly key: TestKey };

const versionOf = (version: 1 | 2 | 3) => (version === 1 ? [] : [explicit(0, integer(version - 1))]);
const idsOf = (ids: Link["uniqueIds"]) =>
  (ids ?? []).flatMap((id, i) => (id === undefined ? [] : [implicit(i + 1, false, Uint8Array.of(0, id))]));

let serials = 1;

/** One certificate of `subject`, by `issuer`. */
export const certify = (issuer: Party, subject: Party, link: Link, isLast = false): Uint8Array => {
  const { version = 3, constraints = { isCa: !isLast }, times = DATES } = link;
  const usage = link.usage ?? (isLast ? ["digitalSignature"] : ["keyCertSign", "cRLSign"]);
  const spki = link.spki ?? subject.key.spki;
  const extensions = [
    ...(constraints === "none" ? [] : [basicConstraints(constraints)]),
    ...(usage === "none" ? [] : [keyUsage(usage)]),
    subjectKeyIdentifier(keyId(spki)),
    authorityKeyIdentifier(keyId(issuer.key.spki)),
    ...(link.extensions ?? []),
  ];
  const tbs = sequence(
    ...versionOf(version),
    link.serial === undefined ? integer(++serials) : tlv(0x02, link.serial),
    ALGORITHM,
    link.issuer ?? issuer.name,
    sequence(...times),
    subject.name,
    spki,
    ...idsOf(link.uniqueIds),
    ...(version === 3 || link.hasExtensions ? optionalExtensions(3, extensions) : []),
  );
  const signature = issuer.key.sign(link.isSignatureBad ? new Uint8Array(1) : tbs);
  return sequence(tbs, link.outerAlgorithm ?? ALGORITHM, bitString(signature));
};

export const ROOT: Party = { name: dn("Trust Anchor"), key: testKey() };
export const ROOT_CERTIFICATE: Uint8Array = certify(ROOT, ROOT, {});
export const ANCHOR: TrustAnchor = { name: ROOT.name, spki: ROOT.key.spki };

/** Certificates from the one that the anchor issued to the end entity's. */
export const pathOf = (links: readonly Link[]): readonly Uint8Array[] => {
  let issuer = ROOT;
  return links.map((link, i) => {
    const isLast = i === links.length - 1;
    const name = link.isSelfIssued ? issuer.name : (link.subject ?? dn(isLast ? "EE" : `CA ${i + 1}`));
    const subject = { name, key: link.key ?? testKey() };
    const der = certify(issuer, subject, link, isLast);
    issuer = subject;
    return der;
  });
};
