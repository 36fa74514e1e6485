/** Certificates, CRLs and statements in every form that the Accept header can ask for, read by openssl. */
import { execFileSync } from "node:child_process";
import { randomUUID, sign, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type App, makeApp } from "../support/app.ts";
import { requestsOver } from "../support/requests.ts";

let app: App;
let certificate: string;
const { submit, issue } = requestsOver(() => app);
beforeAll(async () => {
  app = await makeApp();
  certificate = `/v1/certificates/${await issue()}`;
});

const get = (path: string, accept?: string) =>
  app.request(path, {
    headers: { authorization: `Bearer ${app.tokens["operator:admin"]}`, ...(accept !== undefined && { accept }) },
  });
const openssl = (input: Uint8Array, ...args: readonly string[]): string =>
  execFileSync("openssl", args, { input, encoding: "utf8" });
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const subjects = (pem: string) =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)].map(
    ([text]) => new X509Certificate(text).subject.split("\n").at(-1) ?? "",
  );

describe("a certificate", () => {
  test("alone, PEM and DER", async () => {
    const pem = await (await get(certificate, "application/x-pem-file")).text();
    const der = await bytesOf(await get(certificate, "application/pkix-cert"));
    expect(subjects(pem).length).toBe(1);
    expect(new X509Certificate(pem).raw).toEqual(Buffer.from(der));
  });

  test("with its issuers, PEM", async () => {
    const response = await get(certificate, "application/pem-certificate-chain");
    const pem = await response.text();
    expect(response.headers.get("content-type")).toBe("application/pem-certificate-chain");
    // The root's is not there: who trusts it has it.
    expect(subjects(pem).slice(1)).toEqual(["CN=Web CA"]);
  });

  test("with its issuers, PKCS #7 as openssl reads it", async () => {
    const response = await get(certificate, "application/pkcs7-mime");
    expect(response.headers.get("content-type")).toBe("application/pkcs7-mime; smime-type=certs-only");
    const pem = openssl(await bytesOf(response), "pkcs7", "-inform", "DER", "-print_certs");
    expect(subjects(pem).slice(1)).toEqual(["CN=Web CA"]);
  });

  test.for([
    ["*/*", "application/json"],
    ["text/html, application/json;q=0.5", "application/json"],
    ["application/pkix-cert;q=0.4, application/x-pem-file;q=0.8", "application/x-pem-file"],
    ["application/pkix-cert, application/json;q=0.1", "application/pkix-cert"],
  ] as const)("Accept: %s gives %s", async ([accept, type]) =>
    expect((await get(certificate, accept)).headers.get("content-type")).toBe(type),
  );
});

test.for([
  ["root", ["CN=Root"]],
  ["web-ca", ["CN=Web CA"]],
] as const)("authority %s with those above it", async ([id, chain]) => {
  const pem = await (await get(`/v1/authorities/${id}`, "application/pem-certificate-chain")).text();
  expect(subjects(pem)).toEqual(chain);
});

describe("a CRL", () => {
  test("that was never published is none", async () => {
    const answer = await app.call("operator:admin", "GET", "/v1/authorities/root/crl");
    expect([answer.status, answer.body.type]).toEqual([404, "urn:cartulary:problem:crl.not-published"]);
  });
  test("in three forms", async () => {
    const published = await app.call("operator:admin", "POST", "/v1/authorities/web-ca/crl");
    const told = await app.call("operator:admin", "GET", "/v1/authorities/web-ca/crl");
    expect(told.body).toEqual(published.body);
    const der = await bytesOf(await get("/v1/authorities/web-ca/crl", "application/pkix-crl"));
    const pem = await (await get("/v1/authorities/web-ca/crl", "application/x-pem-file")).text();
    const number = (input: Uint8Array, form: string) => openssl(input, "crl", "-inform", form, "-noout", "-crlnumber");
    const hex = BigInt(told.body.number as string)
      .toString(16)
      .padStart(2, "0");
    expect(number(der, "DER")).toBe(number(Buffer.from(pem), "PEM"));
    expect(number(der, "DER").toLowerCase()).toContain(hex);
  });
});

describe("a statement", () => {
  test("is made to be signed as it comes, and counts", async () => {
    const { id } = await submit();
    const path = `/v1/requests/${id}/statement?approver=alice`;
    const octets = Buffer.from(await (await get(path, "application/octet-stream")).arrayBuffer());
    const text = octets.subarray(octets.indexOf(0) + 1).toString("utf8");
    const signature = sign(null, octets, app.world.alice.key);
    const body = `{"statement":${text},"signature":"${Buffer.from(signature).toString("base64url")}"}`;
    const judged = await app.call("operator:admin", "POST", `/v1/requests/${id}/approvals`, body);
    expect([judged.status, judged.body.approvers]).toEqual([200, ["alice"]]);
  });

  test("may deny", async () => {
    const { id } = await submit();
    const { body } = await app.call("officer:alice", "GET", `/v1/requests/${id}/statement?approver=bob&decision=deny`);
    expect(body.statement).toMatchObject({ approver: "bob", decision: "deny", subject: id, requester: "service:web" });
  });

  test("is made for nobody who may not see the request", async () => {
    const { id } = await submit();
    const { status } = await app.call("service:other", "GET", `/v1/requests/${id}/statement?approver=alice`);
    expect(status).toBe(404);
  });

  test("is not made about a request that is closed", async () => {
    const { id } = await submit();
    await app.call("service:web", "POST", `/v1/requests/${id}/cancellation`, undefined, {
      "idempotency-key": randomUUID(),
    });
    const { status } = await app.call("operator:admin", "GET", `/v1/requests/${id}/statement?approver=alice`);
    expect(status).toBe(409);
  });
});
