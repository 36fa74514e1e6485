/** A server that officers ask, in the attacker's hand: it answers what it likes, and keeps every statement it is sent. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answered = { readonly status?: number; readonly body: unknown };

export type LyingServer = {
  readonly url: string;
  /** Bodies of all approvals that came. */
  readonly statements: readonly unknown[];
  readonly close: () => void;
};

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? undefined : JSON.parse(text);
};

/** `answer`: what is said to a call; a string or octets go out as they are, anything else as JSON. */
export const startLyingServer = async (
  answer: (method: string, path: string, body: unknown) => Promise<Answered> | Answered,
): Promise<LyingServer> => {
  const statements: unknown[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "" } = request;
    const sent = await bodyOf(request);
    if (url.endsWith("/approvals")) statements.push(sent);
    const { status = 200, body } = await answer(method, url, sent);
    response.writeHead(status).end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, statements, close: () => server.close() };
};
