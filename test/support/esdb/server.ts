/**
 * Speaks EventStoreDB's protocol over a `NodeStore`: the calls that the adapter and the official client make, with the
 * answers that a real 24.10 gives them, and faults on demand.
 */

import featuresGrpc from "@eventstore/db-client/generated/serverfeatures_grpc_pb.js";
import features from "@eventstore/db-client/generated/serverfeatures_pb.js";
import streamsGrpc from "@eventstore/db-client/generated/streams_grpc_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import {
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerWritableStream,
  type ServiceError,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { Access, type User } from "./access.ts";
import { batchAppend } from "./batch.ts";
import { type Fault, Faults, type Nature } from "./faults.ts";
import { read } from "./read.ts";
import { NodeStore, type Proposed } from "./store.ts";
import { appendAnswer, expectedOfAppend, nameOf, proposed, serviceError } from "./wire.ts";

export type FacadeOptions = {
  readonly path: string;
  readonly port?: number;
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
  /** Known only with TLS, as on the real server. */
  readonly users?: ReadonlyMap<string, User>;
};

/** What every call needs. */
export class Node {
  readonly store: NodeStore;
  readonly access: Access;
  readonly faults = new Faults();
  nature: Nature = {};
  readonly #wakers = new Set<() => void>();
  port = 0;

  constructor(options: FacadeOptions) {
    this.store = new NodeStore(options.path);
    this.access = new Access(this.store, options.tls === undefined ? undefined : options.users);
  }

  /** Calls `wake` after each commit, until the returned function is called. */
  onCommit(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => this.#wakers.delete(wake);
  }

  committed(): void {
    for (const wake of this.#wakers) wake();
  }
}

export const faultError = (fault: Fault): ServiceError => {
  switch (fault.kind) {
    case "not-leader":
      return serviceError(status.NOT_FOUND, "not-leader", {
        "leader-endpoint-host": "127.0.0.1",
        "leader-endpoint-port": String(fault.port),
      });
    case "denied":
    case "turned-away":
      return serviceError(status.PERMISSION_DENIED, "access-denied");
    case "internal":
      return serviceError(status.INTERNAL, undefined);
    default:
      return serviceError(status.UNAVAILABLE, undefined);
  }
};

const supported = (): features.SupportedMethods => {
  const answer = new features.SupportedMethods();
  answer.setEventStoreServerVersion("24.10.0");
  for (const name of ["append", "batchappend", "read", "delete", "tombstone"]) {
    const method = new features.SupportedMethod();
    method.setServiceName("event_store.client.streams.streams");
    method.setMethodName(name);
    if (name === "read") method.setFeaturesList(["position", "events"]);
    answer.addMethods(method);
  }
  return answer;
};

const append =
  (node: Node) =>
  (
    call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
    answer: sendUnaryData<streams.AppendResp>,
  ): void => {
    let options: streams.AppendReq.Options | undefined;
    const events: Proposed[] = [];
    call.on("data", (request: streams.AppendReq) => {
      if (request.hasOptions()) options = request.getOptions();
      else events.push(proposed(request.getProposedMessage()));
    });
    call.on("end", () => {
      if (options === undefined) return answer(serviceError(status.INVALID_ARGUMENT));
      const stream = nameOf(options.getStreamIdentifier());
      if (!node.access.may(call.metadata, "$w", stream))
        return answer(serviceError(status.PERMISSION_DENIED, "access-denied"));
      const expected = expectedOfAppend(options);
      const outcome = node.store.transact(() => node.store.append(stream, expected, events));
      node.committed();
      const said = appendAnswer(expected, outcome);
      if (said instanceof Error) answer(said);
      else answer(null, said);
    });
  };

type Removal = streams.DeleteReq | streams.TombstoneReq;

const remove =
  <A>(node: Node, how: "softDelete" | "tombstone", response: () => A) =>
  (call: { readonly request: Removal; readonly metadata: Metadata }, answer: sendUnaryData<A>): void => {
    const options = call.request.getOptions();
    const stream = nameOf(options?.getStreamIdentifier());
    if (!node.access.may(call.metadata, "$d", stream)) {
      answer(serviceError(status.PERMISSION_DENIED, "access-denied"));
      return;
    }
    node.store.transact(() => node.store[how](stream));
    node.committed();
    answer(null, response());
  };

export type Facade = { readonly node: Node; readonly port: number; readonly close: () => void };

export const startFacade = async (options: FacadeOptions): Promise<Facade> => {
  const node = new Node(options);
  const server = new Server({ "grpc.max_receive_message_length": 17 << 20 });
  server.addService(streamsGrpc.StreamsService, {
    read: (call: ServerWritableStream<streams.ReadReq, streams.ReadResp>) => read(node, call),
    append: append(node),
    batchAppend: batchAppend(node),
    delete: remove(node, "softDelete", () => new streams.DeleteResp()),
    tombstone: remove(node, "tombstone", () => new streams.TombstoneResp()),
  });
  const getSupportedMethods: handleUnaryCall<unknown, features.SupportedMethods> = (_call, answer) =>
    answer(null, supported());
  server.addService(featuresGrpc.ServerFeaturesService, { getSupportedMethods });
  const { tls } = options;
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }]);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port ?? 0}`, credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  node.port = port;
  return {
    node,
    port,
    close: () => {
      server.forceShutdown();
      node.store.close();
    },
  };
};
