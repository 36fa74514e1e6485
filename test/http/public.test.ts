/** What relying parties fetch: no login, the right bytes and headers, nothing but an answer for any input. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test as property } from "@fast-check/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { publishCrl } from "../../domain/process/publish-crl.ts";
import { type App, makeApp } from "../support/app.ts";

const directory = mkdtempSync(join(tmpdir(), "public-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);
const openssl = (...args: string[]): string =>
  execFileSync("openssl", args, { encoding: "utf8", cwd: directory, stdio: ["ignore", "pipe", "pipe"] });

let app: App;
const row = (id: string) => {
  const found = app.world.ports.queries.authorities().find((a) => a.id === id);
  if (found === undefined) throw new TypeError("no authority");
  return found;
};

beforeAll(async () => {
  app = await makeApp();
  for (const id of ["root", "web-ca"])
    writeFileSync(file(`${id}.pem`), encodePem("CERTIFICATE", fromBase64url(row(id).der ?? "") ?? new Uint8Array()));
  const responder = app.world.ports.queries.responderOf(row("web-ca").key);
  writeFileSync(
    file("responder.pem"),
    encodePem("CERTIFICATE", fromBase64url(responder?.der ?? "") ?? new Uint8Array()),
  );
  openssl("ocsp", "-issuer", "web-ca.pem", "-cert", "responder.pem", "-no_nonce", "-reqout", "request.der");
  openssl(
    "ocsp",
    "-sha256",
    "-issuer",
    "web-ca.pem",
    "-cert",
    "responder.pem",
    "-no_nonce",
    "-reqout",
    "request256.der",
  );
  openssl("ocsp", "-issuer", "root.pem", "-serial", "0x1234", "-no_nonce", "-reqout", "root.der");
  openssl("ocsp", "-issuer", "web-ca.pem", "-serial", "0x1234", "-no_nonce", "-reqout", "unknown.der");
  openssl("ocsp", "-issuer", "responder.pem", "-serial", "0x1234", "-no_nonce", "-reqout", "foreign.der");
});

const post = (name: string) =>
  app.request("/ocsp", {
    method: "POST",
    headers: { "content-type": "application/ocsp-request" },
    body: readFileSync(file(name)),
  });

/** What OpenSSL makes of an answer, verified against the root. */
const read = async (response: Response, request: string): Promise<string> => {
  writeFileSync(file("response.der"), new Uint8Array(await response.arrayBuffer()));
  const at = String(Math.floor(Date.parse(app.world.clock.now()) / 1000));
  try {
    return openssl(
      "ocsp",
      "-respin",
      "response.der",
      "-reqin",
      request,
      "-issuer",
      "web-ca.pem",
      "-CAfile",
      "root.pem",
      "-verify_other",
      "web-ca.pem",
      "-text",
      "-attime",
      at,
    );
  } catch (e) {
    return `${(e as { stdout: string }).stdout}${(e as { stderr: string }).stderr}`;
  }
};

