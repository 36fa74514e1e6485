/** One of the two servers of `http-overhead`: ours over a home that is there, or bare `node:http` that says the same. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { silentLog } from "../../adapters/log/log.ts";
import { readServerConfig } from "../../http/config.ts";
import { serve } from "../../http/main.ts";

export type ReadServer =
  | { readonly home: string }
  | { readonly headers: Readonly<Record<string, string>>; readonly body: string };

const ours = async (home: string): Promise<number> => {
  const config = readServerConfig(home);
  const { listen } = config;
  const { url } = await serve(
    {
      ...config,
      // Nothing here is signed.
      signer: { ...config.signer, isSupervised: false },
      listen: { ...listen, api: { ...listen.api, port: 0, tls: "off" }, public: { ...listen.public, port: 0 } },
    },
    silentLog,
  );
  return Number(new URL(url).port);
};

const bare = ({ headers, body }: Extract<ReadServer, { body: string }>): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer((_request, response) => {
      response.writeHead(200, headers);
      response.end(body);
    });
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

const start = (asked: ReadServer): Promise<number> => ("home" in asked ? ours(asked.home) : bare(asked));
process.once("message", (asked: ReadServer) => {
  void start(asked).then((port) => process.send?.(port));
});
process.once("disconnect", () => process.exit(0));
