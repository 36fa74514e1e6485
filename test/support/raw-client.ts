/** A client that says to the octet what it wants to, over TCP or TLS, and keeps all that comes back. */
import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";

export type RawClient = {
  readonly socket: Socket;
  readonly send: (text: string) => void;
  readonly said: () => string;
  /** Until what came back matches. Fails when the connection ends before. */
  readonly until: (pattern: RegExp) => Promise<string>;
  /** Until the connection has ended, in whatever way. */
  readonly end: () => Promise<string>;
};

export const rawClient = async (port: number, tls?: ConnectionOptions): Promise<RawClient> => {
  const socket = tls === undefined ? connect(port, "127.0.0.1") : connectTls({ port, host: "127.0.0.1", ...tls });
  let said = "";
  const watchers = new Set<() => void>();
  const look = (): void => {
    for (const w of watchers) w();
  };
  socket.on("data", (chunk: Buffer) => {
    said += chunk.toString("latin1");
    look();
  });
  // Cut off is one of the ways to end.
  socket.on("error", () => undefined);
  socket.on("close", look);
  await new Promise<void>((resolve, reject) => {
    socket.once(tls === undefined ? "connect" : "secureConnect", resolve);
    socket.once("close", () => reject(new Error("not connected")));
  });
  const wait = (isDone: () => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (isDone()) resolve(said);
        else if (socket.destroyed) reject(new Error(`the connection ended after: ${said.slice(0, 200)}`));
        else return;
        watchers.delete(check);
      };
      watchers.add(check);
      check();
    });
  return {
    socket,
    send: (text) => void socket.write(text),
    said: () => said,
    until: (pattern) => wait(() => pattern.test(said)),
    end: () => wait(() => socket.destroyed),
  };
};
