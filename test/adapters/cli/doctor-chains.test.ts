/** What the doctor sees as a relying party does, over real sockets and a ledger in memory. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterEach, beforeAll, expect, test } from "vitest";
import { chainFindings } from "../../../adapters/cli/doctor-chains.ts";
import { openMemoryEventStore } from "../../../adapters/memory/event-store.ts";
import { addSeconds } from "../../../domain/kernel/instant.ts";
import { type App, makeApp } from "../../support/app.ts";

let app: App;
beforeAll(async () => {
  app = await makeApp();
  for (const id of ["root", "web-ca"]) await app.call("operator:admin", "POST", `/v1/authorities/${id}/crl`);
});
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const served = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const ours = getRequestListener((request) => app.request(new URL(request.url).pathname, request));
const findings = async (url: string, seconds = 0) =>
  (await chainFindings(app.world.store, url, addSeconds(app.world.clock.now(), seconds))).map((f) => [
    f.isWell,
    f.says.replaceAll(url, "URL").replaceAll(/[0-9a-f]{32}/g, "KEY"),
  ]);

test("all is well where it is", async () => {
  const url = await served((incoming, outgoing) => void ours(incoming, outgoing));
  expect(await findings(url)).toEqual([
    [true, "root: chain, CRL hold"],
    [true, "web-ca: chain, CRL, OCSP hold"],
  ]);
});

test("nobody there, and somebody else", async () => {
  const away = [
    [false, "root: no CRL at URL/crl/KEY/0.crl"],
    [false, "web-ca: no CRL at URL/crl/KEY/0.crl"],
    [false, "web-ca: nothing answers OCSP at URL/ocsp"],
  ];
  expect(await findings("http://127.0.0.1:1")).toEqual(away);
  const page = await served((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>hello"));
  expect(await findings(page)).toEqual([
    [false, "root: what URL/crl/KEY/0.crl answers is no CRL"],
    [false, "web-ca: what URL/crl/KEY/0.crl answers is no CRL"],
    [false, "web-ca: what URL/ocsp answers is no OCSP"],
  ]);
});

test("another authority's list, and one that has ended", async () => {
  const root = app.world.ports.queries.authorities().find((a) => a.id === "root");
  const swapped = await served((incoming, outgoing) => {
    incoming.url = incoming.url?.replace(/^\/crl\/[0-9a-f]+/, `/crl/${root?.key}`);
    void ours(incoming, outgoing);
  });
  expect(await findings(swapped)).toEqual([
    [true, "root: chain, CRL hold"],
    [false, "web-ca: the CRL at URL/crl/KEY/0.crl was not signed by this authority"],
  ]);
  const url = await served((incoming, outgoing) => void ours(incoming, outgoing));
  expect(await findings(url, 30 * 86_400)).toEqual([
    [true, "root: chain, CRL hold"],
    [false, "web-ca: the CRL at URL/crl/KEY/0.crl has ended"],
    [false, "web-ca: the OCSP answer at URL/ocsp has ended"],
  ]);
});

test("an OCSP answer that its responder did not sign", async () => {
  const spoiling = getRequestListener(async (request) => {
    const response = await app.request(new URL(request.url).pathname, request);
    if (!request.url.endsWith("/ocsp")) return response;
    const der = new Uint8Array(await response.arrayBuffer());
    // The end of the answer is the end of the responder's certificate: its signature.
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    return new Response(der);
  });
  const url = await served((incoming, outgoing) => void spoiling(incoming, outgoing));
  expect(await findings(url)).toEqual([
    [true, "root: chain, CRL hold"],
    [false, "web-ca: the OCSP answer at URL/ocsp was not signed by this authority's responder"],
  ]);
});

test("a chain that has ended, and a responder that cannot sign", async () => {
  const { signer } = app.world.ports;
  const sign = signer.signOcsp;
  Object.assign(signer, {
    signOcsp: async () => ({ ok: false, error: { code: "signer.not-authorised", detail: "" } }),
  });
  app.world.clock.advance(86_400);
  const url = await served((incoming, outgoing) => void ours(incoming, outgoing));
  expect(await findings(url)).toContainEqual([false, "web-ca: OCSP at URL/ocsp answers unauthorized"]);
  app.world.clock.advance(-86_400);
  Object.assign(signer, { signOcsp: sign });
  const late = await findings(url, 11 * 365 * 86_400);
  expect(late).toContainEqual([false, expect.stringMatching(/^web-ca: no valid chain to a root: /)]);
});

test("before there is an authority there is nothing to look at", async () => {
  expect((await chainFindings(openMemoryEventStore(), "http://127.0.0.1:1")).map((f) => f.isWell)).toEqual([true]);
});
