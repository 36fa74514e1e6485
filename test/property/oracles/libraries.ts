/** How pkijs and @peculiar/x509 say what this program says with a name, a time and octets. */
import "reflect-metadata";
import type * as peculiar from "@peculiar/x509";
import type { Certificate } from "pkijs";
import type { Name } from "../../../domain/pki/name.ts";

/** The libraries declare an ArrayBuffer where any view would do. */
export const bufferOf = (der: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(der);
export const hexOf = (octets: Uint8Array): string => Buffer.from(octets).toString("hex");
export const isoOf = (date: Date): string => date.toISOString();

const PKIJS_TYPES: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.6": "C",
};
export const pkijsName = (n: Certificate["subject"]): Name =>
  n.typesAndValues.map((a) => ({ type: PKIJS_TYPES[a.type] ?? a.type, value: a.value.valueBlock.value as string }));
export const peculiarName = (n: peculiar.Name): Name =>
  n
    .toJSON()
    .flatMap((rdn) => Object.entries(rdn).flatMap(([type, values]) => values.map((value) => ({ type, value }))));
