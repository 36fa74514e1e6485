/** A receiver of webhooks over a real socket, which checks signatures by the published formula and by nothing of ours. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = {
  readonly id: string;
  readonly type: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
};

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const isSigned = (secret: string, headers: IncomingHttpHeaders, body: string): boolean => {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = createHmac("sha256", key).update(content).digest();
  return String(headers["webhook-signature"])
    .split(" ")
    .some((text) => {
      const given = Buffer.from(text.replace(/^v1,/, ""), "base64");
      return text.startsWith("v1,") && given.length === expected.length && timingSafeEqual(given, expected);
    });
};

export type Receiver = {
  readonly url: string;
  /** Everything that came, also what was answered with an error. */
  readonly received: Received[];
  /** Decides what each message is answered with; 204 unless set. */
  answer: (message: Received, response: ServerResponse) => void;
  readonly close: () => Promise<void>;
};

export const receive = async (): Promise<Receiver> => {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      const { headers } = request;
      const message = { id: String(headers["webhook-id"]), type: JSON.parse(body).type, body, headers };
      receiver.received.push(message);
      receiver.answer(message, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: (_, response) => response.writeHead(204).end(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
};
