import { OID } from "../../der/oid.ts";
import type { Lint } from "./lint.ts";

/** With an empty subject the alternative names must be there and critical. RFC 5280 §4.1.2.6. */
export const subjectOrAltName: Lint = {
  id: "subject-or-alt-name",
  clause: "RFC 5280 §4.1.2.6",
  severity: "error",
  check: ({ subject, extensions }) => {
    if (subject.length > 2) return undefined;
    const san = extensions.find((e) => e.oid === OID.subjectAltName);
    return san?.critical ? undefined : "an empty subject needs a critical subjectAltName";
  },
};
