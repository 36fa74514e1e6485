/**
 * Hostile inputs for one parser after another: structure-aware (whole elements cut out, doubled, swapped between samples,
 * nested, given other tags and lengths) and random (octets changed, inserted, removed). The same seed gives the same
 * inputs, so that what failed can be looked at again.
 */
import { expect } from "vitest";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { decodeEnvelope } from "../../domain/kernel/envelope.ts";
import type { RefusalCode } from "../../domain/kernel/refusal.ts";
import type { Result } from "../../domain/kernel/result.ts";
import { parseSignatureAlgorithm } from "../../domain/pki/algorithm.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { parseCertReqMessages } from "../../domain/pki/crmf.ts";
import { parseCsr } from "../../domain/pki/csr.ts";
import { parseSubjectAltName } from "../../domain/pki/extension/subject-alt-name.ts";
import { parseName } from "../../domain/pki/name.ts";
import { parseOcspRequest } from "../../domain/pki/ocsp-request.ts";
import { parseOcspResponse } from "../../domain/pki/ocsp-response-reader.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import { parseCertificateList } from "../../domain/pki/tbs-cert-list.ts";
import { maskValidity, parseTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import {
  certificateVector,
  crlVector,
  csrVector,
  extensionVector,
  ocspRequestVector,
  ocspResponseVector,
} from "../domain/pki/vector.ts";

/** xorshift32: fast, and the same everywhere. */
const randomOf = (seed: number): ((below: number) => number) => {
  let x = seed | 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
};

type Random = ReturnType<typeof randomOf>;
type Element = { readonly start: number; readonly head: number; readonly end: number };

/** Where elements begin and end, found without the reader that is on trial: constructed ones are looked into. */
const elementsOf = (der: Uint8Array, from = 0, to = der.length, depth = 0): Element[] => {
  const out: Element[] = [];
  for (let at = from; at + 2 <= to && out.length < 400; ) {
    const first = der[at + 1] ?? 0;
    const octets = first < 0x80 ? 0 : first & 0x7f;
    let size = first < 0x80 ? first : 0;
    for (let i = 0; i < octets; i++) size = size * 256 + (der[at + 2 + i] ?? 0);
    const head = at + 2 + octets;
    const end = head + size;
    if (octets > 3 || end > to) break;
    out.push({ start: at, head, end });
    if ((der[at] ?? 0) & 0x20 && depth < 12) out.push(...elementsOf(der, head, end, depth + 1));
    at = end;
  }
  return out;
};

const splice = (bytes: Uint8Array, start: number, end: number, insert: Uint8Array): Uint8Array => {
  const out = new Uint8Array(bytes.length - (end - start) + insert.length);
  out.set(bytes.subarray(0, start));
  out.set(insert, start);
  out.set(bytes.subarray(end), start + insert.length);
  return out;
};

const nothing = new Uint8Array();
const octetsOf = (random: Random, n: number): Uint8Array => Uint8Array.from({ length: n }, () => random(256));

/** Lengths of enclosing elements are mended, so that the change is reached and not only noticed from outside. */
const mended = (bytes: Uint8Array, elements: readonly Element[], at: number, by: number): Uint8Array => {
  const out = bytes.slice();
  for (const { start, head, end } of elements) {
    if (start >= at || end < at) continue;
    const octets = head - start - 2;
    let size = end - head + by;
    if (octets === 0) {
      if (size >= 0 && size < 0x80) out[start + 1] = size;
      continue;
    }
    for (let i = octets; i > 0; i--) {
      out[start + 1 + i] = size & 0xff;
      size >>= 8;
    }
  }
  return out;
};

const INTERESTING = [0x00, 0x01, 0x02, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xff, 0x30, 0x31, 0xa0, 0x1f];
const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;

const mutate = (random: Random, sample: Uint8Array, other: Uint8Array): Uint8Array => {
  const elements = elementsOf(sample);
  const { start, head, end } = elements.length > 0 ? pick(random, elements) : { start: 0, head: 0, end: sample.length };
  const replaced = (insert: Uint8Array): Uint8Array =>
    splice(mended(sample, elements, start, insert.length - (end - start)), start, end, insert);
  switch (random(10)) {
    case 0:
      return replaced(nothing);
    case 1: {
      const twice = new Uint8Array(2 * (end - start));
      twice.set(sample.subarray(start, end));
      twice.set(sample.subarray(start, end), end - start);
      return replaced(twice);
    }
    case 2: {
      const theirs = elementsOf(other);
      const one = theirs.length > 0 ? pick(random, theirs) : { start: 0, end: other.length };
      return replaced(other.subarray(one.start, one.end));
    }
    case 3: {
      const out = sample.slice();
      out[start] = random(2) ? pick(random, INTERESTING) : random(256);
      return out;
    }
    case 4: {
      const out = sample.slice();
      out[start + 1] = pick(random, INTERESTING);
      return out;
    }
    case 5:
      return replaced(splice(sample.subarray(start, end), head - start, end - start, octetsOf(random, end - head)));
    case 6: {
      let nested = sample.subarray(start, end);
      for (let depth = random(60); depth > 0 && nested.length < 120; depth--)
        nested = Uint8Array.of(0x30, nested.length, ...nested);
      return replaced(nested);
    }
    case 7:
      return sample.subarray(0, random(sample.length + 1));
    case 8: {
      const out = sample.slice();
      for (let n = 1 + random(4); n > 0; n--) out[random(out.length)] = random(256);
      return out;
    }
    default: {
      const at = random(sample.length + 1);
      return splice(sample, at, Math.min(sample.length, at + random(4)), octetsOf(random, random(6)));
    }
  }
};

type Parser = {
  readonly name: string;
  readonly parse: (bytes: Uint8Array) => Result<unknown>;
  readonly samples: readonly Uint8Array[];
  readonly codes: readonly RefusalCode[];
};

const CERTIFICATES = (["root", "leaf", "responder"] as const).map(certificateVector);
const REQUESTS = ["plain", "attributes", "names", "rsa", "p384", "ed25519", "empty-subject"].map(csrVector);
const part = (read: (c: { subject: Uint8Array; spki: Uint8Array }) => Uint8Array): readonly Uint8Array[] =>
  CERTIFICATES.flatMap((der) => {
    const parsed = parseCertificate(der);
    return parsed.ok ? [read(parsed.value.fields)] : [];
  });
const TBS = CERTIFICATES.flatMap((der) => {
  const parsed = parseCertificate(der);
  return parsed.ok ? [parsed.value.tbs] : [];
});

export const PARSERS: readonly Parser[] = [
  {
    name: "Certificate",
    parse: parseCertificate,
    samples: CERTIFICATES,
    codes: ["der.malformed", "csr.unsupported-key"],
  },
  { name: "TBSCertificate", parse: parseTbsCertificate, samples: TBS, codes: ["der.malformed", "csr.unsupported-key"] },
  { name: "the mask of a TBSCertificate", parse: maskValidity, samples: TBS, codes: ["der.malformed"] },
  {
    name: "CertificateList",
    parse: parseCertificateList,
    samples: [crlVector("crl"), crlVector("crl-empty")],
    codes: ["der.malformed", "csr.unsupported-key"],
  },
  {
    name: "CertificationRequest",
    parse: parseCsr,
    samples: REQUESTS,
    codes: ["csr.malformed", "csr.unsupported-key", "name.malformed"],
  },
  {
    name: "OCSPRequest",
    parse: parseOcspRequest,
    samples: ["many"].map(ocspRequestVector),
    codes: ["ocsp.malformed", "der.malformed"],
  },
  {
    name: "OCSPResponse",
    parse: parseOcspResponse,
    samples: ["many", "sha256", "sha1-nonce"].map(ocspResponseVector),
    codes: ["ocsp.malformed", "csr.unsupported-key"],
  },
  {
    name: "CRMF CertReqMessages",
    parse: parseCertReqMessages,
    samples: [Buffer.from("30133011300f020101300aa508300631043002300005", "hex"), CERTIFICATES[0] as Uint8Array],
    codes: ["csr.malformed", "der.malformed", "csr.unsupported-key", "name.malformed"],
  },
  { name: "Name", parse: parseName, samples: part((c) => c.subject), codes: ["name.malformed"] },
  {
    name: "SubjectPublicKeyInfo",
    parse: parsePublicKey,
    samples: [
      ...part((c) => c.spki),
      ...REQUESTS.flatMap((der) => {
        const parsed = parseCsr(der);
        return parsed.ok ? [parsed.value.spki] : [];
      }),
    ],
    codes: ["der.malformed", "csr.unsupported-key"],
  },
  {
    name: "AlgorithmIdentifier",
    parse: parseSignatureAlgorithm,
    samples: ["300a06082a8648ce3d040302", "300d06092a864886f70d01010b0500", "300506032b6570"].map((h) =>
      Buffer.from(h, "hex"),
    ),
    codes: ["der.malformed", "csr.unsupported-key"],
  },
  {
    name: "SubjectAltName",
    parse: parseSubjectAltName,
    samples: [extensionVector("leaf", "2.5.29.17").value],
    codes: ["der.malformed"],
  },
  {
    name: "an event's envelope",
    parse: decodeEnvelope,
    samples: [new TextEncoder().encode('{"a":[1,2,{"b":null}],"v":1}'), fromBase64url("eyJ2IjoxfQ") ?? nothing],
    codes: ["input.malformed"],
  },
];

/** Whatever comes in, a value or a typed refusal comes out, and what is taken is not larger than what came. */
export const withstands = ({ name, parse, samples, codes }: Parser, inputs: number, seed: number): void => {
  const random = randomOf(seed);
  const seen = new Set<string>();
  for (let i = 0; i < inputs; i++) {
    let input = mutate(random, pick(random, samples), pick(random, samples));
    // Now and then what was changed is changed again.
    while (random(3) === 0) input = mutate(random, input, pick(random, samples));
    let result: Result<unknown>;
    try {
      result = parse(input);
    } catch (error) {
      throw new Error(`${name} threw ${String(error)} at ${Buffer.from(input).toString("hex")} (seed ${seed}, ${i})`);
    }
    seen.add(result.ok ? "taken" : result.error.code);
  }
  const allowed = new Set<string>([...codes, "taken"]);
  expect([...seen].filter((code) => !allowed.has(code))).toEqual([]);
  // A trial in which nothing is refused, or all of it for one reason that lies outside, is none.
  expect(seen.has(codes[0] as string)).toBe(true);
};
