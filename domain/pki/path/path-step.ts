/** What is done for each certificate of a path. RFC 5280 §6.1.3, §6.1.4, §6.1.5. */
import { wholeSeconds } from "../../kernel/instant.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { isSameName } from "../name-match.ts";
import { constrainedNames, isEmptyName } from "./constrained-names.ts";
import { hasOwnParameters } from "./key-parameters.ts";
import { checkNames, nameLayer } from "./name-layers.ts";
import type { PathCertificate } from "./path-certificate.ts";
import { hasUnprocessedCritical, readPathExtensions } from "./path-extensions.ts";
import { fault, type PathFault } from "./path-fault.ts";
import type { Judging } from "./path-inputs.ts";
import type { PathState, Processed } from "./path-state.ts";
import { mustBeExplicit, prepareNextPolicies, processPolicies } from "./policy-state.ts";
import { checkPurpose, narrowPurposes } from "./purposes.ts";

type Outcome<T> = Result<T, PathFault>;
const fine = ok(undefined);

/** §6.1.3 (a). The signature last: it costs most. */
const checkBasics = (state: PathState, c: PathCertificate, { at, verify, book }: Judging): Outcome<undefined> => {
  const now = wholeSeconds(at);
  if (now < c.notBefore) return fault("RFC 5280 §6.1.3 (a)(2)", "the certificate is not valid yet");
  if (now > c.notAfter) return fault("RFC 5280 §6.1.3 (a)(2)", "the certificate has expired");
  if (!isSameName(book.read(c.issuer), book.read(state.issuer)))
    return fault("RFC 5280 §6.1.3 (a)(4)", "the issuer is not the subject before it");
  return verify(state.spki, c.tbs, c.algorithm, c.signature)
    ? fine
    : fault("RFC 5280 §6.1.3 (a)(1)", "the signature is not by the key before it");
};

/** §6.1.3 (b), (c). Those of a self-issued authority were constrained when its name was first certified. */
const checkSubject = (
  state: PathState,
  { certificate, extensions, place }: Omit<Processed, "state">,
  { book }: Judging,
): Outcome<undefined> => {
  if (place.isSelfIssued && !place.isLast) return fine;
  const names = constrainedNames(certificate.subject, extensions.altNames ?? []);
  return names.ok ? checkNames(state.layers, names.value, book) : fault("RFC 5280 §4.1.2.6", names.error.detail);
};

/** §4.1.2.6: only an end entity may be without a subject, and then it has another name. */
const checkNamed = ({ certificate, extensions, place }: Omit<Processed, "state">): Outcome<undefined> =>
  isEmptyName(certificate.subject) && (!place.isLast || extensions.altNames === undefined)
    ? fault("RFC 5280 §4.1.2.6", "the certificate names nobody")
    : fine;

/** §6.1.4 (d)–(f), §6.1.5 (c)–(e): the parameters of DSA may be the issuer's, and no such key is supported. */
const checkKey = ({ certificate, place }: Omit<Processed, "state">): Outcome<undefined> => {
  const isWhole = hasOwnParameters(certificate.spki);
  if (!isWhole.ok) return fault("RFC 5280 §4.1.2.7", isWhole.error.detail);
  if (isWhole.value) return fine;
  const clause = place.isLast ? "RFC 5280 §6.1.5 (d)" : "RFC 5280 §6.1.4 (e)";
  return fault(clause, "a key that inherits its parameters is not supported");
};

/** §6.1.3. */
export const processCertificate = (
  state: PathState,
  certificate: PathCertificate,
  isLast: boolean,
  inputs: Judging,
): Outcome<Processed> => {
  const read = readPathExtensions(certificate.extensions);
  if (!read.ok) return read;
  const { book } = inputs;
  const place = { isLast, isSelfIssued: isSameName(book.read(certificate.subject), book.read(certificate.issuer)) };
  const about = { certificate, extensions: read.value, place };
  for (const check of [
    () => checkBasics(state, certificate, inputs),
    () => checkNamed(about),
    () => checkKey(about),
    () => checkSubject(state, about, inputs),
  ]) {
    const outcome = check();
    if (!outcome.ok) return outcome;
  }
  const policy = processPolicies(state.policy, read.value, place);
  if (!policy.ok) return policy;
  const purposes = narrowPurposes(state.purposes, read.value.purposes);
  const purpose = checkPurpose(purposes, inputs.purpose);
  return purpose.ok ? ok({ ...about, state: { ...state, policy: policy.value, purposes } }) : purpose;
};

/**
 * §6.1.4 (k), (n): whether the certificate is an authority's, for signing certificates. One of version 1 or 2 has no
 * extension to say so, and is rejected.
 */
const checkAuthority = ({ extensions }: Processed): Outcome<undefined> => {
  if (!extensions.basicConstraints?.isCa)
    return fault("RFC 5280 §6.1.4 (k)", "the certificate before the next is not an authority's");
  return extensions.keyUsage?.includes("keyCertSign") === false
    ? fault("RFC 5280 §6.1.4 (n)", "the key may not sign certificates")
    : fine;
};

/** §6.1.4 (l), (m). */
const nextPathLength = ({ state, extensions, place }: Processed): Outcome<number> => {
  if (!place.isSelfIssued && state.maxPathLength === 0)
    return fault("RFC 5280 §6.1.4 (l)", "more authorities follow than a path length allows");
  const left = place.isSelfIssued ? state.maxPathLength : state.maxPathLength - 1;
  return ok(Math.min(left, extensions.basicConstraints?.pathLength ?? left));
};

/** §6.1.4 (o), §6.1.5 (f). */
const checkCritical = ({ certificate, place }: Processed, { alsoProcessed = [] }: Judging): Outcome<undefined> =>
  hasUnprocessedCritical(certificate.extensions, alsoProcessed)
    ? fault(place.isLast ? "RFC 5280 §6.1.5 (f)" : "RFC 5280 §6.1.4 (o)", "an unknown extension is critical")
    : fine;

/** §6.1.4: the state for the next certificate. */
export const prepareNext = (processed: Processed, inputs: Judging): Outcome<PathState> => {
  const { state, certificate, extensions, place } = processed;
  const policy = prepareNextPolicies(state.policy, extensions, place);
  if (!policy.ok) return policy;
  const authority = checkAuthority(processed);
  if (!authority.ok) return authority;
  const maxPathLength = nextPathLength(processed);
  if (!maxPathLength.ok) return maxPathLength;
  const critical = checkCritical(processed, inputs);
  if (!critical.ok) return critical;
  const { nameConstraints } = extensions;
  return ok({
    issuer: certificate.subject,
    spki: certificate.spki,
    maxPathLength: maxPathLength.value,
    layers: nameConstraints === undefined ? state.layers : [...state.layers, nameLayer(nameConstraints, inputs.book)],
    policy: policy.value,
    purposes: state.purposes,
  });
};

/** §6.1.5 (a)–(f). */
export const wrapUp = (processed: Processed, inputs: Judging) => {
  const critical = checkCritical(processed, inputs);
  if (!critical.ok) return critical;
  const { policy, purposes } = processed.state;
  return ok({ graph: policy.graph, isExplicit: mustBeExplicit(policy, processed.extensions), purposes });
};
