/**
 * The answers that a listener owes. Two things hang on it: a stop that loses none of them, and a client that does not
 * read its answer and is cut off.
 */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

export type InFlight = {
  readonly add: (answer: ServerResponse) => void;
  readonly size: () => number;
  /** From now on every connection ends with the last answer that is owed on it, and says so. */
  readonly beginEnding: () => void;
  /** Called now and again: cuts off who has left bytes waiting at each of `looks` looks in a row. Returns how many. */
  readonly cutStuck: (looks: number) => number;
};

const say = (answer: ServerResponse | undefined, isLast: boolean): void => {
  if (answer === undefined || answer.headersSent) return;
  if (isLast) answer.setHeader("connection", "close");
  else answer.removeHeader("connection");
};

/** `onDone` is called after each answer. */
export const inFlight = (onDone: () => void): InFlight => {
  /** With the looks at which something waited for the client. */
  const owed = new Map<ServerResponse, number>();
  /** A client may send several requests at once: only the last answer may end the connection. */
  const lastOn = new WeakMap<Socket, ServerResponse>();
  let isEnding = false;
  return {
    add: (answer) => {
      // The request's: an answer behind another has no socket yet.
      const { socket } = answer.req;
      owed.set(answer, 0);
      if (isEnding) say(lastOn.get(socket), false);
      lastOn.set(socket, answer);
      if (isEnding) say(answer, true);
      answer.once("close", () => {
        owed.delete(answer);
        onDone();
      });
    },
    size: () => owed.size,
    beginEnding: () => {
      isEnding = true;
      for (const answer of owed.keys()) if (lastOn.get(answer.req.socket) === answer) say(answer, true);
    },
    cutStuck: (looks) => {
      let cut = 0;
      for (const [answer, seen] of owed) {
        const isWaiting = (answer.socket?.writableLength ?? 0) > 0;
        owed.set(answer, isWaiting ? seen + 1 : 0);
        if (!isWaiting || seen + 1 < looks) continue;
        answer.socket?.destroy();
        cut += 1;
      }
      return cut;
    },
  };
};
