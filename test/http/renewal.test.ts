/** What ends is told in time, and an operator can renew it: the OCSP responder, before and after its end. */
import { beforeAll, expect, test } from "vitest";
import { fromBase64url, toBase64url } from "../../domain/kernel/bytes.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { parseOcspResponse } from "../../domain/pki/ocsp-response-reader.ts";
import { recover } from "../../domain/process/recover.ts";
import { type App, makeApp } from "../support/app.ts";
import { encodeOcspRequest } from "../support/ocsp-request.ts";
import { approveAndIssue } from "../support/world.ts";

const DAY = 86_400;
let app: App;
beforeAll(async () => {
  app = await makeApp();
});

const webCa = () => {
  const row = app.world.ports.queries.authorities().find((a) => a.id === "web-ca");
  if (row === undefined) throw new TypeError("no authority");
  return row;
};
const responder = () => app.world.ports.queries.responderOf(webCa().key);

/** How OCSP answers, and whose certificate comes along. */
const ask = async () => {
  const body = encodeOcspRequest(webCa(), "0123") as Uint8Array<ArrayBuffer>;
  const response = await app.request("/ocsp", { method: "POST", body });
  const read = expectOk(parseOcspResponse(new Uint8Array(await response.arrayBuffer())));
  if (read.status !== "successful") return read.status;
  return toBase64url(read.certificates[0] ?? new Uint8Array());
};
const health = async () =>
  (await (await app.request("/readyz")).json()) as { status: string; warnings: readonly string[] };
/** Days go by; the recovery pass publishes the lists meanwhile. */
const pass = async (days: number): Promise<void> => {
  app.world.clock.advance(days * DAY);
  await recover(app.world.ports);
  await app.world.runner.catchUp();
};
/** As an operator does it: the command asks the same of the API. The token ended long ago. */
const renew = async (): Promise<void> => {
  const created = await app.call(await app.issueToken("operator:admin"), "POST", "/v1/authorities/web-ca/responder", {
    name: "O=Example, CN=OCSP",
  });
  expect(created.status).toBe(201);
  expectOk(await approveAndIssue(app.world, created.body.request as string));
};

test("a responder that ends soon is told of, and its successor takes over at once", async () => {
  const first = responder();
  expect(await ask()).toBe(first?.der);
  expect((await health()).warnings).toEqual(["tokens of the API that have ended or soon will: 4"]);
  await pass(61);
  const told = await health();
  expect(told.status).toBe("ready");
  expect(told.warnings[0]).toMatch(
    /^the OCSP responder of web-ca ends 2026-\S+: certify a new one, which takes its place: cartulary authority responder web-ca/,
  );
  expect(told.warnings.join()).not.toContain("operator:admin");
  await renew();
  const second = responder();
  expect(second?.responderKey).not.toBe(first?.responderKey);
  expect(await ask()).toBe(second?.der);
  await pass(1);
  expect((await health()).warnings.join()).not.toContain("responder");
});

test("one that has ended answers no more; a new one can still be made", async () => {
  await pass(91);
  expect(await ask()).toBe("unauthorized");
  expect((await health()).warnings.join()).toContain("the OCSP responder of web-ca has ended");
  await renew();
  expect(fromBase64url(responder()?.der ?? "")).toBeDefined();
  expect(await ask()).toBe(responder()?.der);
});

test("a list that is not renewed is told of while it is still valid", async () => {
  await pass(0);
  app.world.clock.advance(4 * DAY);
  expect((await health()).warnings.join()).not.toContain("CRL");
  app.world.clock.advance(2 * DAY);
  expect((await health()).warnings.join()).toContain("the newest CRL of web-ca ends");
  await pass(0);
  app.world.clock.advance(61);
  expect((await health()).warnings.join()).not.toContain("CRL");
});
