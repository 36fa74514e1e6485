/** The parsers of texts that strangers send: the octets are changed and read as Latin-1, so that every text comes up. */
import { utf8 } from "../../domain/kernel/bytes.ts";
import { type RefusalCode, refusal } from "../../domain/kernel/refusal.ts";
import { ok, type Result, refuse } from "../../domain/kernel/result.ts";
import { toAsciiDomain, toUnicodeDomain } from "../../domain/pki/domain-name.ts";
import { parseIp } from "../../domain/pki/extension/ip-address.ts";
import { parseMailbox } from "../../domain/pki/mailbox.ts";
import { parseDistinguishedName, parseRfc4514 } from "../../domain/pki/name-text.ts";
import { decodePem, encodePem, pemBlocks } from "../../domain/pki/pem.ts";
import { decodePunycode } from "../../domain/pki/punycode.ts";
import { prepareString } from "../../domain/pki/string-prep.ts";
import { certificateVector } from "../domain/pki/vector.ts";
import type { Parser } from "./withstands.ts";

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

const over = (
  name: string,
  parse: (text: string) => Result<unknown>,
  samples: readonly string[],
  codes: readonly RefusalCode[],
): Parser => ({ name, parse: (bytes) => parse(textOf(bytes)), samples: samples.map(utf8), codes });

/** For readers that answer with undefined what they do not take. */
const orRefused =
  (read: (text: string) => unknown) =>
  (text: string): Result<unknown> => {
    const value = read(text);
    return value === undefined ? refuse(refusal("name.malformed", "")) : ok(value);
  };

const CERTIFICATE = encodePem("CERTIFICATE", certificateVector("leaf"));
const NAMES = ["CN=www.example.test,O=Example\\, Inc.,C=DE", "OU=a+CN=\\62\\c3\\bc,1.2.3=#0c0161", "CN=\\ x\\ "];
const DOMAINS = ["www.example.test", "xn--bcher-kva.example", "b\u00fccher.example", "xn--nxasmq6b.xn--jxalpdlp"];

export const TEXT_PARSERS: readonly Parser[] = [
  over("a file of PEM blocks", pemBlocks, [CERTIFICATE + CERTIFICATE, `text\n${CERTIFICATE}`], ["input.malformed"]),
  over("one PEM block", (text) => decodePem(text, "CERTIFICATE"), [CERTIFICATE], ["input.malformed"]),
  over("a name as RFC 4514 has it", parseRfc4514, NAMES, ["name.malformed"]),
  over("a name as people write it", parseDistinguishedName, ["C=DE, O=Example, CN=www"], ["name.malformed"]),
  over("a domain to A-labels", orRefused(toAsciiDomain), DOMAINS, ["name.malformed"]),
  over("a domain to U-labels", orRefused(toUnicodeDomain), DOMAINS, ["name.malformed"]),
  over("punycode", orRefused(decodePunycode), ["bcher-kva", "nxasmq6b", "-", "a-"], ["name.malformed"]),
  over("a mailbox", orRefused(parseMailbox), ["a.b@example.test", '"a b"@b\u00fccher.example'], ["name.malformed"]),
  over("an address", orRefused(parseIp), ["192.0.2.1", "2001:db8:0:0:0:0:0:1"], ["name.malformed"]),
  {
    name: "a string prepared for comparison",
    parse: (bytes) => orRefused(prepareString)(Buffer.from(bytes).toString("utf16le")),
    samples: ["Stra\u00dfe  x", "a\u00adb\ufffd", "\ufdfa\u0301"].map((text) => Buffer.from(text, "utf16le")),
    codes: ["name.malformed"],
  },
];
