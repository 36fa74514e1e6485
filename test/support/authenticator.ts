/**
 * A security key in software: what an authenticator and a browser together make of a challenge, and, for attacks, any part
 * of it otherwise. It shares no code with what verifies it.
 */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import type { WebauthnCredential } from "../../domain/statement/credential.ts";
import { type Assertion, type Statement, statementMessage } from "../../domain/statement/statement.ts";

const text = (b: Uint8Array): string => toBase64url(new Uint8Array(b));
const hash = (b: Uint8Array | string): Buffer => createHash("sha256").update(b).digest();

const head = (major: number, n: number): Buffer => {
  if (n < 24) return Buffer.of((major << 5) | n);
  return n < 256 ? Buffer.of((major << 5) | 24, n) : Buffer.of((major << 5) | 25, n >> 8, n & 255);
};

/** CBOR of what an authenticator says. */
export const cbor = (x: unknown): Buffer => {
  if (typeof x === "number") return x < 0 ? head(1, -1 - x) : head(0, x);
  if (typeof x === "string") return Buffer.concat([head(3, Buffer.byteLength(x)), Buffer.from(x)]);
  if (typeof x === "boolean") return Buffer.of(x ? 0xf5 : 0xf4);
  if (x instanceof Uint8Array) return Buffer.concat([head(2, x.length), x]);
  if (Array.isArray(x)) return Buffer.concat([head(4, x.length), ...x.map(cbor)]);
  const entries = [...(x as Map<unknown, unknown>)];
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([k, v]) => [cbor(k), cbor(v)])]);
};

export const FLAGS = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 } as const;

const coseOf = (key: KeyObject): Buffer => {
  const { x = "", y } = key.export({ format: "jwk" });
  const octets = (t: string): Buffer => Buffer.from(t, "base64url");
  return y === undefined
    ? cbor(
        new Map<number, unknown>([
          [1, 1],
          [3, -8],
          [-1, 6],
          [-2, octets(x)],
        ]),
      )
    : cbor(
        new Map<number, unknown>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, octets(x)],
          [-3, octets(y)],
        ]),
      );
};

export type SoftAuthenticator = {
  readonly privateKey: KeyObject;
  readonly spki: string;
  readonly credentialId: Buffer;
  readonly aaguid: Buffer;
  counter: number;
};

export const AAGUID = "2fc0579f-8113-47ea-b116-bb5a8db9202a";

export const makeAuthenticator = (kind: "p256" | "ed25519" = "p256"): SoftAuthenticator => {
  const pair = kind === "p256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  return {
    privateKey: pair.privateKey,
    spki: text(pair.publicKey.export({ format: "der", type: "spki" })),
    credentialId: randomBytes(32),
    aaguid: Buffer.from(AAGUID.replaceAll("-", ""), "hex"),
    counter: 0,
  };
};

/** A copy of it, as it is now: private key and counter. */
export const cloned = (authenticator: SoftAuthenticator): SoftAuthenticator => ({ ...authenticator });

export type Page = { readonly rpId: string; readonly origin: string };
export const PAGE: Page = { rpId: "pki.test", origin: "https://pki.test" };

type Bent = {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly rpId?: string;
  readonly flags?: number;
  readonly counter?: number;
  readonly crossOrigin?: boolean;
  /** Appended to the members of the client data, as text. */
  readonly members?: string;
  readonly extensions?: Uint8Array;
  /** Stands where extensions would, without being announced as such. */
  readonly rest?: Uint8Array;
};

const authenticatorData = (rpId: string, flags: number, counter: number, ...rest: Uint8Array[]): Buffer => {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([hash(rpId), Buffer.of(flags), count, ...rest]);
};

const clientData = (type: string, challenge: string, origin: string, bent: Bent): Buffer =>
  Buffer.from(
    `{"type":${JSON.stringify(bent.type ?? type)},"challenge":${JSON.stringify(bent.challenge ?? challenge)},` +
      `"origin":${JSON.stringify(bent.origin ?? origin)},"crossOrigin":${bent.crossOrigin ?? false}${bent.members ?? ""}}`,
  );

/** The credential as it stands in authenticator data. */
export const attestedOf = (a: SoftAuthenticator): Buffer => {
  const size = Buffer.of(a.credentialId.length >> 8, a.credentialId.length & 255);
  return Buffer.concat([a.aaguid, size, a.credentialId, coseOf(createPublicKey(a.privateKey))]);
};

/** Registers: the credential as it would be enrolled. `challenge`: base64url. */
export const registered = (
  a: SoftAuthenticator,
  who: { readonly id: string; readonly officer: string },
  { page = PAGE, challenge = "AAAA", bent = {} }: { page?: Page; challenge?: string; bent?: Bent } = {},
): WebauthnCredential => {
  const flags = bent.flags ?? FLAGS.up | FLAGS.uv | FLAGS.at;
  const authData = authenticatorData(bent.rpId ?? page.rpId, flags, a.counter, attestedOf(a));
  const object = cbor(
    new Map<string, unknown>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", authData],
    ]),
  );
  return {
    kind: "webauthn",
    ...who,
    credentialId: text(a.credentialId),
    spki: a.spki,
    aaguid: AAGUID,
    rpId: page.rpId,
    origins: [page.origin],
    counter: a.counter,
    isBackupEligible: (flags & FLAGS.be) !== 0,
    attestation: {
      object: text(object),
      clientData: text(clientData("webauthn.create", challenge, page.origin, bent)),
    },
  };
};

/** Signs a statement: somebody touches the key, and shows who they are. */
export const asserted = (
  a: SoftAuthenticator,
  credential: string,
  statement: Statement,
  bent: Bent = {},
  page: Page = PAGE,
): Assertion => {
  a.counter = bent.counter ?? a.counter + 1;
  const flags = (bent.flags ?? FLAGS.up | FLAGS.uv) | (bent.extensions ? FLAGS.ed : 0);
  const extensions = bent.extensions ?? bent.rest ?? new Uint8Array();
  const data = authenticatorData(bent.rpId ?? page.rpId, flags, a.counter, extensions);
  const client = clientData("webauthn.get", hash(statementMessage(statement)).toString("base64url"), page.origin, bent);
  const digest = a.privateKey.asymmetricKeyType === "ed25519" ? null : "sha256";
  return {
    form: "webauthn",
    statement,
    credential,
    authenticatorData: text(data),
    clientDataJSON: text(client),
    signature: text(sign(digest, Buffer.concat([data, hash(client)]), a.privateKey)),
  };
};
