import { fromBase64url } from "../../kernel/bytes.ts";
import { visibleText } from "../../kernel/visible-text.ts";
import { parseCertificate } from "../../pki/certificate.ts";
import { nameText } from "../../pki/name-text.ts";
import { type Credential, CredentialSchema } from "../../statement/credential.ts";
import { changeKind } from "../change-kind.ts";
import { keyOfCredential, soundCredential } from "../credential.ts";
import { fingerprint } from "../fingerprint.ts";
import { withEntry } from "../state.ts";

const certificateLines = (der: string): readonly string[] => {
  const certificate = parseCertificate(fromBase64url(der) ?? new Uint8Array());
  if (!certificate.ok) return ["certificate  (it cannot be read)"];
  const { subject, serial, validity } = certificate.value.fields;
  return [
    `certificate SHA-256 ${fingerprint(der)}`,
    `of         ${visibleText(nameText(subject))}, serial number ${serial}`,
    ...(validity === "masked" ? [] : [`valid      ${validity.notBefore} to ${validity.notAfter}`]),
  ];
};

const kindLines = (credential: Credential): readonly string[] => {
  switch (credential.kind) {
    case "webauthn":
      return [
        `kind       a security key of the make ${credential.aaguid}`,
        `used at    ${credential.origins.join(", ")}`,
        ...(credential.isBackupEligible ? ["NOTE       its private key can be copied to other devices"] : []),
      ];
    case "cms":
      return ["kind       the key of a certificate", ...certificateLines(credential.certificate)];
    case "jws":
      return ["kind       a machine's key: it signs without anybody looking"];
  }
};

/** Its officer signs with it: nobody is given a credential that they do not hold. */
export const credentialEnrolled = changeKind({
  command: "EnrolCredential",
  event: "CredentialEnrolled",
  tells: "A quorum of officers let one of them sign with one more thing, and that one showed that they hold it.",
  fields: { credential: CredentialSchema },
  operation: "credential.enrol",
  signs: ({ credential }) => ({ subject: credential.id, over: credential }),
  lines: ({ credential }) => [
    `change     let ${credential.officer} sign with ${credential.id} too`,
    ...kindLines(credential),
    `key        SHA-256 ${fingerprint(keyOfCredential(credential))}`,
  ],
  sound: (before, { credential }, now) => soundCredential(before, credential, now),
  rule: (before, { credential }) => ({
    possession: {
      id: credential.officer,
      spki: before.officers.get(credential.officer)?.spki ?? "",
      mayApprove: true,
      credentials: [{ credential, counter: credential.kind === "webauthn" ? credential.counter : undefined }],
    },
    possessionForm: credential.kind,
  }),
  evolve: (before, { credential }) => ({
    ...before,
    credentials: new Set(before.credentials).add(keyOfCredential(credential)),
    enrolled: withEntry(before.enrolled, credential.id, {
      credential,
      isActive: true,
      counter: credential.kind === "webauthn" ? credential.counter : 0,
    }),
  }),
});
