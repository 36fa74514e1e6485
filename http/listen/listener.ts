/**
 * One address with its limits. What a client can make the server hold is bounded in size, number and time: headers, the
 * whole request, the answer, idle connections, connections. The numbers are the configuration's.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { type AddressInfo, type BlockList, Server as NetServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { urlOf } from "../addresses.ts";
import type { Connection } from "../connection.ts";
import { clientAddress, isSecure } from "./client-address.ts";
import { inFlight } from "./in-flight.ts";
import { clientCertificateOf, type TlsIdentity, tlsOptions } from "./tls.ts";

/** In milliseconds, octets and numbers; docs/configuration.md tells each. */
export type ListenerLimits = {
  readonly headerBytes: number;
  readonly headerCount: number;
  readonly headerMs: number;
  readonly requestMs: number;
  readonly answerMs: number;
  readonly keepAliveMs: number;
  readonly connections: number;
  readonly requestsPerConnection: number;
};

export type Environment = {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly connection: Connection;
};

export type ListenerOptions = {
  readonly role: Connection["role"];
  readonly host: string;
  readonly port: number;
  readonly fetch: (request: Request, environment: Environment) => Response | Promise<Response>;
  readonly limits: ListenerLimits;
  readonly tls?: TlsIdentity | undefined;
  readonly proxies: BlockList;
  /** Connections that were turned away, and clients cut off: told now and again, with how many. */
  readonly onPressed: (what: "connections" | "unread", count: number) => void;
};

export type Listening = {
  readonly url: string;
  readonly port: number;
  /** Another certificate, for connections from now on. */
  readonly setTls: (tls: TlsIdentity) => void;
  /** Accepts nothing more, answers what was received, and is closed then: at the latest after `deadlineMs`. What is sent before it ends takes `arrivalMs` at most. */
  readonly drain: (deadlineMs: number, arrivalMs?: number) => Promise<void>;
};

/** How long what was sent before the stop may still be on its way here. */
const ARRIVAL_MS = 200;
/** How often a client is looked at within the time that it has for reading its answer. */
const LOOKS = 10;
const PRESSED_MS = 10_000;

const header = (incoming: IncomingMessage, name: "x-forwarded-for" | "x-forwarded-proto"): string | undefined => {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
};

/** A whole address as target, with a user before the host: it is none (RFC 9110 §4.2.4). */
const NAMES_USER = /^[a-z]+:\/\/[^/?#]*@/i;

/** What may press: counted, and told at most every ten seconds. */
const counter = (tell: (count: number) => void) => {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  return (more: number): void => {
    count += more;
    if (count === 0 || timer !== undefined) return;
    tell(count);
    count = 0;
    timer = setTimeout(() => {
      timer = undefined;
      if (count > 0) tell(count);
      count = 0;
    }, PRESSED_MS).unref();
  };
};

const open = (limits: ListenerLimits, tls: TlsIdentity | undefined): Server | TlsServer => {
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerMs,
    // Node wants the whole to last no less than its part.
    requestTimeout: Math.max(limits.requestMs, limits.headerMs),
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.max(100, Math.min(limits.headerMs / 2, 5_000)),
  };
  const server =
    tls === undefined
      ? createServer(options)
      : createTlsServer({ ...options, handshakeTimeout: limits.headerMs, ...tlsOptions(tls) });
  // What is above is cut off silently by Node: one more shows that there was more.
  server.maxHeadersCount = limits.headerCount + 1;
  server.maxConnections = limits.connections;
  return server;
};

/** Resolves when it listens. */
export const listen = async (options: ListenerOptions): Promise<Listening> => {
  const { role, host, port, fetch, limits, tls, proxies, onPressed } = options;
  const server = open(limits, tls);
  const ending = new AbortController();
  /** Connected, and no request yet. */
  const silent = new Set<Socket>();
  const requests = new WeakMap<Socket, number>();
  let mayCloseIdle = false;
  const owed = inFlight(() => mayCloseIdle && setImmediate(() => server.closeIdleConnections()));

  const connectionOf = (incoming: IncomingMessage): Connection => {
    const { socket } = incoming;
    return {
      role,
      address: clientAddress(socket.remoteAddress, header(incoming, "x-forwarded-for"), proxies),
      isSecure: isSecure(tls !== undefined, socket.remoteAddress, header(incoming, "x-forwarded-proto"), proxies),
      get clientCertificate() {
        return clientCertificateOf(socket);
      },
      ending: ending.signal,
    };
  };
  const answer = getRequestListener(
    (request, { incoming, outgoing }) =>
      fetch(request, {
        incoming: incoming as IncomingMessage,
        outgoing: outgoing as ServerResponse,
        connection: connectionOf(incoming as IncomingMessage),
      }),
    { hostname: host },
  );
  server.on("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { socket } = incoming;
    const count = (requests.get(socket) ?? 0) + 1;
    requests.set(socket, count);
    silent.delete(socket);
    owed.add(outgoing);
    // Not Node's own limit, which leaves the connection open.
    if (count === limits.requestsPerConnection) outgoing.setHeader("connection", "close");
    // Sent before the last answer said so: nobody may think that it was done.
    if (count > limits.requestsPerConnection) {
      outgoing.writeHead(503, { connection: "close" }).end();
      return;
    }
    if (incoming.rawHeaders.length / 2 > limits.headerCount) {
      outgoing.writeHead(431, { connection: "close" }).end();
      return;
    }
    if (NAMES_USER.test(incoming.url ?? "")) {
      outgoing.writeHead(400, { connection: "close" }).end();
      return;
    }
    void answer(incoming, outgoing);
  });
  server.on(tls === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    silent.add(socket);
    socket.once("close", () => silent.delete(socket));
  });
  const turnedAway = counter((n) => onPressed("connections", n));
  const unread = counter((n) => onPressed("unread", n));
  server.on("drop", () => turnedAway(1));
  const looking = setInterval(() => unread(owed.cutStuck(LOOKS)), Math.max(20, limits.answerMs / LOOKS)).unref();

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: urlOf(tls === undefined ? "http" : "https", host, bound),
    port: bound,
    setTls: (next) => {
      if ("setSecureContext" in server) server.setSecureContext(tlsOptions(next));
    },
    drain: async (deadlineMs, arrivalMs = ARRIVAL_MS) => {
      // Not the HTTP server's own close: that ends idle connections at once, with what is on its way on them.
      const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
      const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
      owed.beginEnding();
      ending.abort();
      await Promise.race([pause(Math.min(arrivalMs, deadlineMs)), closed]);
      mayCloseIdle = true;
      server.closeIdleConnections();
      // For Node these are not idle.
      for (const socket of silent) socket.destroy();
      await closed;
      clearTimeout(deadline);
      clearInterval(looking);
    },
  };
};
