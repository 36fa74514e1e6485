/** A server over a channel of its own for each test of a file, and what is asked of it again and again. */
import { afterEach, beforeEach, expect } from "vitest";
import { type Limits, listenSigner, type SignerServer } from "../../../adapters/signer-socket/server.ts";
import type { Signer } from "../../../domain/ports/signer.ts";
import { type Channel, fakeService, openChannel, type RawPeer, rawPeer, STATUS } from "./channel.ts";

/** What is said of a request that cannot be taken, beside its number. */
export const PROTOCOL = { code: "signer.protocol", is: "fault", retryable: false } as const;

/** A status that counts how often it was asked. */
export const counting = () => {
  const counter = { calls: 0 };
  const status = async () => {
    counter.calls += 1;
    return STATUS;
  };
  return { counter, status };
};

export type ServerTrial = {
  readonly channel: () => Channel;
  readonly listen: (service?: Partial<Signer>, limits?: Partial<Limits>) => Promise<SignerServer>;
  readonly peer: () => Promise<RawPeer>;
  /** Fails the test unless an honest peer is served. */
  readonly isServing: () => Promise<void>;
  /** What the server reported as defects in this test. */
  readonly defects: readonly unknown[];
};

/** Registers its own set-up and clean-up. */
export const serverTrial = (): ServerTrial => {
  let channel = undefined as unknown as Channel;
  const servers: SignerServer[] = [];
  const defects: unknown[] = [];
  beforeEach(() => {
    channel = openChannel();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    defects.splice(0);
    channel.remove();
  });
  const peer = () => rawPeer({ path: channel.path }, channel.api);
  return {
    channel: () => channel,
    listen: async (service = {}, limits = {}) => {
      const server = await listenSigner({
        service: fakeService(service),
        address: { path: channel.path },
        identity: channel.signer,
        limits,
        onDefect: (e) => defects.push(e),
      });
      servers.push(server);
      return server;
    },
    peer,
    isServing: async () => {
      const p = await peer();
      p.send({ id: 1, method: "status", params: {} });
      expect(await p.next()).toEqual({ id: 1, is: "value", value: STATUS });
      p.socket.destroy();
    },
    defects,
  };
};
