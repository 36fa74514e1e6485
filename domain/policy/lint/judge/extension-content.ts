/** What is said in extensions that hold lists of several kinds; nothing when they are absent or cannot be read. */

import { OID } from "../../../der/oid.ts";
import type { AccessDescription } from "../../../pki/extension/access-description.ts";
import { parseAuthorityInfoAccess } from "../../../pki/extension/authority-info-access.ts";
import { CERTIFICATE_POLICIES, parseCertificatePolicies } from "../../../pki/extension/certificate-policies.ts";
import { parseCrlDistributionPoints } from "../../../pki/extension/crl-distribution-points.ts";
import type { GeneralName } from "../../../pki/extension/general-name.ts";
import { NAME_CONSTRAINTS, type NameSubtree, parseNameConstraints } from "../../../pki/extension/name-constraints.ts";
import type { PolicyInformation, PolicyQualifier } from "../../../pki/extension/policy-information.ts";
import { contentOf, type Extended } from "../view/extension-view.ts";

/** RFC 5280 §4.2.1.4. */
export const ANY_POLICY = "2.5.29.32.0";

export const subtreesOf = (view: Extended): readonly NameSubtree[] => {
  const constraints = contentOf(view, NAME_CONSTRAINTS, parseNameConstraints);
  return constraints === undefined ? [] : [...constraints.permitted, ...constraints.excluded];
};

export const policiesOf = (view: Extended): readonly PolicyInformation[] =>
  contentOf(view, CERTIFICATE_POLICIES, parseCertificatePolicies) ?? [];

export const noticesOf = (view: Extended): readonly Extract<PolicyQualifier, { kind: "userNotice" }>[] =>
  policiesOf(view)
    .flatMap((policy) => policy.qualifiers)
    .filter((qualifier) => qualifier.kind === "userNotice");

/** The full names of each distribution point that has any. */
export const pointsOf = (view: Extended, oid: string): readonly (readonly GeneralName[])[] =>
  (contentOf(view, oid, parseCrlDistributionPoints) ?? []).flatMap(({ name }) =>
    name?.kind === "full" ? [name.names] : [],
  );

/** Where the method of authorityInfoAccess leads. */
export const accessOf = (view: Extended, method: string): readonly GeneralName[] => {
  const all: readonly AccessDescription[] = contentOf(view, OID.authorityInfoAccess, parseAuthorityInfoAccess) ?? [];
  return all.filter((one) => one.method === method).map((one) => one.location);
};

/** HTTP or LDAP: what a relying party is expected to fetch from. RFC 5280 §4.2.1.13. */
export const isFetchable = (name: GeneralName): boolean =>
  name.kind === "uri" && /^(?:https?|ldaps?):\/\//i.test(name.value);
