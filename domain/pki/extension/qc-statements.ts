/** id-pe-qcStatements, 1.3.6.1.5.5.7.1.3. RFC 3739 §3.2.6. */
import { malformed, readDer } from "../../der/reader.ts";
import { sequenceOf } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { encodeQcStatement, type QcStatement, readQcStatement } from "./qc-statement.ts";

export const QC_STATEMENTS = "1.3.6.1.5.5.7.1.3";

/** What the issuer states about a qualified certificate. At least one statement. */
export const qcStatements = (statements: readonly QcStatement[], critical = false): Extension => {
  if (statements.length === 0) throw new TypeError("qcStatements without a statement");
  return { oid: QC_STATEMENTS, critical, value: sequenceOf(statements.map(encodeQcStatement)) };
};

/** Refuses `der.malformed`. */
export const parseQcStatements = (value: Uint8Array): Result<readonly QcStatement[]> =>
  readDer(value, (r) => {
    const statements = r.each(r.expect(0x30), readQcStatement);
    return statements.length > 0 ? statements : malformed("qcStatements without a statement");
  });
