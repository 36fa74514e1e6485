import { describe, expect, test } from "vitest";
import { encodeFrame } from "../../../adapters/signer-socket/frame.ts";
import { concat, utf8 } from "../../../domain/kernel/bytes.ts";
import { KEY, SIGNED } from "./channel.ts";
import { counting, PROTOCOL, serverTrial } from "./server-trial.ts";

const { listen, peer, isServing } = serverTrial();

describe("what cannot be read gets one typed answer and a closed connection", () => {
  const status = { id: 1, method: "status", params: {} };
  const framed = (text: string | Uint8Array) => {
    const body = typeof text === "string" ? utf8(text) : text;
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, body.length);
    return concat([head, body]);
  };
  test.for([
    { name: "an unknown method", bytes: encodeFrame({ ...status, method: "sign-SECRET" }) },
    { name: "a method of every object", bytes: encodeFrame({ ...status, method: "constructor" }) },
    { name: "no method", bytes: encodeFrame({ id: 1, params: {} }) },
    { name: "number 0", bytes: encodeFrame({ ...status, id: 0 }) },
    { name: "a negative number", bytes: encodeFrame({ ...status, id: -1 }) },
    { name: "a fraction for a number", bytes: encodeFrame({ ...status, id: 1.5 }) },
    { name: "a text for a number", bytes: encodeFrame({ ...status, id: "SECRET" }) },
    { name: "no number", bytes: encodeFrame({ method: "status", params: {} }) },
    { name: "a member too many", bytes: encodeFrame({ ...status, SECRET: 1 }) },
    { name: "no parameters", bytes: encodeFrame({ id: 1, method: "status" }) },
    { name: "parameters that are a text", bytes: encodeFrame({ ...status, params: "SECRET" }) },
    { name: "no object", bytes: encodeFrame("SECRET") },
    { name: "null", bytes: encodeFrame(null) },
    { name: "no JSON", bytes: framed("SECRET") },
    { name: "no UTF-8", bytes: framed(Uint8Array.of(0x22, 0xff, 0x22)) },
    { name: "brackets without end", bytes: framed("[".repeat(60_000)) },
    { name: "an empty frame", bytes: framed("") },
    { name: "a frame that announces too much", bytes: Uint8Array.of(0, 1, 0, 1, 0x53) },
    { name: "a frame of 4 GiB", bytes: Uint8Array.of(255, 255, 255, 255) },
    { name: "HTTP", bytes: utf8("GET /SECRET HTTP/1.1\r\nHost: x\r\n\r\n") },
  ])("$name", async ({ bytes }) => {
    const { counter, status: counted } = counting();
    await listen({ status: counted }, { maxFrameBytes: 65_536 });
    const p = await peer();
    p.write(bytes);
    expect(await p.next()).toEqual({ id: 0, ...PROTOCOL });
    // What comes after it is not heard any more.
    p.send(status);
    await p.closed;
    expect(await p.next()).toBeUndefined();
    expect(p.heard()).not.toContain("SECRET");
    expect(counter.calls).toBe(0);
    await isServing();
  });
});

