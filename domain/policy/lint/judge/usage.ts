/** Rules that hold between the kind of a key, its usage and its purposes. */
import type { ExtendedKeyUsage } from "../../../pki/extension/extended-key-usage.ts";
import type { KeyUsage } from "../../../pki/extension/key-usage.ts";
import { type CertificateRule, purposesOf, usagesOf } from "../view/certificate-view.ts";

/** With the purpose, a key usage that is there has one of the usages. RFC 5280 §4.2.1.12. */
export const purposeNeeds = (
  id: string,
  purpose: ExtendedKeyUsage,
  ...usages: readonly KeyUsage[]
): CertificateRule => ({
  id,
  clause: "RFC 5280 §4.2.1.12",
  severity: "error",
  effective: "2008-05-01",
  check: (view) => {
    const has = usagesOf(view);
    if (has === undefined || !purposesOf(view)?.includes(purpose)) return undefined;
    return !has.some((usage) => usages.includes(usage)) && `${purpose} is consistent only with ${usages.join(", ")}`;
  },
});

type About = {
  readonly id: string;
  readonly clause: string;
  readonly effective: string;
  /** Of the key. */
  readonly oids: readonly string[];
  readonly what: string;
};

/** A key of the algorithms has none but the usages. */
export const keyMayOnly = (about: About, ...usages: readonly KeyUsage[]): CertificateRule => ({
  id: about.id,
  clause: about.clause,
  severity: "error",
  effective: about.effective,
  check: (view) => {
    if (!about.oids.includes(view.key.algorithm.oid)) return undefined;
    const wrong = usagesOf(view)?.filter((usage) => !usages.includes(usage)) ?? [];
    return wrong.length > 0 && `${about.what} cannot be used for ${wrong.join(", ")}`;
  },
});
