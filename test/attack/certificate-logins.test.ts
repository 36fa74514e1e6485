/** Who tries to come in with a client certificate, and what counts against one at once. One app; TLS where TLS decides. */

import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureOwnCertificate, ownNames } from "../../adapters/tls/own-certificate.ts";
import { readEvent } from "../../domain/catalogue.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { proxyList } from "../../http/listen/client-address.ts";
import { listen } from "../../http/listen/listener.ts";
import { type App, makeApp } from "../support/app.ts";
import { type ClientCertificate, type Issuer, makeIssuer } from "../support/client-certificate.ts";
import { link } from "../support/logins.ts";
import { requestsOver } from "../support/requests.ts";

let app: App;
let corp: Issuer;
/** Another authority of the same name, which whoever runs the machine may have put among those that are believed. */
let double: Issuer;
let alices: ClientCertificate;
const { issue } = requestsOver(() => app);

beforeAll(async () => {
  app = await makeApp();
  [corp, double] = [await makeIssuer("CN=Corporate"), await makeIssuer("CN=Corporate")];
  alices = await corp.issue("CN=Alice, O=Example");
  const by = { way: "certificate-name", issuerKey: corp.spki, subject: alices.subject as never } as const;
  expect((await link(app, { holder: "officer:alice", by }, [app.world.alice])).status).toBe(201);
});

const present = async (der: Uint8Array | undefined, isVerified = true) => {
  const clientCertificate = der && { der, isVerified, problem: isVerified ? undefined : "UNABLE_TO_GET_ISSUER_CERT" };
  const response = await app.request(
    "/v1/sessions",
    { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ way: "certificate" }) },
    { connection: { role: "api", address: "192.0.2.9", isSecure: true, clientCertificate } },
  );
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const counted = async (): Promise<readonly string[]> => {
  await app.attempts.flush();
  const events = (await app.world.store.readAll("start", 10_000)).map((r) => readEvent(r.bytes));
  return events.flatMap((e) => (e.ok && e.value.type === "AttemptsRefused" ? [e.value.body.code] : []));
};
const refusedFor = async (code: string, der: Uint8Array | undefined, isVerified = true): Promise<void> => {
  const before = (await counted()).length;
  const { status, body } = await present(der, isVerified);
  expect([status, body.type]).toEqual([401, "urn:cartulary:problem:login.failed"]);
  expect((await counted()).slice(before)).toEqual([code]);
};

describe("a certificate", () => {
  test("that was renewed by the same issuer for the same subject lets its officer in", async () => {
    const renewed = await corp.issue("CN=Alice, O=Example");
    expect(await present(renewed.der)).toMatchObject({ status: 201, body: { holder: "officer:alice" } });
  });
  test("of the right name by an issuer of the same name, but another key, does not", async () =>
    refusedFor("login.unknown", (await double.issue("CN=Alice, O=Example")).der));
  test("of almost the right name does not", async () =>
    refusedFor("login.unknown", (await corp.issue("CN=alice, O=Example")).der));
  test("that TLS has not verified does not", () => refusedFor("login.certificate-unverified", alices.der, false));
  test("whose time is over does not, though the connection began before", async () =>
    refusedFor("login.certificate-expired", (await corp.issue("CN=Alice, O=Example", { notAfter: "2026-05-31" })).der));
  test("whose time has not come does not", async () =>
    refusedFor(
      "login.certificate-expired",
      (await corp.issue("CN=Alice, O=Example", { notBefore: "2026-06-02" })).der,
    ));
  test("that is none does not", () => refusedFor("login.certificate-unverified", new Uint8Array([0x30, 0x00])));
  test("that was not presented does not", () => refusedFor("login.certificate-missing", undefined));
});

