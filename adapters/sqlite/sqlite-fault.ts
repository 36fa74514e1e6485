import { StoreFault, type StoreFaultCode } from "../../domain/ports/event-store.ts";

/** Primary result codes of SQLite, by what they mean to a caller. */
const CODES: Readonly<Record<number, StoreFaultCode>> = {
  5: "store.unavailable", // BUSY
  6: "store.unavailable", // LOCKED
  8: "store.unavailable", // READONLY: the directory lost its rights
  10: "store.unavailable", // IOERR
  11: "store.corrupt",
  13: "store.full",
  14: "store.unavailable", // CANTOPEN
  19: "store.rejected", // CONSTRAINT, and our triggers
  26: "store.corrupt", // NOTADB
};

/** The fault code of an error that `node:sqlite` threw; undefined when it is no error of SQLite. */
export const sqliteFaultCode = (error: unknown): StoreFaultCode | undefined => {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === "number" ? (CODES[code & 0xff] ?? "store.unavailable") : undefined;
};

/** Turns what `work` throws into a StoreFault; defects stay what they are. */
export const asStoreFault = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    const code = error instanceof StoreFault ? undefined : sqliteFaultCode(error);
    if (code === undefined) throw error;
    throw new StoreFault(code, { cause: error });
  }
};