describe("what can be read is judged by its schema", () => {
  const at = "2026-06-01T12:00:00.000Z";
  const response = { hash: "sha256", parameters: "null", serial: "01", thisUpdate: at, nextUpdate: at };
  const ocsp = { responderKey: KEY, authority: "root", producedAt: at, responses: [response] };
  const good = {
    generateKey: { key: KEY },
    signCertificate: { issuer: KEY, serial: "01" },
    signCrl: { key: KEY, shard: 0, number: "1", entries: [["01", 1, 1, 0]] },
    signOcsp: ocsp,
    signCheckpoint: { key: KEY, origin: "test/ledger", size: 3, root: "A".repeat(43), consistency: [] },
    counters: {},
    digests: { key: KEY, purpose: "crl", after: 0 },
  } as const;

  test.for(Object.entries(good))("%s reaches the service as it was sent", async ([method, params]) => {
    const seen: unknown[] = [];
    await listen({
      [method]: async (p: unknown) => {
        seen.push(p);
        return { ok: true, value: SIGNED };
      },
    });
    const p = await peer();
    p.send({ id: 5, method, params });
    expect(await p.next()).toEqual({ id: 5, is: "value", value: SIGNED });
    expect(seen).toEqual([params]);
  });

  test.for([
    { name: "loose bytes to sign", method: "signCertificate", params: { ...good.signCertificate, tbs: "AAAA" } },
    { name: "a digest to sign", method: "signCrl", params: { ...good.signCrl, digest: "AAAA" } },
    { name: "no parameters", method: "generateKey", params: {} },
    { name: "a key id in capitals", method: "generateKey", params: { key: KEY.toUpperCase() } },
    { name: "a key id that is too short", method: "generateKey", params: { key: "00" } },
    { name: "a negative serial", method: "signCertificate", params: { issuer: KEY, serial: "80" } },
    {
      name: "half an opening",
      method: "signCertificate",
      params: { ...good.signCertificate, plannedTbs: { salt: "AA" } },
    },
    { name: "number 0 of a CRL", method: "signCrl", params: { ...good.signCrl, number: "0" } },
    { name: "a shard out of range", method: "signCrl", params: { ...good.signCrl, shard: 65_536 } },
    { name: "a finished entry of a CRL", method: "signCrl", params: { ...good.signCrl, entries: ["MAA"] } },
    { name: "a CRL's entry without a reason", method: "signCrl", params: { ...good.signCrl, entries: [["01", 1]] } },
    { name: "entries that are none", method: "signCrl", params: { ...good.signCrl, entries: { length: 0 } } },
    { name: "a nonce", method: "signOcsp", params: { ...ocsp, nonce: "AAAA" } },
    {
      name: "an opening that is larger than any certificate",
      method: "signCertificate",
      params: { ...good.signCertificate, preparedTbs: { plaintext: "A".repeat(400_001), salt: "A".repeat(43) } },
    },
    {
      name: "a salt of another length",
      method: "signCertificate",
      params: { ...good.signCertificate, preparedTbs: { plaintext: "AAAA", salt: "A".repeat(42) } },
    },
    { name: "no responses", method: "signOcsp", params: { ...ocsp, responses: [] } },
    { name: "17 responses", method: "signOcsp", params: { ...ocsp, responses: Array(17).fill(response) } },
    { name: "another hash", method: "signOcsp", params: { ...ocsp, responses: [{ ...response, hash: "md5" }] } },
    { name: "a time that is none", method: "signOcsp", params: { ...ocsp, producedAt: "2026-02-30T00:00:00.000Z" } },
    { name: "a line break in an origin", method: "signCheckpoint", params: { ...good.signCheckpoint, origin: "a\nb" } },
    { name: "a fraction for a size", method: "signCheckpoint", params: { ...good.signCheckpoint, size: 1.5 } },
    { name: "digests of another purpose", method: "digests", params: { ...good.digests, purpose: "login" } },
    { name: "digests before the first", method: "digests", params: { ...good.digests, after: -1 } },
    { name: "parameters of counters", method: "counters", params: { key: KEY } },
    { name: "parameters of a status", method: "status", params: { a: 1 } },
  ])("$name is refused, and the connection goes on", async ({ method, params }) => {
    let calls = 0;
    const count = async () => {
      calls += 1;
      return { ok: true as const, value: SIGNED };
    };
    await listen({ signCertificate: count, signCrl: count, signOcsp: count, signCheckpoint: count });
    const p = await peer();
    p.send({ id: 9, method, params });
    expect(await p.next()).toEqual({ id: 9, ...PROTOCOL });
    expect(calls).toBe(0);
    p.send({ id: 10, method: "generateKey", params: { key: KEY } });
    expect(await p.next()).toMatchObject({ id: 10, is: "value" });
  });
});
