/** Rules about the attributes of a certificate's two names. RFC 5280 Appendix A. */
import { isStringTag } from "../../../der/string.ts";
import type { CertificateRule, CertificateView } from "../view/certificate-view.ts";
import type { AttributeView, NameView } from "../view/name-view.ts";

const attributesIn = (name: NameView): readonly AttributeView[] => name.rdns.flat();

/** Of issuer and subject; of one type when it is given. */
export const attributesOf = ({ issuer, subject }: CertificateView, type?: string): readonly AttributeView[] =>
  [...attributesIn(issuer), ...attributesIn(subject)].filter((a) => type === undefined || a.type === type);

/** All attributes of the type have at most `max` characters. */
export const atMost = (id: string, type: string, max: number, what: string): CertificateRule => ({
  id,
  clause: "RFC 5280 Appendix A.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    attributesOf(view, type).some(({ text }) => text !== undefined && [...text].length > max) &&
    `${what} has more than ${max} characters`,
});

/** All attributes of the type are of one string type. */
export const ofStringType = (
  id: string,
  type: string,
  tag: number,
  what: string,
  clause = "RFC 5280 Appendix A.1",
): CertificateRule => ({
  id,
  clause,
  severity: "error",
  effective: "2008-05-01",
  check: (view) => attributesOf(view, type).some((a) => a.tag !== tag) && `${what} is of another string type`,
});

/** All strings of the type have only characters that it has. */
export const ofAlphabet = (id: string, tag: number, what: string): CertificateRule => ({
  id,
  clause: "X.680 §41",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    isStringTag(tag) &&
    attributesOf(view).some((a) => a.tag === tag && a.text === undefined) &&
    `${what} in a name has characters that it cannot have`,
});

/** TeletexString, UniversalString, BMPString: for names that were so written before. RFC 5280 §4.1.2.4. */
export const OLD_STRINGS: readonly number[] = [0x14, 0x1c, 0x1e];
