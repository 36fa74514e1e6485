/** szOID_NTDS_CA_SECURITY_EXT, 1.3.6.1.4.1.311.25.2. [MS-WCCE] §2.2.2.7.7.4. */
import { malformed, must, readDer } from "../../der/reader.ts";
import { octetString } from "../../der/writer.ts";
import { fromUtf8, utf8 } from "../../kernel/bytes.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { encodeGeneralNames, readGeneralNames } from "./general-name.ts";

export const MS_SECURITY_IDENTIFIER = "1.3.6.1.4.1.311.25.2";
/** szOID_NTDS_OBJECTSID, [MS-WCCE] §2.2.2.7.7.4. */
const OBJECT_SID = "1.3.6.1.4.1.311.25.2.1";

/** [MS-DTYP] §2.4.2.1: revision 1, up to 15 sub-authorities. */
const SID = /^S-1-(?:0|[1-9]\d{0,14}|0x[0-9a-fA-F]{12})(?:-(?:0|[1-9]\d{0,9})){1,15}$/;
const isSid = (text: string): boolean => SID.test(text);

/** Binds the certificate to the account with this SID, such as `S-1-5-21-1004336348-1177238915-682003330-512`. */
export const msSecurityIdentifier = (sid: string): Extension => {
  if (!isSid(sid)) throw new TypeError("not a security identifier");
  const name = { kind: "otherName", oid: OBJECT_SID, value: octetString(utf8(sid)) } as const;
  return { oid: MS_SECURITY_IDENTIFIER, critical: false, value: encodeGeneralNames([name]) };
};

/** Refuses `der.malformed`, also for anything beside the one SID: a directory would bind to that. */
export const parseMsSecurityIdentifier = (value: Uint8Array): Result<string> =>
  readDer(value, (r) => {
    const [name, more] = readGeneralNames(r);
    if (name?.kind !== "otherName" || name.oid !== OBJECT_SID || more !== undefined)
      return malformed("not a security identifier");
    const text = fromUtf8(must(readDer(name.value, (inner) => inner.octetString())));
    return text !== undefined && isSid(text) ? text : malformed("not a security identifier");
  });
