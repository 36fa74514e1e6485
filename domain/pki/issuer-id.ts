import { toHex } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";

/** 128 bits of the SHA-256 of a DER Name, hex: the owner of a space of serial numbers. */
export const issuerId = (name: Uint8Array): string => toHex(sha256(name).subarray(0, 16));
