/** uniformResourceIdentifier under name constraints. RFC 5280 §4.2.1.10. */
import { hostLabels, isWithinHost } from "./host-labels.ts";

/** Scheme, then an authority of RFC 3986 §3.2 with its user information and port apart. */
const AUTHORITY =
  /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[A-Za-z0-9._~%!$&'()*+,;=:-]*@)?(?<host>[A-Za-z0-9._-]+)(?::[0-9]*)?(?:[/?#]|$)/;

/** undefined without an authority, and for a host that is an address: RFC 5280 has both rejected. */
export const isWithinUri = (uri: string, base: string): boolean | undefined => {
  const labels = hostLabels(AUTHORITY.exec(uri)?.groups?.host ?? "");
  return labels === undefined ? undefined : isWithinHost(labels, base);
};
