/** Two ends of a channel for tests: identities, a service that can be told what to do, and a raw peer that says anything. */
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { encodeFrame, FrameReader } from "../../../adapters/signer-socket/frame.ts";
import { type Identity, makeChannel, readIdentity } from "../../../adapters/signer-socket/identity.ts";
import type { Address } from "../../../adapters/signer-socket/server.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { ok } from "../../../domain/kernel/result.ts";
import { encodeCertificate } from "../../../domain/pki/certificate.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { encodePem } from "../../../domain/pki/pem.ts";
import { encodeTbsCertificate } from "../../../domain/pki/tbs-certificate.ts";
import type { Signer } from "../../../domain/ports/signer.ts";

export type Channel = {
  readonly directory: string;
  /** Inside a directory that the server makes itself. */
  readonly path: string;
  readonly signer: Identity;
  readonly api: Identity;
  readonly remove: () => void;
};

export const openChannel = (): Channel => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-channel-"));
  makeChannel(join(directory, "signer"), join(directory, "api"));
  return {
    directory,
    path: join(directory, "run", "signer.sock"),
    signer: readIdentity(join(directory, "signer")),
    api: readIdentity(join(directory, "api")),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
};

export const KEY = "00112233445566778899aabbccddeeff";
export const MODULE = { kind: "softkey", manufacturer: "m", model: "m", tokenLabel: "l", tokenSerial: "0" };
export const SIGNED_CRL = { signature: "BBBB", sequence: 1, basis: 0 };
export const SIGNED = { ...SIGNED_CRL, signed: "AAAA" };
export const STATUS = { isReady: true, reason: null, module: MODULE, signatures: 7, abilities: ["ec-p256"] };

/** Answers everything; single methods may be replaced. */
export const fakeService = (over: Partial<Signer> = {}): Signer => ({
  generateKey: async () => ok({ spki: "AAAA", module: MODULE }),
  signCertificate: async () => ok(SIGNED),
  signCrl: async () => ok(SIGNED_CRL),
  signOcsp: async () => ok(SIGNED),
  signCheckpoint: async () => ok(SIGNED),
  remembered: async () =>
    ok({
      tree: { origin: "test/ledger", size: 3, root: "A".repeat(43) as never, key: KEY },
      next: { origin: "test/ledger", size: 3, root: "A".repeat(43) as never },
    }),
  counters: async () => ok({ keys: [{ key: KEY, purpose: "crl" as const, signatures: 3 }] }),
  digests: async () => ok({ signed: [{ sequence: 2, digest: "A".repeat(43) }] }),
  status: async () => STATUS,
  ...over,
});

/** A certificate that `issuer`'s key signed for a new key: the chain is right, the certificate is another. */
export const descendantOf = (issuer: Identity, issuerName: string): Identity => {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const tbs = encodeTbsCertificate({
    serial: "01",
    algorithm: "ecdsa-sha256",
    issuer: encodeName([{ type: "CN", value: issuerName }]),
    validity: { notBefore: "2020-01-01T00:00:00.000Z" as Instant, notAfter: "2049-01-01T00:00:00.000Z" as Instant },
    subject: encodeName([{ type: "CN", value: "descendant" }]),
    spki: new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" })),
    extensions: [],
  });
  const signature = new Uint8Array(sign("sha256", tbs, createPrivateKey(issuer.key)));
  return {
    key: pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    certificate: encodePem("CERTIFICATE", encodeCertificate(tbs, "ecdsa-sha256", signature)),
    peer: issuer.peer,
  };
};

export type RawPeer = {
  readonly socket: TLSSocket;
  readonly write: (bytes: Uint8Array | string) => void;
  readonly send: (value: unknown) => void;
  /** The next frame, or undefined when the connection ended first. */
  readonly next: () => Promise<unknown>;
  readonly closed: Promise<void>;
  /** Every octet that came, as latin1. */
  readonly heard: () => string;
};

/** Speaks the protocol by hand. Rejects when there is no TLS connection. */
export const rawPeer = (
  address: Address,
  identity: Partial<Identity>,
  options: ConnectionOptions = {},
): Promise<RawPeer> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      ...address,
      ...(identity.key === undefined ? {} : { key: identity.key, cert: identity.certificate }),
      ...(identity.peer === undefined ? {} : { ca: [identity.peer] }),
      checkServerIdentity: () => undefined,
      ...options,
    });
    const reader = new FrameReader(64 << 20);
    const frames: unknown[] = [];
    const waiting: ((frame: unknown) => void)[] = [];
    let heard = "";
    let isClosed = false;
    const closed = new Promise<void>((done) => {
      socket.on("close", () => {
        isClosed = true;
        for (const w of waiting.splice(0)) w(undefined);
        done();
      });
    });
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
      for (const frame of reader.push(new Uint8Array(chunk))) {
        const taker = waiting.shift();
        if (taker) taker(frame);
        else frames.push(frame);
      }
    });
    socket.on("secureConnect", () =>
      resolve({
        socket,
        write: (bytes) => socket.write(bytes),
        send: (value) => socket.write(encodeFrame(value)),
        next: () =>
          frames.length > 0
            ? Promise.resolve(frames.shift())
            : isClosed
              ? Promise.resolve(undefined)
              : new Promise((take) => waiting.push(take)),
        closed,
        heard: () => heard,
      }),
    );
  });
