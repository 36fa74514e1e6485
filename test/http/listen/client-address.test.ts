import { expect, test } from "vitest";
import { clientAddress, isCidr, isSecure, proxyList } from "../../../http/listen/client-address.ts";

const proxies = proxyList(["127.0.0.1", "10.0.0.0/8", "fd00::/8", "::1"]);

test.for<{ name: string; peer: string | undefined; header?: string; is: string }>([
  { name: "no header", peer: "192.0.2.1", is: "192.0.2.1" },
  { name: "no peer: the socket is gone", peer: undefined, header: "192.0.2.9", is: "unknown" },
  { name: "IPv4 as IPv6 writes it", peer: "::ffff:192.0.2.1", is: "192.0.2.1" },
  { name: "a zone", peer: "fe80::1%eth0", is: "fe80::1" },
  { name: "a stranger's header is not believed", peer: "192.0.2.1", header: "198.51.100.7", is: "192.0.2.1" },
  { name: "a proxy's is", peer: "127.0.0.1", header: "198.51.100.7", is: "198.51.100.7" },
  {
    name: "a proxy's, connected over IPv6's IPv4",
    peer: "::ffff:10.1.2.3",
    header: "198.51.100.7",
    is: "198.51.100.7",
  },
  { name: "only what the proxy wrote itself", peer: "10.0.0.1", header: "1.1.1.1, 198.51.100.7", is: "198.51.100.7" },
  { name: "a proxy behind a proxy", peer: "10.0.0.1", header: "1.1.1.1, 198.51.100.7, 10.0.0.2", is: "198.51.100.7" },
  { name: "nothing but proxies", peer: "10.0.0.1", header: "10.0.0.3, 10.0.0.2", is: "10.0.0.3" },
  { name: "what is no address ends it", peer: "10.0.0.1", header: "198.51.100.7, unknown", is: "10.0.0.1" },
  { name: "an empty header", peer: "10.0.0.1", header: "", is: "10.0.0.1" },
  { name: "with a port", peer: "10.0.0.1", header: "198.51.100.7:4711", is: "198.51.100.7" },
  { name: "IPv6 with a port", peer: "10.0.0.1", header: "[2001:DB8::7]:4711", is: "2001:db8::7" },
  { name: "an IPv6 proxy", peer: "fd12::1", header: "2001:db8::7", is: "2001:db8::7" },
  { name: "what would break a log", peer: "10.0.0.1", header: "198.51.100.7\u001b[2J", is: "10.0.0.1" },
])("$name", ({ peer, header, is }) => {
  expect(clientAddress(peer, header, proxies)).toBe(is);
});

test.for<{ own: boolean; peer: string; header?: string; is: boolean }>([
  { own: true, peer: "192.0.2.1", is: true },
  { own: false, peer: "192.0.2.1", is: false },
  { own: false, peer: "192.0.2.1", header: "https", is: false },
  { own: true, peer: "192.0.2.1", header: "http", is: true },
  { own: false, peer: "10.0.0.1", header: "https", is: true },
  { own: false, peer: "10.0.0.1", header: "https, http", is: false },
  { own: true, peer: "10.0.0.1", header: "http", is: false },
])("TLS of ours $own, $peer says $header: secure is $is", ({ own, peer, header, is }) => {
  expect(isSecure(own, peer, header, proxies)).toBe(is);
});

test.for<readonly [text: string, is: boolean]>([
  ["10.0.0.0/8", true],
  ["10.0.0.1", true],
  ["::/0", true],
  ["10.0.0.0/33", false],
  ["::/129", false],
  ["10.0.0.0/8/8", false],
  ["10.0.0.0/", false],
  ["10.0.0.0/-1", false],
  ["localhost", false],
  ["", false],
])("%s is a list of addresses: %s", ([text, is]) => {
  expect(isCidr(text)).toBe(is);
});
