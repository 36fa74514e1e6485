/** The Signer as the API sees it: calls over one kept connection, each with its own deadline. */
import { X509Certificate } from "node:crypto";
import { connect, type TLSSocket } from "node:tls";
import * as v from "valibot";
import { ok, type Result, refuse } from "../../domain/kernel/result.ts";
import {
  type GeneratedKey,
  type Signed,
  type Signer,
  SignerFault,
  type SignerStatus,
} from "../../domain/ports/signer.ts";
import { encodeFrame, FrameReader } from "./frame.ts";
import type { Identity } from "./identity.ts";
import type { Method, Response } from "./protocol.ts";
import { ResponseSchema } from "./protocol.ts";
import type { Address } from "./server.ts";

export type SignerClient = Signer & { readonly close: () => void };

type Pending = { readonly settle: (r: Response) => void; readonly fail: (e: SignerFault) => void };

const MAX_FRAME = 64 << 20;
const CONNECT_MS = 5_000;

const unreachable = (cause?: unknown): SignerFault => new SignerFault("signer.unreachable", true, { cause });

class Connection {
  readonly #socket: TLSSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #reader = new FrameReader(MAX_FRAME);
  #number = 0;
  isOpen = true;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => this.#lose(error));
    socket.on("close", () => this.#lose(undefined));
  }

  static open(address: Address, identity: Identity): Promise<Connection> {
    const expected = new X509Certificate(identity.peer).fingerprint256;
    return new Promise((resolve, reject) => {
      const socket = connect({
        ...address,
        key: identity.key,
        cert: identity.certificate,
        ca: [identity.peer],
        minVersion: "TLSv1.3",
        // The name in the certificate says nothing: the certificate itself is what is known.
        checkServerIdentity: (_host, peer) =>
          peer.fingerprint256 === expected ? undefined : new Error("not the signer"),
      });
      socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error("no answer")));
      socket.once("error", (error) => reject(unreachable(error)));
      socket.once("close", () => reject(unreachable()));
      socket.once("secureConnect", () => {
        socket.setTimeout(0);
        resolve(new Connection(socket));
      });
    });
  }

  call(method: Method, params: unknown, timeoutMs: number): Promise<Response> {
    return new Promise((resolve, reject) => {
      const id = ++this.#number;
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new SignerFault("signer.timeout", true));
      }, timeoutMs);
      this.#pending.set(id, {
        settle: (r) => {
          clearTimeout(timer);
          resolve(r);
        },
        fail: (e) => {
          clearTimeout(timer);
          reject(e);
        },
      });
      this.#socket.write(encodeFrame({ id, method, params }));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.push(new Uint8Array(chunk))) {
        const response = v.parse(ResponseSchema, frame);
        const pending = this.#pending.get(response.id);
        this.#pending.delete(response.id);
        if (pending) pending.settle(response);
        else this.#socket.destroy();
      }
    } catch {
      this.#socket.destroy();
    }
  }

  #lose(cause: unknown): void {
    this.isOpen = false;
    for (const { fail } of this.#pending.values()) fail(unreachable(cause));
    this.#pending.clear();
  }
}

export const connectSigner = (options: {
  readonly address: Address;
  /** Read at each connection attempt, so that a client may start before the signer was set up. */
  readonly identity: () => Identity;
  readonly timeoutMs?: number;
}): SignerClient => {
  const { address, identity, timeoutMs = 10_000 } = options;
  let connection: Promise<Connection> | undefined;
  let isClosed = false;

  const connected = async (): Promise<Connection> => {
    if (isClosed) throw unreachable();
    const current = connection;
    const had = await current?.catch(() => undefined);
    if (had?.isOpen) return had;
    // Whoever comes first opens the next one; the others wait for it.
    if (connection === current || connection === undefined) connection = Connection.open(address, identity());
    return connection;
  };

  const call = async <T>(method: Method, params: unknown): Promise<Result<T>> => {
    const response = await (await connected()).call(method, params, timeoutMs);
    switch (response.is) {
      case "value":
        return ok(response.value as T);
      case "refusal": {
        const { code, detail, facts } = response.refusal;
        return refuse(facts === undefined ? { code, detail } : { code, detail, facts });
      }
      case "fault":
        throw new SignerFault(response.code, response.retryable);
    }
  };

  return {
    generateKey: (r) => call<GeneratedKey>("generateKey", r),
    signCertificate: (r) => call<Signed>("signCertificate", r),
    signCrl: (r) => call<Signed>("signCrl", r),
    signOcsp: (r) => call<Signed>("signOcsp", r),
    signCheckpoint: (r) => call<Signed>("signCheckpoint", r),
    status: async () => {
      const status = await call<SignerStatus>("status", {});
      if (!status.ok) throw new SignerFault("signer.protocol", false);
      return status.value;
    },
    close: () => {
      isClosed = true;
      void connection?.then((c) => c.close()).catch(() => undefined);
    },
  };
};