describe("OCSP", () => {
  test.for([
    { name: "a good certificate, SHA-1", request: "request.der", says: "Cert Status: good" },
    { name: "a good certificate, SHA-256", request: "request256.der", says: "Cert Status: good" },
    { name: "a serial number that was never issued", request: "unknown.der", says: "Cert Status: unknown" },
  ])("$name", async ({ request, says }) => {
    const response = await post(request);
    expect(response.headers.get("content-type")).toBe("application/ocsp-response");
    const text = await read(response, request);
    expect(text).toContain("OCSP Response Status: successful");
    expect(text).toContain(says);
    expect(text).toMatch(/Responder Id: [0-9A-F]{40}/);
  });

  test.for([
    { name: "a foreign issuer", request: "foreign.der" },
    { name: "an authority without a responder", request: "root.der" },
  ])("$name: unauthorized, unsigned", async ({ request }) => {
    expect(Buffer.from(await (await post(request)).arrayBuffer()).toString("hex")).toBe("30030a0106");
  });

  test.for(["", "/", "/!!!", "/AAAA", `/${"A".repeat(8000)}`, "/%", "/%00"])(
    "GET %s: malformedRequest",
    async (path) => {
      const response = await app.request(`/ocsp${path === "" ? "/" : path}`);
      expect([response.status, Buffer.from(await response.arrayBuffer()).toString("hex")]).toEqual([200, "30030a0101"]);
      expect(response.headers.get("cache-control")).toBe("max-age=60, public");
    },
  );

  test("GET takes the request escaped, twice escaped or raw, and may be cached", async () => {
    const text = readFileSync(file("request.der")).toString("base64");
    const answers = await Promise.all([encodeURIComponent(text), text].map((t) => app.request(`/ocsp/${t}`)));
    for (const a of answers) {
      expect(a.headers.get("cache-control")).toMatch(/^max-age=\d{4,}, public, no-transform, must-revalidate$/);
      expect(a.headers.get("expires")).toMatch(/GMT$/);
    }
    const [one, two] = await Promise.all(answers.map((a) => a.arrayBuffer()));
    expect(Buffer.from(one ?? new ArrayBuffer(0))).toEqual(Buffer.from(two ?? new ArrayBuffer(0)));
  });

  test("an answer is given again without a new signature, until the status changes", async () => {
    const { journal } = app.world;
    await post("request.der");
    const before = await journal.count();
    await Promise.all([post("request.der"), post("request.der")]);
    expect(await journal.count()).toBe(before);
  });

  test("the module is away: what is still true is given, what is not known is tryLater", async () => {
    app.world.module.faults.onSign = () => ({ when: "before", fault: new ModuleFault("module.unavailable") });
    app.world.clock.advance(4000);
    expect(await read(await post("request.der"), "request.der")).toContain("Cert Status: good");
    openssl("ocsp", "-issuer", "web-ca.pem", "-serial", "0x9999", "-no_nonce", "-reqout", "new.der");
    expect(Buffer.from(await (await post("new.der")).arrayBuffer()).toString("hex")).toBe("30030a0103");
    app.world.module.faults.onSign = () => undefined;
  });

  test("a body without end is not read to its end", async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const response = await app.request("/ocsp", { method: "POST", body, duplex: "half" } as RequestInit);
    expect(Buffer.from(await response.arrayBuffer()).toString("hex")).toBe("30030a0101");
    expect(sent).toBeLessThan(20);
  });

  property.prop([fc.integer({ min: 0, max: 110 }), fc.integer({ min: 1, max: 255 })], { numRuns: 150 })(
    "any change of a request gets an answer, never an error",
    async (at, flip) => {
      const bytes = new Uint8Array(readFileSync(file("request.der")));
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ flip;
      const response = await app.request("/ocsp", { method: "POST", body: bytes });
      const der = new Uint8Array(await response.arrayBuffer());
      expect([response.status, der[0]]).toEqual([200, 0x30]);
      expect(Buffer.from(der).toString("hex")).not.toBe("30030a0102");
    },
  );
});

describe("CRL", () => {
  test("is not there before it is published, then is, with what caches need", async () => {
    const { key } = row("web-ca");
    const path = `/crl/${key}/0.crl`;
    expect((await app.request(path)).status).toBe(404);
    expectOk(await publishCrl(app.world.ports, row("web-ca"), 0));
    const response = await app.request(path);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/pkix-crl"]);
    writeFileSync(file("crl.der"), new Uint8Array(await response.arrayBuffer()));
    const text = openssl("crl", "-inform", "DER", "-in", "crl.der", "-noout", "-text", "-CAfile", "web-ca.pem");
    for (const says of ["Version 2", "X509v3 CRL Number", "X509v3 Authority Key Identifier", "No Revoked Certificates"])
      expect(text).toContain(says);
    const etag = response.headers.get("etag") ?? "";
    expect((await app.request(path, { headers: { "if-none-match": etag } })).status).toBe(304);
    for (const wrong of [`/crl/${key}/1.crl`, `/crl/${key}/x.crl`, `/crl/${"0".repeat(32)}/0.crl`, "/crl/../0.crl"])
      expect((await app.request(wrong)).status).toBe(404);
  });
});

test("AIA gives the issuer's certificate", async () => {
  const response = await app.request(`/aia/${row("web-ca").key}.cer`);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/pkix-cert"]);
  expect(Buffer.from(await response.arrayBuffer()).toString("base64url")).toBe(row("web-ca").der);
  expect((await app.request(`/aia/${"0".repeat(32)}.cer`)).status).toBe(404);
});

test("health tells what is and what is not", async () => {
  expect(await (await app.request("/livez")).json()).toEqual({ status: "alive" });
  expect(await (await app.request("/readyz")).json()).toEqual({
    status: "ready",
    reasons: [],
    signer: "ready",
    warnings: ["tokens of the API that have ended or soon will: 4"],
  });
});
