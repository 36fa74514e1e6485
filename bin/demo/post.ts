import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { json } from "node:stream/consumers";

export type Answer = { readonly status: number; readonly cookie: string | undefined; readonly body: unknown };

/**
 * A call on a connection of its own. Commands run between the demo's calls, and for as long nobody here would see that the
 * server has closed what it kept open.
 */
export const post = async (url: string, headers: Readonly<Record<string, string>>, body: object): Promise<Answer> => {
  const call = request(url, {
    method: "POST",
    agent: false,
    headers: { ...headers, "content-type": "application/json" },
  });
  call.end(JSON.stringify(body));
  const [response] = (await once(call, "response")) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    cookie: response.headers["set-cookie"]?.[0]?.split(";")[0],
    body: await json(response),
  };
};
