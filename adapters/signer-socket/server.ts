/**
 * The signer's door: mutual TLS 1.3 on a Unix socket in a directory of its own, or on TCP. It takes what the schemas admit,
 * a bounded number at a time, and answers with values, refusals and codes: never a message or a stack.
 */

import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { dirname } from "node:path";
import { createServer, type TLSSocket } from "node:tls";
import * as v from "valibot";
import type { Result } from "../../domain/kernel/result.ts";
import { type Signer, SignerFault } from "../../domain/ports/signer.ts";
import { encodeFrame, FrameReader } from "./frame.ts";
import type { Identity } from "./identity.ts";
import { faultResponse, METHODS, type Method, RequestSchema, type Response } from "./protocol.ts";

export type Address = { readonly path: string } | { readonly host: string; readonly port: number };

export type SignerServer = { readonly close: () => Promise<void>; readonly port: number | undefined };

const MAX_FRAME = 64 << 20;
const MAX_IN_FLIGHT = 256;
const MAX_CONNECTIONS = 64;
const HANDSHAKE_MS = 5_000;

/** The socket's directory must be ours alone: the socket's own mode is not looked at everywhere. */
const prepareDirectory = (path: string): void => {
  const directory = dirname(path);
  if (!existsSync(directory)) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(directory);
  if ((mode & 0o077) !== 0 || uid !== process.getuid?.())
    throw new SignerFault("signer.protocol", false, { cause: "the socket's directory is open to others" });
};

/** Removes a socket that a dead process left; one that answers belongs to somebody. */
const removeStale = async (path: string): Promise<void> => {
  if (!existsSync(path)) return;
  const isAlive = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on("error", () => resolve(false));
  });
  if (isAlive) throw new SignerFault("signer.busy", false, { cause: "another signer listens there" });
  rmSync(path, { force: true });
};

const call = async (service: Signer, method: Method, params: unknown): Promise<Result<unknown>> => {
  if (method === "status") return { ok: true, value: await service.status() };
  const parsed = v.safeParse(METHODS[method], params, { abortEarly: true });
  if (!parsed.success) throw new SignerFault("signer.protocol", false);
  return service[method](parsed.output as never);
};

const answer = async (service: Signer, id: number, method: Method, params: unknown): Promise<Response> => {
  try {
    const result = await call(service, method, params);
    return result.ok
      ? { id, is: "value", value: result.value as Record<string, unknown> }
      : { id, is: "refusal", refusal: result.error as never };
  } catch (error) {
    return faultResponse(id, error);
  }
};

export const listenSigner = async (options: {
  readonly service: Signer;
  readonly address: Address;
  readonly identity: Identity;
  readonly onDefect?: (error: unknown) => void;
}): Promise<SignerServer> => {
  const { service, address, identity } = options;
  const expected = new X509Certificate(identity.peer).fingerprint256;
  let inFlight = 0;

  const serve = (socket: TLSSocket): void => {
    const reader = new FrameReader(MAX_FRAME);
    const send = (response: Response): void => {
      if (!socket.destroyed) socket.write(encodeFrame(response));
    };
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const frame of reader.push(new Uint8Array(chunk))) {
          const request = v.safeParse(RequestSchema, frame, { abortEarly: true });
          if (!request.success) throw new SignerFault("signer.protocol", false);
          const { id, method, params } = request.output;
          if (inFlight >= MAX_IN_FLIGHT) {
            send(faultResponse(id, new SignerFault("signer.busy", true)));
            continue;
          }
          inFlight += 1;
          void answer(service, id, method, params)
            .then(send)
            .catch((error: unknown) => options.onDefect?.(error))
            .finally(() => {
              inFlight -= 1;
            });
        }
      } catch {
        // What cannot be read cannot be answered one by one: say so once and hang up.
        send(faultResponse(0, undefined));
        socket.end();
      }
    });
  };

  const server = createServer(
    {
      key: identity.key,
      cert: identity.certificate,
      ca: [identity.peer],
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: "TLSv1.3",
      handshakeTimeout: HANDSHAKE_MS,
    },
    (socket) => {
      // The chain was checked against the peer's certificate; it must also be that very certificate.
      if (socket.getPeerX509Certificate()?.fingerprint256 !== expected) socket.destroy();
      else serve(socket);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on("tlsClientError", () => undefined);
  const sockets = new Set<TLSSocket>();
  server.on("secureConnection", (socket: TLSSocket) => {
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
