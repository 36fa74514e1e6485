/**
 * The signer's door: mutual TLS 1.3 on a Unix socket in a directory of its own, or on TCP. It takes what the schemas admit,
 * a bounded number at a time, and answers with values, refusals and codes: never a message or a stack.
 */

import { X509Certificate } from "node:crypto";
import { lstatSync, mkdirSync, rmSync, statSync } from "node:fs";
import { type AddressInfo, connect, type Socket } from "node:net";
import { dirname } from "node:path";
import { createServer, type TLSSocket } from "node:tls";
import * as v from "valibot";
import type { Result } from "../../domain/kernel/result.ts";
import { type Signer, SignerFault } from "../../domain/ports/signer.ts";
import { encodeFrame, FrameReader } from "./frame.ts";
import type { Identity } from "./identity.ts";
import { faultResponse, MAX_FRAME_BYTES, MAX_IN_FLIGHT, METHODS, type Method, RequestSchema } from "./protocol.ts";

export type Address = { readonly path: string } | { readonly host: string; readonly port: number };

export type SignerServer = { readonly close: () => Promise<void>; readonly port: number | undefined };

export type Limits = {
  readonly maxFrameBytes: number;
  readonly maxInFlight: number;
  readonly maxConnections: number;
  /** Answers that wait for a peer to read them: one that asks and does not listen is not remembered for ever. */
  readonly maxUnreadBytes: number;
  readonly handshakeMs: number;
  /** From a frame's first octet to its last. A connection may idle between frames for ever. */
  readonly frameMs: number;
};

const LIMITS: Limits = {
  maxFrameBytes: MAX_FRAME_BYTES,
  maxInFlight: MAX_IN_FLIGHT,
  maxConnections: 64,
  maxUnreadBytes: 16 << 20,
  handshakeMs: 5_000,
  frameMs: 30_000,
};

/** The socket's directory must be ours alone: the socket's own mode is not looked at everywhere. */
const prepareDirectory = (path: string): void => {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(directory);
  if ((mode & 0o077) !== 0 || uid !== process.getuid?.())
    throw new SignerFault("signer.protocol", false, { cause: "the socket's directory is open to others" });
};

/** Removes a socket that a dead process left. Whatever else stands there belongs to somebody. */
const removeStale = async (path: string): Promise<void> => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  const isDead = await new Promise<boolean>((resolve) => {
    if (!found.isSocket()) return resolve(false);
    const probe = connect(path, () => {
      probe.destroy();
      resolve(false);
    });
    // A full backlog (EAGAIN) is somebody alive and busy.
    probe.on("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
  });
  if (!isDead) throw new SignerFault("signer.busy", false, { cause: "something else has the socket's path" });
  rmSync(path, { force: true });
};

const call = async (service: Signer, method: Method, params: unknown): Promise<Result<unknown>> => {
  const parsed = v.safeParse(METHODS[method], params, { abortEarly: true });
  if (!parsed.success) throw new SignerFault("signer.protocol", false);
  if (method === "status") return { ok: true, value: await service.status() };
  return service[method](parsed.output as never);
};

export const listenSigner = async (options: {
  readonly service: Signer;
  readonly address: Address;
  readonly identity: Identity;
  readonly limits?: Partial<Limits>;
  /** Told of everything that is no SignerFault; the caller is only told that there was one. */
  readonly onDefect?: (error: unknown) => void;
}): Promise<SignerServer> => {
  const { service, address, identity, onDefect } = options;
  const limits: Limits = { ...LIMITS, ...options.limits };
  const expected = new X509Certificate(identity.peer).fingerprint256;
  let inFlight = 0;

  const answer = async (id: number, method: Method, params: unknown): Promise<Uint8Array> => {
    inFlight += 1;
    try {
      const result = await call(service, method, params);
      return encodeFrame(
        result.ok ? { id, is: "value", value: result.value } : { id, is: "refusal", refusal: result.error },
      );
    } catch (error) {
      if (!(error instanceof SignerFault)) onDefect?.(error);
      return encodeFrame(faultResponse(id, error));
    } finally {
      inFlight -= 1;
    }
  };

  const serve = (socket: TLSSocket): void => {
    const reader = new FrameReader(limits.maxFrameBytes);
    let deadline: NodeJS.Timeout | undefined;
    const send = (frame: Uint8Array): void => {
      if (!socket.writable) return;
      socket.write(frame);
      if (socket.writableLength > limits.maxUnreadBytes) socket.destroy();
    };
    const take = (frame: unknown): void => {
      const request = v.safeParse(RequestSchema, frame, { abortEarly: true });
      if (!request.success) throw new SignerFault("signer.protocol", false);
      const { id, method, params } = request.output;
      if (inFlight >= limits.maxInFlight) send(encodeFrame(faultResponse(id, new SignerFault("signer.busy", true))));
      else void answer(id, method, params).then(send);
    };
    /** What cannot be read cannot be answered one by one: say so once and hang up. */
    const hangUp = (): void => {
      clearTimeout(deadline);
      socket.removeListener("data", read);
      send(encodeFrame(faultResponse(0, undefined)));
      socket.destroySoon();
    };
    const read = (chunk: Buffer): void => {
      try {
        const frames = reader.push(new Uint8Array(chunk));
        if (frames.length > 0) {
          clearTimeout(deadline);
          deadline = undefined;
        }
        if (reader.isInside) deadline ??= setTimeout(hangUp, limits.frameMs);
        for (const frame of frames) take(frame);
      } catch {
        hangUp();
      }
    };
    socket.on("data", read);
    socket.on("close", () => clearTimeout(deadline));
  };

  const server = createServer(
    {
      key: identity.key,
      cert: identity.certificate,
      ca: [identity.peer],
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: "TLSv1.3",
      handshakeTimeout: limits.handshakeMs,
    },
    (socket) => {
      socket.on("error", () => socket.destroy());
      // The chain was checked against the peer's certificate; it must also be that very certificate.
      if (socket.getPeerX509Certificate()?.fingerprint256 !== expected) socket.destroy();
      else serve(socket);
    },
  );
  server.maxConnections = limits.maxConnections;
  // Node tells of a handshake that took too long, and leaves the connection open.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  const sockets = new Set<Socket>();
  // Also those that never finish their handshake: closing must not wait for them.
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  if ("path" in address) {
    prepareDirectory(address.path);
    await removeStale(address.path);
  }
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => resolve());
  });
  return {
    port: "path" in address ? undefined : (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
