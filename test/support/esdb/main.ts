/**
 * The facade as a process of its own, so that it can be killed and frozen:
 * `node test/support/esdb/main.ts FILE [PORT] [TLS-DIRECTORY]`. Prints its port; takes faults as messages from its parent.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fault, Nature } from "./faults.ts";
import { startFacade } from "./server.ts";

const [path, port = "0", tlsDirectory] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write("usage: main.ts FILE [PORT] [TLS-DIRECTORY]\n");
  process.exit(2);
}

const users = new Map([
  ["admin", { password: "changeit", groups: ["$admins"] }],
  ["cartulary", { password: "writer:secret@1", groups: [] }],
  ["cartulary-signer", { password: "reader", groups: [] }],
  ["stranger", { password: "stranger", groups: [] }],
]);
const file = (name: string): Buffer => readFileSync(join(tlsDirectory ?? "", name));
const tls = tlsDirectory === undefined ? {} : { tls: { key: file("node.key"), certificate: file("node.crt") }, users };
const facade = await startFacade({ path, port: Number(port), ...tls });

type Message = { readonly fault?: Fault; readonly nature?: Nature; readonly clear?: true; readonly number: number };

process.on("message", (message: Message) => {
  if (message.clear) {
    facade.node.faults.clear();
    facade.node.nature = {};
  }
  if (message.nature !== undefined) facade.node.nature = message.nature;
  if (message.fault !== undefined) facade.node.faults.add(message.fault);
  process.send?.({ done: message.number });
});
process.on("disconnect", () => process.exit(0));
if (process.send === undefined) process.stdout.write(`esdb://127.0.0.1:${facade.port}${tls.tls ? "" : "?tls=false"}\n`);
else process.send({ port: facade.port });
