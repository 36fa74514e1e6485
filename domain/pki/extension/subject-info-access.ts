/** id-pe-subjectInfoAccess, 1.3.6.1.5.5.7.1.11. RFC 5280 §4.2.2.2. */
import { readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import { type AccessDescription, encodeAccessDescriptions, readAccessDescriptions } from "./access-description.ts";
import type { Extension } from "./extension.ts";

export const SUBJECT_INFO_ACCESS = "1.3.6.1.5.5.7.1.11";

/** By their names in RFC 5280 §4.2.2.2 and RFC 6487 §4.8.8.2. */
export const SUBJECT_ACCESS_METHODS = {
  timeStamping: "1.3.6.1.5.5.7.48.3",
  caRepository: "1.3.6.1.5.5.7.48.5",
  rpkiManifest: "1.3.6.1.5.5.7.48.10",
  signedObject: "1.3.6.1.5.5.7.48.11",
  rpkiNotify: "1.3.6.1.5.5.7.48.13",
} as const;

/** What the subject serves, and where: an authority its certificates, a time stamping authority its stamps. */
export const subjectInfoAccess = (list: readonly AccessDescription[]): Extension => ({
  oid: SUBJECT_INFO_ACCESS,
  critical: false,
  value: encodeAccessDescriptions(list),
});

/** Every method and every form of location. Refuses `der.malformed`. */
export const parseSubjectInfoAccess = (value: Uint8Array): Result<readonly AccessDescription[]> =>
  readDer(value, readAccessDescriptions);
