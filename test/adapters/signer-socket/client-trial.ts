/** Clients, and the server that they meet, over a channel of its own for each test of a file. */
import { afterEach, beforeEach, expect } from "vitest";
import { connectSigner, type SignerClient } from "../../../adapters/signer-socket/client.ts";
import type { Identity } from "../../../adapters/signer-socket/identity.ts";
import { listenSigner, type SignerServer } from "../../../adapters/signer-socket/server.ts";
import type { Signer, SignerFaultCode } from "../../../domain/ports/signer.ts";
import { type Channel, fakeService, openChannel } from "./channel.ts";

export const fault = (code: SignerFaultCode, retryable: boolean) =>
  expect.objectContaining({ name: "SignerFault", code, retryable });
export const UNREACHABLE = fault("signer.unreachable", true);
export const PROTOCOL = fault("signer.protocol", false);

export type ClientTrial = {
  readonly channel: () => Channel;
  readonly listen: (service?: Partial<Signer>, identity?: Identity) => Promise<SignerServer>;
  /** A client that is closed after the test. */
  readonly client: (options?: Partial<Parameters<typeof connectSigner>[0]>) => SignerClient;
};

/** Registers its own set-up and clean-up. */
export const clientTrial = (): ClientTrial => {
  let channel = undefined as unknown as Channel;
  const servers: SignerServer[] = [];
  const clients: SignerClient[] = [];
  beforeEach(() => {
    channel = openChannel();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    for (const server of servers.splice(0)) await server.close();
    channel.remove();
  });
  return {
    channel: () => channel,
    listen: async (service = {}, identity = channel.signer) => {
      const server = await listenSigner({ service: fakeService(service), address: { path: channel.path }, identity });
      servers.push(server);
      return server;
    },
    client: (options = {}) => {
      const made = connectSigner({ address: { path: channel.path }, identity: () => channel.api, ...options });
      clients.push(made);
      return made;
    },
  };
};
