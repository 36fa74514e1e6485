/**
 * This process's one connection. The client package brings channel, TLS, cluster discovery and the change of leaders; the
 * calls themselves are made on its generated stubs, because of what its own methods do (docs/adr/0010):
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
import type { ClientDuplexStream, ClientReadableStream } from "@grpc/grpc-js";
import { StoreFault } from "../../domain/ports/event-store.ts";
import type { Connection } from "./connection-string.ts";

type StreamsClient = InstanceType<typeof grpcStreams.StreamsClient>;

/** A call that is under way, and how to say that it failed, so that the next one may be made elsewhere. */
export type Call<T> = { readonly stream: T; readonly failed: (error: unknown) => void };
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
  async #client(): Promise<StreamsClient> {
    // Discovery and connecting may hang for ever on a frozen server.
    const made = this.execute(grpcStreams.StreamsClient, "ledger", async (client) => client);
    return within(made, CONNECT_MS, () => new StoreFault("store.unavailable"));
  }

  #failing(client: StreamsClient): (error: unknown) => void {
    return (error) => {
      if (error instanceof Error) this.handleError(client, error).catch(() => undefined);
    };
  }

  async openBatch(): Promise<BatchCall> {
    const client = await this.#client();
    const stream = client.batchAppend(...this.callArguments({ requiresLeader: true }, NO_DEADLINE));
    return { stream, failed: this.#failing(client) };
  }

  async openRead(request: ReadReq): Promise<ReadCall> {
    const client = await this.#client();
    const stream = client.read(request, ...this.callArguments({ requiresLeader: true }, NO_DEADLINE));
    return { stream, failed: this.#failing(client) };
  }

  /** Gives the connection up: the next call looks for the leader anew. */
  async reconnect(): Promise<void> {
    const client = await this.#client();
    await this.handleError(client, new UnavailableError());
  }

  async shut(): Promise<void> {
    await within(this.dispose(), CONNECT_MS, () => new StoreFault("store.unavailable")).catch(() => undefined);
    const channel = await within(this.getChannel(), CONNECT_MS, () => new StoreFault("store.unavailable")).catch(
      () => undefined,
    );
    channel?.close();
  }
}

export type Session = LedgerClient;

const make = (connection: Connection): LedgerClient => {
  const { hosts, isDiscovered, tls, credentials, numbers, connectionName = "cartulary" } = connection;
  const [first] = hosts;
  if (first === undefined) throw new TypeError("no host");
  const common = { ...numbers, connectionName, throwOnAppendFailure: true };
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
  const { namespace: _own, ...rest } = connection;
  const key = JSON.stringify(rest);
  if (shared !== undefined && shared.key !== key)
    throw new StoreFault("store.rejected", { cause: "this process is connected to another EventStoreDB" });
  shared ??= { key, session: make(connection), users: 0 };
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
