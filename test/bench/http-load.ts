/** Calls over kept-alive connections, so many in flight, and how long each took. */
import { Agent, request } from "node:https";

export type Load = {
  readonly post: (path: string, body: string) => Promise<{ readonly status: number; readonly body: string }>;
  readonly close: () => void;
};

/** `width`: connections, each with one call at a time. `ca`: whose certificate the server has. */
export const openLoad = (url: string, token: string, width: number, ca: string): Load => {
  const agent = new Agent({ keepAlive: true, maxSockets: width, ca });
  const { hostname, port } = new URL(url);
  return {
    post: (path, body) =>
      new Promise((resolve, reject) => {
        const headers = {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        };
        const sent = request({ agent, hostname, port, path, method: "POST", headers }, (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }),
          );
        });
        sent.once("error", reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
};

/** Does every piece of work, `width` at a time; milliseconds of each. */
export const inFlight = async <T>(
  pieces: readonly T[],
  width: number,
  work: (piece: T) => Promise<void>,
): Promise<number[]> => {
  const took: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < pieces.length; i = next++) {
      const start = performance.now();
      await work(pieces[i] as T);
      took.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, pieces.length) }, lane));
  return took;
};

/** `q` of 1 are below it. */
export const quantile = (xs: readonly number[], q: number): number =>
  [...xs].sort((a, b) => a - b)[Math.min(xs.length - 1, Math.floor(xs.length * q))] ?? 0;
