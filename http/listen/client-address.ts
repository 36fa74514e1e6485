/**
 * Where a request comes from. A header can say anything, so only what stands in front of us by our own configuration is
 * believed, and of what it says only the part that it wrote itself.
 */
import { BlockList, isIP } from "node:net";

/** `10.0.0.0/8`, `fd00::/8`, or one address. */
const parseCidr = (text: string): { readonly address: string; readonly prefix: number } | undefined => {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  if (family === 0 || rest.length > 0) return undefined;
  if (prefix === undefined) return { address, prefix: longest };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > longest) return undefined;
  return { address, prefix: Number(prefix) };
};

export const isCidr = (text: string): boolean => parseCidr(text) !== undefined;

/** The proxies whose word counts. What is no CIDR is a Defect: the configuration was checked before. */
export const proxyList = (cidrs: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const text of cidrs) {
    const cidr = parseCidr(text);
    if (cidr === undefined) throw new TypeError("not a CIDR");
    list.addSubnet(cidr.address, cidr.prefix, isIP(cidr.address) === 4 ? "ipv4" : "ipv6");
  }
  return list;
};

/** An address as one text: without brackets, port and zone, and IPv4 as IPv4. undefined for what is none. */
const plainAddress = (text: string): string | undefined => {
  const bare = text
    .trim()
    .replace(/^\[([^\]]+)\](?::\d+)?$/, "$1")
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1")
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(bare) === 0 ? undefined : bare.toLowerCase();
};

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");

/**
 * The client's address: who is connected to us, or, when that is a trusted proxy, whom `X-Forwarded-For` names, read from
 * the right for as long as trusted proxies wrote it. What stands further left came from the client and proves nothing.
 */
export const clientAddress = (
  peer: string | undefined,
  forwardedFor: string | undefined,
  proxies: BlockList,
): string => {
  let address = plainAddress(peer ?? "") ?? "unknown";
  if (forwardedFor === undefined || address === "unknown") return address;
  for (const entry of forwardedFor.split(",").reverse()) {
    if (!isIn(proxies, address)) return address;
    const before = plainAddress(entry);
    if (before === undefined) return address;
    address = before;
  }
  return address;
};

/** Whether TLS protected the client's side: our own, or that of a trusted proxy which says so. */
export const isSecure = (
  isEncrypted: boolean,
  peer: string | undefined,
  forwardedProto: string | undefined,
  proxies: BlockList,
): boolean => {
  const address = plainAddress(peer ?? "");
  if (forwardedProto === undefined || address === undefined || !isIn(proxies, address)) return isEncrypted;
  return forwardedProto.split(",").at(-1)?.trim().toLowerCase() === "https";
};
