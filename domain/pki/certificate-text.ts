/**
 * A certificate, signed or planned, for people who must judge it: every field and every extension, as they stand in the
 * bytes. RFC 5280 §4.1.2.
 */
import { OID } from "../der/oid.ts";
import { toHex } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";
import { extensionText, generalNameText } from "./extension/extension-text.ts";
import { parseAnySubjectAltName } from "./extension/subject-alt-name.ts";
import { nameText } from "./name-text.ts";
import { parsePublicKey } from "./public-key.ts";
import type { TbsCertificate } from "./tbs-certificate.ts";

/** `label`: 1 to 10 characters, the same for several lines of a kind. */
export type TextLine = { readonly label: string; readonly text: string };

/** Each alternative name on a line of its own: among others, nobody sees the one that does not belong. */
const namesOf = ({ extensions }: TbsCertificate): readonly TextLine[] => {
  const extension = extensions.find((e) => e.oid === OID.subjectAltName);
  const names = extension && parseAnySubjectAltName(extension.value);
  return names?.ok ? names.value.map((name) => ({ label: "names", text: generalNameText(name) })) : [];
};

/** SHA-256 of the SubjectPublicKeyInfo: what `openssl pkey -pubin -outform DER | sha256sum` says. */
const keyText = (spki: Uint8Array): string => {
  const key = parsePublicKey(spki);
  return `${key.ok ? key.value.algorithm : "of a kind that is not known here"}, SHA-256 ${toHex(sha256(spki))}`;
};

export const certificateText = (tbs: TbsCertificate): readonly TextLine[] => {
  const { serial, algorithm, issuer, validity, subject, spki, extensions } = tbs;
  return [
    { label: "issuer", text: nameText(issuer) },
    { label: "subject", text: nameText(subject) },
    ...namesOf(tbs),
    { label: "serial", text: serial },
    ...(validity === "masked" ? [] : [{ label: "validity", text: `${validity.notBefore} to ${validity.notAfter}` }]),
    { label: "key", text: keyText(spki) },
    ...extensions.map((extension) => ({ label: "extension", text: extensionText(extension) })),
    { label: "signature", text: algorithm },
  ];
};
