/** MonetaryValue: amount × 10^exponent of a currency. ETSI EN 319 412-5 §4.3.2. */
import { type DerReader, malformed } from "../../der/reader.ts";
import { integer, printableString, sequence, tlv } from "../../der/writer.ts";

/** `currency`: ISO 4217, three capitals or its number, 1 to 999; `amount` below 2³²; `exponent` -128 to 127. */
export type MonetaryValue = { readonly currency: string | number; readonly amount: number; readonly exponent: number };

const isCurrency = (currency: string | number): boolean =>
  typeof currency === "string"
    ? /^[A-Z]{3}$/.test(currency)
    : Number.isInteger(currency) && currency >= 1 && currency <= 999;

export const encodeMonetaryValue = ({ currency, amount, exponent }: MonetaryValue): Uint8Array => {
  if (!isCurrency(currency) || !Number.isInteger(exponent) || exponent < -128 || exponent > 127 || amount > 0xffffffff)
    throw new TypeError("not a monetary value");
  return sequence(
    typeof currency === "string" ? printableString(currency) : integer(currency),
    integer(amount),
    // One octet of two's complement.
    tlv(0x02, Uint8Array.of(exponent & 0xff)),
  );
};

export const readMonetaryValue = (r: DerReader): MonetaryValue => {
  const value = r.sequence();
  const currency = value.peek() === 0x13 ? value.text() : value.smallInteger();
  const amount = value.smallInteger();
  const [octet, more] = value.integerBytes();
  value.end();
  if (!isCurrency(currency) || octet === undefined || more !== undefined) return malformed("not a monetary value");
  return { currency, amount, exponent: (octet << 24) >> 24 };
};
