import type { DerReader } from "../../../der/reader.ts";

/** `parameters`: the element that stands there, whole; undefined when absent. */
export type AlgorithmView = {
  readonly der: Uint8Array;
  readonly oid: string;
  readonly parameters: Uint8Array | undefined;
};

/** Reads an AlgorithmIdentifier at the reader's place. */
export const readAlgorithmView = (r: DerReader): AlgorithmView => {
  const element = r.expect(0x30);
  const algorithm = r.inside(element);
  const oid = algorithm.oid();
  const parameters = algorithm.isAtEnd ? undefined : algorithm.next().whole;
  algorithm.end();
  return { der: element.whole, oid, parameters };
};

/** What is signed, with what, and the signature: certificates, CRLs and OCSP responses alike. */
export type SignedView = {
  readonly signatureAlgorithm: AlgorithmView;
  readonly unusedBits: number;
};

/** Reads signatureAlgorithm and signatureValue at the reader's place. */
export const readSignedView = (r: DerReader): SignedView => {
  const signatureAlgorithm = readAlgorithmView(r);
  const [unusedBits = 0] = r.expect(0x03).content;
  return { signatureAlgorithm, unusedBits };
};
