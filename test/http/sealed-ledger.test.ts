/** The sealed ledger over HTTP: what is proven there holds for whoever checks it alone. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prometheusMetrics } from "../../adapters/prometheus/metrics.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { parseCheckpoint } from "../../domain/transparency/checkpoint.ts";
import { pathBytes } from "../../domain/transparency/gate.ts";
import { leafHashOf } from "../../domain/transparency/leaf.ts";
import { isSignedBy, parseNote, parseVerifierKey } from "../../domain/transparency/note.ts";
import { verifyConsistency, verifyInclusion } from "../../domain/transparency/proof.ts";
import { isIncluded, parseReceipt } from "../../domain/transparency/story.ts";
import { plainTracer } from "../../http/observe/plain-tracer.ts";
import { type App, makeApp } from "../support/app.ts";
import { requestsOver } from "../support/requests.ts";

let app: App;
let place = "";
beforeAll(async () => {
  const watching = {
    metrics: prometheusMetrics(),
    tracer: plainTracer({ bytes: (n) => crypto.getRandomValues(new Uint8Array(n)) }),
  };
  app = await makeApp({ isSealed: true, watching });
  place = await requestsOver(() => app).issue();
});
afterAll(() => undefined);

const get = async (path: string, holder: string | null = "operator:admin") => app.call(holder, "GET", path);
const checkpoint = async () => {
  const { status, body } = await get("/v1/ledger/checkpoint");
  expect(status).toBe(200);
  const note = parseNote(String(body.note));
  const key = parseVerifierKey(String(body.key));
  if (note === undefined || key === undefined) throw new TypeError("no checkpoint");
  expect(isSignedBy(note, key)).toBe(true);
  const head = parseCheckpoint(note.text);
  if (head === undefined) throw new TypeError("no checkpoint");
  expect(head).toEqual({ origin: body.origin, size: body.size, root: fromBase64url(String(body.root)) });
  expect(key.name).toBe(body.origin);
  return { ...head, body };
};

describe("the sealed ledger", () => {
  test("shows its newest checkpoint, with the key that an auditor pins", async () => {
    const { body, size } = await checkpoint();
    expect(body.events).toBeGreaterThanOrEqual(size);
    expect([body.witnesses, body.quorum]).toEqual([[], 0]);
  });

  test("proves every entry, and shows which event it is", async () => {
    const events = await app.world.store.readAll("start", 10_000);
    for (const index of [0, 1, 17]) {
      const { status, body } = await get(`/v1/ledger/entries/${index}`);
      expect(status).toBe(200);
      const { stream, revision, type, position, bytes } = events[index] ?? events[0] ?? ({} as never);
      expect(body).toMatchObject({ index, stream, revision, type, position, digest: envelopeDigest(bytes) });
      const proof = body.proof as { index: number; path: string[]; size: number; root: string };
      const root = fromBase64url(proof.root) ?? new Uint8Array();
      const leaf = leafHashOf(index, String(body.digest));
      expect(verifyInclusion(leaf, index, proof.size, pathBytes(proof.path), root)).toBe(true);
    }
  });

  test("proves that it only grew", async () => {
    const before = await checkpoint();
    await requestsOver(() => app).issue();
    const after = await checkpoint();
    expect(after.size).toBeGreaterThan(before.size);
    const { status, body } = await get(`/v1/ledger/consistency?from=${before.size}&to=${after.size}`);
    expect(status).toBe(200);
    expect(verifyConsistency(before, after, pathBytes(body.path as string[]))).toBe(true);
  });

  test("gives the requester of a certificate a receipt, and nobody else who may not read it", async () => {
    const { status, body } = await get(`/v1/certificates/${place}/receipt`, "service:web");
    expect(status).toBe(200);
    const story = expectOk(parseReceipt(JSON.stringify(body)));
    const head = parseCheckpoint(parseNote(story.checkpoint)?.text ?? "");
    if (head === undefined) throw new TypeError("no checkpoint");
    const types = story.entries.map(({ envelope }) => JSON.parse(new TextDecoder().decode(envelope)).type as string);
    for (const type of ["RequestSubmitted", "IssuancePlanned", "ApprovalGiven", "RequestApproved", "CertificateIssued"])
      expect(types).toContain(type);
    for (const entry of story.entries) expect(isIncluded(entry, head)).toBe(true);
    expect((await get(`/v1/certificates/${place}/receipt`, "service:other")).status).toBe(404);
  });

  test.for<readonly [string, number, string]>([
    ["/v1/ledger/entries/999999", 404, "ledger.no-entry"],
    ["/v1/ledger/entries/-1", 400, "input.malformed"],
    ["/v1/ledger/entries/99999999999999999", 400, "input.malformed"],
    ["/v1/ledger/consistency?from=5&to=4", 404, "ledger.no-entry"],
    ["/v1/ledger/consistency?from=1&to=999999", 404, "ledger.no-entry"],
    ["/v1/ledger/consistency?from=1", 400, "input.malformed"],
    [`/v1/certificates/${"0".repeat(32)}/01/receipt`, 404, "certificate.unknown"],
  ])("%s is %i", async ([path, status, code]) => {
    const answer = await get(path);
    expect([answer.status, answer.body.type]).toEqual([status, `urn:cartulary:problem:${code}`]);
  });
});

test("how much is sealed can be watched", async () => {
  const { body } = await checkpoint();
  const text = String((await get("/v1/metrics")).body.raw);
  const value = (name: string): number => Number(new RegExp(`^cartulary_${name} (\\d+)$`, "m").exec(text)?.[1]);
  expect(value("ledger_sealed_events")).toBeGreaterThanOrEqual(Number(body.size));
  expect(value("ledger_events")).toBeGreaterThanOrEqual(value("ledger_sealed_events"));
  expect(value("ledger_witnesses")).toBe(0);
});

test("a ledger that nobody seals says so", async () => {
  const unsealed = await makeApp();
  const answer = await unsealed.call("operator:admin", "GET", "/v1/ledger/checkpoint");
  expect([answer.status, answer.body.type]).toEqual([404, "urn:cartulary:problem:ledger.not-sealed"]);
});
