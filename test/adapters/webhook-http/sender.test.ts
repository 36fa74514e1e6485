/** What carries webhooks' messages: where it goes, where it does not, and how long it waits. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { webhookSender } from "../../../adapters/webhook-http/sender.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const receiver = async (answer: RequestListener): Promise<{ readonly url: string; readonly port: number }> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, port };
};

const post = (url: string, options: Parameters<typeof webhookSender>[0] = {}) =>
  webhookSender(options).send({ url, headers: { "webhook-id": "x" }, body: '{"a":"ü"}' });

describe("an address", () => {
  test.for([
    "https://hooks.example/a?b=c",
    "https://10.1.2.3/",
    "https://[2001:db8::1]:8443/",
    "http://localhost:8080/",
    "http://127.0.0.1/",
    "http://127.8.8.8/",
    "http://[::1]:1/",
    "https://localhost/",
  ])("%s is admitted", (url) => {
    expect(webhookSender().admits(url).ok).toBe(true);
  });

  test.for([
    "http://hooks.example/",
    "http://10.1.2.3/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://2852039166/",
    "https://[::ffff:169.254.169.254]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:a9fe:a9fe::]/",
    "https://[fe80::1]/",
    "https://[fd00:ec2::254]/",
    "https://100.100.100.200/",
    "https://0.0.0.0/",
    "https://[::]/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "http://[::ffff:10.0.0.1]/",
    "https://user:secret@hooks.example/",
    "https://hooks.example/#a",
    "ftp://hooks.example/",
    "file:///etc/passwd",
    "nonsense",
  ])("%s is not", (url) => {
    const admitted = webhookSender().admits(url);
    expect(!admitted.ok && admitted.error.code).toBe("webhook.target-not-allowed");
  });

  test("link-local ones are, where that is configured; those of nobody never", () => {
    const sender = webhookSender({ allowsLinkLocal: true });
    expect(sender.admits("https://169.254.10.1/").ok).toBe(true);
    expect(sender.admits("https://0.0.0.0/").ok).toBe(false);
    expect(sender.admits("http://169.254.10.1/").ok).toBe(false);
  });

  test("a name that resolves to what may not be reached is not connected to", async () => {
    for (const address of ["169.254.169.254", "0.0.0.0", "fe80::1", "::ffff:169.254.169.254"]) {
      const family = address.includes(":") ? 6 : 4;
      const sent = await post("https://hooks.example/", { resolve: async () => [{ address, family }] });
      expect(sent).toEqual({ outcome: "not-allowed", status: null });
    }
  });

  test("http:// to a name reaches this machine or nothing", async () => {
    let calls = 0;
    const { port } = await receiver((_, response) => {
      calls += 1;
      response.end();
    });
    const url = `http://localhost:${port}/`;
    const elsewhere = await post(url, { resolve: async () => [{ address: "10.1.2.3", family: 4 }] });
    expect(elsewhere.outcome).toBe("not-allowed");
    const here = await post(url, { resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
    expect([here.outcome, calls]).toEqual(["delivered", 1]);
  });
});

describe("an answer", () => {
  test.for([
    [200, "delivered"],
    [204, "delivered"],
    [299, "delivered"],
    [301, "refused"],
    [307, "refused"],
    [400, "refused"],
    [410, "gone"],
    [500, "refused"],
  ] as const)("%i is %s", async ([status, outcome]) => {
    const { url } = await receiver((_, response) => response.writeHead(status).end());
    expect(await post(url)).toEqual({ outcome, status });
  });

  test("a redirect is not followed", async () => {
    const paths: (string | undefined)[] = [];
    const { url } = await receiver((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: "/other" }).end();
    });
    expect((await post(url)).outcome).toBe("refused");
    expect(paths).toEqual(["/hook"]);
  });

  test("a body without end is not waited for", async () => {
    let isCut = false;
    const { url } = await receiver((_, response) => {
      response.on("close", () => {
        isCut = true;
      });
      response.writeHead(200);
      const flood = (): void => {
        while (!isCut && response.write("x".repeat(1 << 16)));
        if (!isCut) response.once("drain", flood);
      };
      flood();
    });
    expect((await post(url)).outcome).toBe("delivered");
    await expect.poll(() => isCut).toBe(true);
  });

  test("one that does not come in time is a timeout", async () => {
    const { url } = await receiver(() => undefined);
    expect(await post(url, { timeoutMs: 50 })).toEqual({ outcome: "timeout", status: null });
  });

  test("nobody there, a broken line, an upgrade and nonsense are unreachable", async () => {
    const { url, port } = await receiver((request) => request.socket.destroy());
    expect((await post(url)).outcome).toBe("unreachable");
    expect((await post(`https://127.0.0.1:${port}/`)).outcome).toBe("unreachable");
    const upgrading = await receiver((request) =>
      request.socket.end("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"),
    );
    expect((await post(upgrading.url)).outcome).toBe("unreachable");
    const talking = await receiver((request) => request.socket.end("SSH-2.0-OpenSSH\r\n"));
    expect((await post(talking.url)).outcome).toBe("unreachable");
    expect((await post("http://127.0.0.1:1/")).outcome).toBe("unreachable");
  });

  test("the body arrives byte for byte, with its headers", async () => {
    const seen: string[] = [];
    const { url } = await receiver((request, response) => {
      request.setEncoding("utf8").on("data", (text) => seen.push(text));
      request.on("end", () => {
        seen.push(String(request.headers["webhook-id"]), String(request.headers["content-type"]));
        response.end();
      });
    });
    await post(url);
    expect(seen).toEqual(['{"a":"ü"}', "x", "application/json"]);
  });
});
