/** The profiles that every ledger is founded with: two for subscribers, three for the hierarchy. */
import { KEY_ALGORITHMS } from "../pki/key-algorithm.ts";
import type { Profile } from "./profile.ts";

const DAY = 86_400;
const HOUR = 3_600;

/** What a module of our own may make for authorities and responders. */
const OUR_KEYS: Profile["keyAlgorithms"] = [...KEY_ALGORITHMS].filter((a) => a !== "rsa-2048" && a !== "rsa-pss-2048");
/** What relying parties of today take from a subscriber. */
const THEIR_KEYS: Profile["keyAlgorithms"] = [
  "ec-p256",
  "ec-p384",
  "ec-p521",
  "rsa-2048",
  "rsa-3072",
  "rsa-4096",
  "ed25519",
];

const authority = {
  version: 1,
  isPersonal: false,
  subject: { required: ["CN"], allowed: ["C", "O", "OU", "CN"] },
  subjectAltNames: { kinds: [], min: 0, max: 0 },
  keyAlgorithms: OUR_KEYS,
  backdateSeconds: 0,
  keyUsage: ["keyCertSign", "cRLSign"],
  extendedKeyUsage: [],
  hasOcspNoCheck: false,
} satisfies Partial<Profile>;

const leaf = {
  version: 1,
  kind: "subscriber",
  keyAlgorithms: THEIR_KEYS,
  backdateSeconds: HOUR,
  keyUsage: ["digitalSignature"],
  basicConstraints: { isCa: false },
  hasOcspNoCheck: false,
  hasStatusUrls: true,
} satisfies Partial<Profile>;

export const builtInProfiles: readonly Profile[] = [
  {
    ...authority,
    id: "root-authority",
    title: "Root authority, self-signed, 20 years",
    kind: "root",
    durationSeconds: 20 * 365 * DAY,
    basicConstraints: { isCa: true },
    hasStatusUrls: false,
  },
  {
    ...authority,
    id: "issuing-authority",
    title: "Issuing authority under a root, 10 years",
    kind: "authority",
    durationSeconds: 10 * 365 * DAY,
    basicConstraints: { isCa: true, pathLength: 0 },
    hasStatusUrls: true,
  },
  {
    version: 1,
    id: "ocsp-responder",
    title: "OCSP responder, 90 days (RFC 6960 §4.2.2.2)",
    kind: "responder",
    isPersonal: false,
    subject: { required: ["CN"], allowed: ["C", "O", "OU", "CN"] },
    subjectAltNames: { kinds: [], min: 0, max: 0 },
    keyAlgorithms: OUR_KEYS,
    durationSeconds: 90 * DAY,
    backdateSeconds: HOUR,
    keyUsage: ["digitalSignature"],
    extendedKeyUsage: ["ocspSigning"],
    basicConstraints: { isCa: false },
    hasOcspNoCheck: true,
    hasStatusUrls: false,
  },
  {
    ...leaf,
    id: "tls-server",
    title: "TLS server, 90 days",
    isPersonal: false,
    subject: { required: [], allowed: ["C", "O", "OU", "CN"] },
    subjectAltNames: { kinds: ["dns", "ip"], min: 1, max: 100 },
    durationSeconds: 90 * DAY,
    extendedKeyUsage: ["serverAuth"],
  },
  {
    ...leaf,
    id: "tls-client",
    title: "TLS client of a person, 365 days; sealed in the ledger",
    isPersonal: true,
    subject: { required: ["CN"], allowed: ["C", "O", "OU", "CN"] },
    subjectAltNames: { kinds: ["email"], min: 0, max: 4 },
    durationSeconds: 365 * DAY,
    extendedKeyUsage: ["clientAuth"],
  },
];
