import { OID } from "../../../der/oid.ts";
import { readOtherNameText } from "../../../pki/extension/other-name.ts";
import { parseAnySubjectAltName } from "../../../pki/extension/subject-alt-name.ts";
import type { CertificateRule } from "../view/certificate-view.ts";
import { contentOf } from "../view/extension-view.ts";

export const smtpUtf8MailboxSyntax: CertificateRule = {
  id: "smtp-utf8-mailbox-syntax",
  clause: "RFC 9598 §3",
  severity: "error",
  effective: "2024-06-01",
  check: (view) =>
    contentOf(view, OID.subjectAltName, parseAnySubjectAltName)?.some(
      (name) => name.kind === "otherName" && readOtherNameText(name)?.ok === false,
    ) && "an otherName of a known form has not its shape",
};
