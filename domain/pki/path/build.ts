/** Finds a path from an end entity to an anchor among certificates in no order. RFC 4158. */
import { OID } from "../../der/oid.ts";
import { toHex } from "../../kernel/bytes.ts";
import type { Instant } from "../../kernel/instant.ts";
import { parseAuthorityKeyIdentifier } from "../extension/authority-key-identifier.ts";
import { parseSubjectKeyIdentifier } from "../extension/subject-key-identifier.ts";
import { type ComparableName, isSameName } from "../name-match.ts";
import { type NameBook, nameBook } from "./name-book.ts";
import { type PathCertificate, parsePathCertificate } from "./path-certificate.ts";
import type { PathInputs, VerifySignature } from "./path-inputs.ts";
import type { TrustAnchor } from "./trust-anchor.ts";
import { type InvalidPath, type ValidPath, validateCertificates } from "./validate.ts";

/**
 * `maxDepth`: certificates of a path, 8 unless told. `maxSteps`: issuers that are tried in all, each of which costs a
 * signature, 256 unless told.
 */
export type Search = Omit<PathInputs, "anchor"> & {
  readonly endEntity: Uint8Array;
  /** Certificates of anybody, DER, of which 1,024 are looked at; what is malformed is passed over. */
  readonly pool: readonly Uint8Array[];
  readonly anchors: readonly TrustAnchor[];
  readonly maxDepth?: number;
  readonly maxSteps?: number;
};

/**
 * `certificates`: from the one that the anchor issued. When none was found, `nearest` is the verdict on the path that
 * was valid to nearest its end, and `isExhausted` says that there may be more paths than the bounds let be tried.
 */
export type FoundPath =
  | (ValidPath & {
      readonly found: true;
      readonly anchor: TrustAnchor;
      readonly certificates: readonly Uint8Array[];
    })
  | { readonly found: false; readonly nearest?: InvalidPath; readonly isExhausted: boolean };

const DEPTH = 8;
const STEPS = 256;
const MAX_POOL = 1024;

type Candidate = { readonly der: Uint8Array; readonly certificate: PathCertificate; readonly keyId?: string };

const extension = (c: PathCertificate, oid: string): Uint8Array | undefined =>
  c.extensions.find((e) => e.oid === oid)?.value;

const subjectKeyId = (c: PathCertificate): string | undefined => {
  const value = extension(c, OID.subjectKeyIdentifier);
  const id = value === undefined ? undefined : parseSubjectKeyIdentifier(value);
  return id?.ok ? toHex(id.value) : undefined;
};

const issuerKeyId = (c: PathCertificate): string | undefined => {
  const value = extension(c, OID.authorityKeyIdentifier);
  const id = value === undefined ? undefined : parseAuthorityKeyIdentifier(value);
  return id?.ok && id.value.keyId !== undefined ? toHex(id.value.keyId) : undefined;
};

const candidateOf = (der: Uint8Array): readonly Candidate[] => {
  const read = parsePathCertificate(der);
  if (!read.ok) return [];
  const keyId = subjectKeyId(read.value);
  return [{ der, certificate: read.value, ...(keyId === undefined ? {} : { keyId }) }];
};

/** Lower is tried sooner. Key identifiers are hints (RFC 5280 §4.2.1.1): another one comes late, but it comes. */
const rank = ({ certificate, keyId }: Candidate, wanted: string | undefined, at: Instant): number => {
  const isCurrent = certificate.notBefore <= at && at <= certificate.notAfter;
  const hint = wanted === undefined || keyId === undefined ? 1 : keyId === wanted ? 0 : 2;
  return hint + (isCurrent ? 0 : 3);
};

/** A name with a key stands in a path once: a second time leads nowhere that the first does not. RFC 4158 §2.4.2. */
const isSameEntity = (a: PathCertificate, b: PathCertificate, book: NameBook): boolean =>
  toHex(a.spki) === toHex(b.spki) && isSameName(book.read(a.subject), book.read(b.subject));

/** Each signature is verified once, however many paths it is part of. */
const remembering = (verify: VerifySignature): VerifySignature => {
  const known = new Map<Uint8Array, Map<string, boolean>>();
  return (spki, tbs, algorithm, signature) => {
    const verdicts = known.get(tbs) ?? new Map<string, boolean>();
    known.set(tbs, verdicts);
    const key = toHex(spki);
    const verdict = verdicts.get(key) ?? verify(spki, tbs, algorithm, signature);
    verdicts.set(key, verdict);
    return verdict;
  };
};

type Budget = { steps: number };
type Trail = readonly [Candidate, ...Candidate[]];
type Route = { readonly anchor: TrustAnchor; readonly trail: Trail };
/** Candidates by subject. */
type Pool = ReadonlyMap<ComparableName | undefined, readonly Candidate[]>;
type Going = Search & { readonly maxDepth: number; readonly book: NameBook; readonly named: Pool };

/** Paths whose names and signatures chain, those with fewer certificates below each anchor first. */
function* routes(trail: Trail, going: Going, budget: Budget): Generator<Route, void, undefined> {
  const { anchors, at, book, maxDepth, named, verify } = going;
  const { certificate: child } = trail[0];
  const name = book.read(child.issuer);
  const isSignedBy = (spki: Uint8Array): boolean => {
    budget.steps -= 1;
    return budget.steps >= 0 && verify(spki, child.tbs, child.algorithm, child.signature);
  };
  for (const anchor of anchors)
    if (isSameName(name, book.read(anchor.name)) && isSignedBy(anchor.spki)) yield { anchor, trail };
  if (name === undefined || trail.length >= maxDepth) return;
  const wanted = issuerKeyId(child);
  const issuers = (named.get(name) ?? [])
    .filter((c) => !trail.some((t) => isSameEntity(t.certificate, c.certificate, book)))
    .toSorted((a, b) => rank(a, wanted, at) - rank(b, wanted, at));
  for (const issuer of issuers) {
    if (budget.steps <= 0) return;
    if (isSignedBy(issuer.certificate.spki)) yield* routes([issuer, ...trail], going, budget);
  }
}

/** Tries issuers by name, likely key first, until a path validates. */
export const buildPath = (given: Search): FoundPath => {
  const budget: Budget = { steps: given.maxSteps ?? STEPS };
  const [end] = candidateOf(given.endEntity);
  if (end === undefined) return { found: false, isExhausted: false };
  const book = nameBook();
  const pool = given.pool.slice(0, MAX_POOL).flatMap(candidateOf);
  const named = Map.groupBy(pool, (c) => book.read(c.certificate.subject));
  const going = { ...given, maxDepth: given.maxDepth ?? DEPTH, verify: remembering(given.verify), book, named };
  let nearest: { readonly verdict: InvalidPath; readonly left: number } | undefined;
  for (const { anchor, trail } of routes([end], going, budget)) {
    const path = trail.map((c) => c.certificate);
    const verdict = validateCertificates(path, { ...going, anchor });
    if (verdict.valid) return { found: true, ...verdict, anchor, certificates: trail.map((c) => c.der) };
    const left = path.length - verdict.at;
    if (nearest === undefined || left < nearest.left) nearest = { verdict, left };
  }
  const isExhausted = budget.steps <= 0 || given.pool.length > MAX_POOL || book.isOverfull();
  return { found: false, ...(nearest === undefined ? {} : { nearest: nearest.verdict }), isExhausted };
};