describe("a certificate of our own authorities", () => {
  let place: string;
  let der: Uint8Array;
  const linkKey = async (bytes: Uint8Array, holder = "officer:bob") => {
    const parsed = parseCertificate(bytes);
    if (!parsed.ok) throw new TypeError("no certificate");
    const by = { way: "certificate", spki: toBase64url(sha256(parsed.value.fields.spki)) as never } as const;
    return link(app, { holder, by }, [app.world.bob]);
  };
  beforeAll(async () => {
    place = await issue();
    const response = await app.request(`/v1/certificates/${place}`, {
      headers: { accept: "application/pkix-cert", authorization: `Bearer ${app.tokens["operator:admin"]}` },
    });
    der = new Uint8Array(await response.arrayBuffer());
    expect((await linkKey(der)).status).toBe(201);
  });

  test("lets its officer in by its key", async () =>
    expect(await present(der)).toMatchObject({ status: 201, body: { holder: "officer:bob" } }));
  test("on hold lets nobody in, at once; released it does", async () => {
    await app.call("officer:alice", "POST", `/v1/certificates/${place}/hold`);
    await refusedFor("login.certificate-revoked", der);
    await app.call("officer:alice", "POST", `/v1/certificates/${place}/release`);
    expect((await present(der)).status).toBe(201);
  });
  test("that another key issued in our authority's name, with its number, lets nobody in", async () => {
    const parsed = parseCertificate(der);
    if (!parsed.ok) throw new TypeError("no certificate");
    const altered = new Uint8Array(der);
    // Of the signature: TLS would have refused it, unless somebody has another authority of this name believed.
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    await refusedFor("login.certificate-unknown", altered);
  });
  test("that bears our authority's name and a number that we never gave lets nobody in", async () => {
    const parsed = parseCertificate(der);
    if (!parsed.ok) throw new TypeError("no certificate");
    const forged = await makeIssuer(new Uint8Array(parsed.value.fields.issuer));
    const { der: theirs } = await forged.issue("CN=Bob");
    expect((await linkKey(theirs)).status).toBe(201);
    await refusedFor("login.certificate-unknown", theirs);
  });
  test("that is revoked lets nobody in, at once", async () => {
    const revoked = await app.call("officer:alice", "POST", `/v1/certificates/${place}/revocation`, {
      reason: "keyCompromise",
    });
    expect(revoked.status).toBe(200);
    await refusedFor("login.certificate-revoked", der);
  });
});

describe("over TLS", () => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-login-tls-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  test("the certificate of the handshake logs in, one of nobody that is believed does not, and nothing in a header does", async () => {
    const files = { certificate: join(directory, "a.crt"), key: join(directory, "a.key") };
    const own = ensureOwnCertificate({ files, names: ownNames("127.0.0.1", []), nowMs: Date.now() });
    const many = 60_000;
    const server = await listen({
      role: "api",
      host: "127.0.0.1",
      port: 0,
      tls: { ...own, clientCa: corp.pem },
      proxies: proxyList([]),
      onPressed: () => undefined,
      fetch: async (asked, { connection }) =>
        app.request(
          new URL(asked.url).pathname,
          { method: asked.method, headers: asked.headers, body: await asked.text() },
          { connection },
        ),
      limits: {
        headerBytes: 1 << 14,
        headerCount: 50,
        headerMs: many,
        requestMs: many,
        answerMs: many,
        keepAliveMs: many,
        connections: 10,
        requestsPerConnection: 10,
      },
    });
    const logIn = (who?: ClientCertificate): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const shown = who && { cert: who.pem, key: who.key.export({ format: "pem", type: "pkcs8" }) };
        const headers = { "content-type": "application/json", "x-client-cert": encodeURIComponent(alices.pem) };
        const options = { method: "POST", ca: own.certificate, agent: false as const, headers, ...shown };
        request(`${server.url}/v1/sessions`, options, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on("error", reject)
          .end(JSON.stringify({ way: "certificate" }));
      });
    try {
      const theirs = await double.issue("CN=Alice, O=Example");
      expect([await logIn(alices), await logIn(theirs), await logIn()]).toEqual([201, 401, 401]);
    } finally {
      await server.drain(0);
    }
  });
});
