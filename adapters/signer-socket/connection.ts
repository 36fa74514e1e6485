/** One connection to the signer: calls by number over mutual TLS, a bounded many at a time, each with its own deadline. */
import { X509Certificate } from "node:crypto";
import { connect, type TLSSocket } from "node:tls";
import * as v from "valibot";
import { SignerFault } from "../../domain/ports/signer.ts";
import { encodeFrame, FrameReader } from "./frame.ts";
import type { Identity } from "./identity.ts";
import { MAX_FRAME_BYTES, MAX_IN_FLIGHT, type Method, type Response, ResponseSchema } from "./protocol.ts";
import type { Address } from "./server.ts";

type Pending = { readonly settle: (r: Response) => void; readonly fail: (e: SignerFault) => void };

const CONNECT_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;
/** Leaves room for a second client of the same signer. */
const WINDOW = MAX_IN_FLIGHT / 2;

export const unreachable = (cause?: unknown): SignerFault => new SignerFault("signer.unreachable", true, { cause });
export const brokenProtocol = (): SignerFault => new SignerFault("signer.protocol", false);

export class Connection {
  readonly #socket: TLSSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #reader = new FrameReader(MAX_FRAME_BYTES);
  /** Frames that wait until fewer calls are in flight. */
  #queue: { readonly id: number; readonly frame: Uint8Array }[] = [];
  #unanswered = 0;
  #number = 0;
  isOpen = true;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => this.#lose(unreachable(error)));
    socket.on("close", () => this.#lose(unreachable()));
  }

  /** Throws SignerFault `signer.unreachable`, also when the files of the channel are not there or the peer is another. */
  static async open(address: Address, identity: () => Identity): Promise<Connection> {
    let own: Identity;
    let expected: string;
    try {
      own = identity();
      expected = new X509Certificate(own.peer).fingerprint256;
    } catch (cause) {
      throw unreachable(cause);
    }
    return new Promise((resolve, reject) => {
      const socket = connect({
        ...address,
        key: own.key,
        cert: own.certificate,
        ca: [own.peer],
        minVersion: "TLSv1.3",
        // The name in the certificate says nothing: the certificate itself is what is known.
        checkServerIdentity: (_host, peer) =>
          peer.fingerprint256 === expected ? undefined : new Error("not the signer"),
      });
      socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error("no answer")));
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      socket.once("error", (error) => reject(unreachable(error)));
      socket.once("close", () => reject(unreachable()));
      socket.once("secureConnect", () => {
        socket.setTimeout(0);
        resolve(new Connection(socket));
      });
    });
  }

  /** Throws SignerFault `signer.timeout`, `signer.unreachable`, or `signer.protocol` for a call that is too large. */
  call(method: Method, params: unknown, timeoutMs: number): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) throw unreachable();
      const id = ++this.#number;
      const frame = encodeFrame({ id, method, params });
      if (frame.length > MAX_FRAME_BYTES) throw brokenProtocol();
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
      this.#queue.push({ id, frame });
      this.#send();
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(): void {
    while (this.#unanswered < WINDOW) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      // Nobody waits any more for what timed out in the queue: it must not be asked for either.
      if (!this.#pending.has(next.id)) continue;
      this.#unanswered += 1;
      this.#socket.write(next.frame);
    }
  }

  #read(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.push(new Uint8Array(chunk))) this.#settle(v.parse(ResponseSchema, frame));
    } catch {
      this.#drop();
    }
  }

  #settle(response: Response): void {
    // 0 says that we could not be understood; a number that was never given, that we do not understand the peer.
    if (response.id === 0 || response.id > this.#number) {
      this.#drop();
      return;
    }
    this.#unanswered -= 1;
    // An answer may come after its deadline: it is no news to anybody, and no reason to hang up on the others.
    const pending = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    pending?.settle(response);
    this.#send();
  }

  #drop(): void {
    this.#lose(brokenProtocol());
    this.#socket.destroy();
  }

  #lose(fault: SignerFault): void {
    this.isOpen = false;
    this.#queue = [];
    for (const { fail } of this.#pending.values()) fail(fault);
    this.#pending.clear();
  }
}
