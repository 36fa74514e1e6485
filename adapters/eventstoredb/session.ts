/**
 * This process's one connection. The client package brings channel, TLS, cluster discovery and the change of leaders; the
 * calls themselves are made on its generated stubs, because of what its own methods do (docs/adr/0011):
 * - its appends wait in a table that all clients of the process share: one broken stream rejects the appends of others,
 *   and an answer that comes after that ends the process;
 * - they have no deadline, nor have reads; a read that is given up keeps its call open, and cancelling it closes the
 *   channel under everybody;
 * - `readAll` cannot filter.
 */
import { readFileSync } from "node:fs";
import { EventStoreDBClient, UnavailableError } from "@eventstore/db-client";
import grpcStreams from "@eventstore/db-client/generated/streams_grpc_pb.js";
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { Channel, ClientDuplexStream, ClientReadableStream } from "@grpc/grpc-js";
import { StoreFault } from "../../domain/ports/event-store.ts";
import { type Connection, serverOf } from "./connection-string.ts";

type StreamsClient = InstanceType<typeof grpcStreams.StreamsClient>;

/**
 * A call that is under way, and how to say what became of it, so that the next one may be made elsewhere. Both give up the
 * connection that this call was made on and never another: when that one was replaced already, nothing happens.
 */
export type Call<T> = {
  readonly stream: T;
  /** Gives the connection up when the error says that the server is gone or does not lead. */
  readonly failed: (error: unknown) => void;
  /** The server is silent here: the next call looks for the leader anew. */
  readonly lost: () => void;
};
export type BatchCall = Call<ClientDuplexStream<BatchAppendReq, BatchAppendResp>>;
export type ReadCall = Call<ClientReadableStream<ReadResp>>;

const CONNECT_MS = 5_000;
const NO_DEADLINE = { deadline: Number.POSITIVE_INFINITY };

/** Rejects when `work` takes longer; what it then becomes interests nobody. */
export const within = <T>(work: Promise<T>, ms: number, fault: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(fault()), ms);
  });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

class LedgerClient extends EventStoreDBClient {
  #channel: Promise<Channel> | undefined;

  /** Remembers the channel that the client makes: asking for it would make one, after looking for a whole cluster. */
  remember(): this {
    const make = this.getChannel;
    this.getChannel = () => {
      this.#channel = make();
      return this.#channel;
    };
    return this;
  }

  async #client(): Promise<StreamsClient> {
    // Discovery and connecting may hang for ever on a frozen server.
    const made = this.execute(grpcStreams.StreamsClient, "ledger", async (client) => client);
    return within(made, CONNECT_MS, () => new StoreFault("store.unavailable"));
  }

  #call<T>(client: StreamsClient, stream: T): Call<T> {
    const leave = (error: Error): void => void this.handleError(client, error).catch(() => undefined);
    return {
      stream,
      failed: (error) => {
        if (error instanceof Error) leave(error);
      },
      lost: () => leave(new UnavailableError()),
    };
  }

  async openBatch(): Promise<BatchCall> {
    const client = await this.#client();
    return this.#call(client, client.batchAppend(...this.callArguments({ requiresLeader: true }, NO_DEADLINE)));
  }

  async openRead(request: ReadReq): Promise<ReadCall> {
    const client = await this.#client();
    return this.#call(client, client.read(request, ...this.callArguments({ requiresLeader: true }, NO_DEADLINE)));
  }

  async shut(): Promise<void> {
    const late = (): StoreFault => new StoreFault("store.unavailable");
    await within(this.dispose(), CONNECT_MS, late).catch(() => undefined);
    if (this.#channel === undefined) return;
    const channel = await within(this.#channel, CONNECT_MS, late).catch(() => undefined);
    channel?.close();
  }
}

export type Session = LedgerClient;

const MS_PER_SECOND = 1_000;

const make = (connection: Connection): LedgerClient => {
  const { hosts, isDiscovered, tls, credentials, connectionName = "cartulary" } = connection;
  const { gossipTimeout, ...numbers } = connection.numbers;
  const [first] = hosts;
  if (first === undefined) throw new TypeError("no host");
  const common = {
    ...numbers,
    // The one number that the client takes in seconds, and whole ones: a fraction would be none at all.
    ...(gossipTimeout && { gossipTimeout: Math.ceil(gossipTimeout / MS_PER_SECOND) }),
    connectionName,
    throwOnAppendFailure: true,
  };
  const channel = tls
    ? {
        ...(tls.caFile && { rootCertificate: readFileSync(tls.caFile) }),
        ...(tls.certificateFile && { userCertFile: readFileSync(tls.certificateFile) }),
        ...(tls.keyFile && { userKeyFile: readFileSync(tls.keyFile) }),
      }
    : { insecure: true };
  if (isDiscovered)
    return new LedgerClient({ discover: first, nodePreference: "leader", ...common }, channel, credentials);
  if (hosts.length > 1)
    return new LedgerClient({ endpoints: [...hosts], nodePreference: "leader", ...common }, channel, credentials);
  return new LedgerClient({ endpoint: first, ...common }, channel, credentials);
};

let shared: { readonly key: string; readonly session: LedgerClient; users: number } | undefined;

/**
 * Connects, or shares the connection that this process has. Throws `store.rejected` for a second server in the same
 * process: the client package keeps state that two clients would share. Call the returned function once when done.
 */
export const openSession = (
  connection: Connection,
): { readonly session: Session; readonly close: () => Promise<void> } => {
  const key = serverOf(connection);
  if (shared !== undefined && shared.key !== key)
    throw new StoreFault("store.rejected", { cause: "this process is connected to another EventStoreDB" });
  shared ??= { key, session: make(connection).remember(), users: 0 };
  const mine = shared;
  mine.users += 1;
  let isClosed = false;
  return {
    session: mine.session,
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      mine.users -= 1;
      if (mine.users > 0) return;
      if (shared === mine) shared = undefined;
      await mine.session.shut();
    },
  };
};
