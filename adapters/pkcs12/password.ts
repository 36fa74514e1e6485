import { utf8 } from "../../domain/kernel/bytes.ts";

/** One password in both of the forms that the format knows. */
export type Password = {
  /** For PBES2: UTF-8, as every program has it though no RFC before 9579 said so. */
  readonly utf8: Uint8Array;
  /** For everything older: UTF-16, big-endian, with two zero octets at its end. RFC 7292 Appendix B.1. */
  readonly bmp: Uint8Array;
};

const bmp = (text: string): Uint8Array => {
  const out = new Uint8Array(text.length * 2 + 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    out[2 * i] = unit >> 8;
    out[2 * i + 1] = unit & 0xff;
  }
  return out;
};

/**
 * The forms to try, one after another: an empty password is written by some with its end and by some without. Text with
 * a zero or a lone surrogate is a Defect.
 */
export const passwordForms = (text: string): readonly Password[] => {
  if (!text.isWellFormed() || text.includes("\0")) throw new TypeError("a password is text");
  const form = { utf8: utf8(text), bmp: bmp(text) };
  return text === "" ? [form, { ...form, bmp: new Uint8Array() }] : [form];
};
