/**
 * Which addresses a webhook may reach. Whoever may register one chooses where this server connects to: never to what only
 * this machine's own network answers, above all the services that hand out a cloud machine's credentials.
 */
import { BlockList, isIP, isIPv4 } from "node:net";

const subnets = (...all: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList();
  for (const [net, bits] of all) list.addSubnet(net, bits, net.includes(":") ? "ipv6" : "ipv4");
  return list;
};

const LOOPBACK = subnets(["127.0.0.0", 8], ["::1", 128]);
/** Link-local (RFC 3927, RFC 4291 §2.5.6), and the metadata services that have addresses elsewhere. */
const LINK_LOCAL = subnets(
  ["169.254.0.0", 16],
  ["fe80::", 10],
  ["fd00:ec2::254", 128],
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
  ["168.63.129.16", 32],
);
/** No host has such an address: this network, multicast, reserved. */
const NOBODY = subnets(["0.0.0.0", 8], ["224.0.0.0", 4], ["240.0.0.0", 4], ["::", 128], ["ff00::", 8]);
/** IPv6 addresses that stand for IPv4 ones: RFC 6052 §2.1, RFC 3056, RFC 4291 §2.5.5.1. */
const TRANSLATED = subnets(["64:ff9b::", 96], ["64:ff9b:1::", 48], ["2002::", 16], ["::", 96]);

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIPv4(address) ? "ipv4" : "ipv6");

/** `address`: as the resolver gives it. IPv4 in IPv6 (`::ffff:…`) is seen as what it is by the lists themselves. */
export const isAllowedAddress = (
  address: string,
  rules: { readonly isSecure: boolean; readonly allowsLinkLocal: boolean },
): boolean => {
  if (isIP(address) === 0) return false;
  if (isIn(LOOPBACK, address)) return true;
  if (!rules.isSecure || isIn(NOBODY, address) || isIn(TRANSLATED, address)) return false;
  return rules.allowsLinkLocal || !isIn(LINK_LOCAL, address);
};
