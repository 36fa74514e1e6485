/**
 * IP addresses as text: IPv4 dotted, IPv6 in eight lower-case hex groups, no leading zeros, so that an address has one
 * text. RFC 5280 §4.2.1.6: 4 or 16 octets in network order.
 */
const IPV4 = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;
const IPV6 = /^(?:0|[1-9a-f][0-9a-f]{0,3})(?::(?:0|[1-9a-f][0-9a-f]{0,3})){7}$/;

/** undefined for any other text. */
export const parseIp = (text: string): Uint8Array | undefined => {
  if (IPV4.test(text)) {
    const octets = text.split(".").map(Number);
    return octets.every((o) => o < 256) ? Uint8Array.from(octets) : undefined;
  }
  if (!IPV6.test(text)) return undefined;
  return Uint8Array.from(text.split(":").flatMap((g) => [Number.parseInt(g, 16) >> 8, Number.parseInt(g, 16) & 0xff]));
};

/** undefined for any other number of octets than 4 and 16. */
export const formatIp = (bytes: Uint8Array): string | undefined => {
  if (bytes.length === 4) return [...bytes].join(".");
  if (bytes.length !== 16) return undefined;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return groups.join(":");
};
