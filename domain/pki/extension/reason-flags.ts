/** ReasonFlags: the reasons for revocation that a CRL is about. RFC 5280 §4.2.1.13. */
import { namedBitString } from "../../der/writer.ts";
import { retag } from "../implicit-tag.ts";
import { readNamedBits } from "./named-bits.ts";

/** In the order of their bits, from bit 0. */
const REASONS = [
  "unused",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  "privilegeWithdrawn",
  "aACompromise",
] as const;
export type ReasonFlag = (typeof REASONS)[number];

/** Under an implicit tag, given as its identifier octet. */
export const encodeReasonFlags = (tag: number, reasons: readonly ReasonFlag[]): Uint8Array =>
  retag(tag, namedBitString(reasons.map((r) => REASONS.indexOf(r))));

/** In the order of their bits. */
export const readReasonFlags = (content: Uint8Array): readonly ReasonFlag[] => readNamedBits(content, REASONS);
