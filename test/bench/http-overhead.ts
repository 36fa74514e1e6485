/** A read route of the API, door and rules included, against a bare `node:http` that says the same octets. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { makeHome, tokenOf } from "../support/server.ts";
import { type Bench, rate } from "./measure.ts";
import type { ReadServer } from "./read-server.ts";

const CONNECTIONS = 16;
const REQUESTS = 8_000;
const PATH = "/v1/profiles/tls-server";

const start = async (what: ReadServer): Promise<{ readonly port: number; readonly child: ChildProcess }> => {
  const child = fork(new URL("read-server.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  child.send(what);
  const [port] = (await once(child, "message")) as [number];
  return { port, child };
};

/** Octets of one answer; all answers to the same request are as long. */
const answerLength = async (port: number, request: string): Promise<number> => {
  const socket = connect(port, "127.0.0.1");
  socket.write(request);
  let said = "";
  for await (const part of socket) {
    said += (part as Buffer).toString("latin1");
    const head = said.indexOf("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(said)?.[1] ?? Number.NaN);
    if (head >= 0 && said.length >= head + 4 + length) break;
  }
  socket.destroy();
  if (!said.startsWith("HTTP/1.1 200")) throw new Error(said.slice(0, 300));
  return said.length;
};

/** A client that costs next to nothing: it counts octets, and asks again for each answer. */
const ask = (socket: Socket, request: string, size: number, count: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let [octets, asked] = [0, 1];
    const onData = (part: Buffer): void => {
      octets += part.length;
      if (octets === size * count) {
        socket.off("data", onData);
        resolve();
      } else if (octets >= size * asked) {
        asked += 1;
        socket.write(request);
      }
    };
    socket.on("data", onData);
    socket.once("close", () => reject(new Error("the connection ended")));
    socket.write(request);
  });

const loadOn = async (port: number, request: string) => {
  const size = await answerLength(port, request);
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(port, "127.0.0.1"));
  await Promise.all(sockets.map((s) => once(s, "connect")));
  return {
    run: () => Promise.all(sockets.map((s) => ask(s, request, size, REQUESTS / CONNECTIONS))),
    close: () => {
      for (const s of sockets) s.removeAllListeners("close").destroy();
    },
  };
};

export const httpOverhead: Bench = async () => {
  const home = makeHome("softkey");
  const served = await start({ home: home.path });
  const authorization = `Bearer ${tokenOf(home, "service:web")}`;
  const answer = await fetch(`http://127.0.0.1:${served.port}${PATH}`, { headers: { authorization } });
  const headers = Object.fromEntries(
    [...answer.headers].filter(([name]) => !["connection", "keep-alive", "date"].includes(name)),
  );
  const plain = await start({ headers, body: await answer.text() });
  // Ids of the same length as ours, so that each answer is as long as the one before.
  const request = `GET ${PATH} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nX-Request-Id: bench\r\n\r\n`;
  const [mine, its] = [await loadOn(served.port, request), await loadOn(plain.port, request)];
  const result = await rate({
    name: "http-overhead",
    unit: "reads/s",
    yardstick: "bare node:http, the same headers and body",
    n: REQUESTS,
    ours: mine.run,
    theirs: its.run,
  });
  for (const load of [mine, its]) load.close();
  for (const { child } of [served, plain]) child.disconnect();
  home.remove();
  return result;
};
