/** A hierarchy of each kind of key: certificates, CRL and OCSP that OpenSSL (or node, where OpenSSL is too old) verifies. */
import { spawnSync } from "node:child_process";
import { randomUUID, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fromBase64url } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import type { KeyAlgorithm } from "../../../domain/pki/key-algorithm.ts";
import { encodePem } from "../../../domain/pki/pem.ts";
import { ocspResponder } from "../../../domain/process/answer-ocsp.ts";
import { checkLedger } from "../../../domain/process/check-ledger.ts";
import { createAuthority, createResponder } from "../../../domain/process/create-authority.ts";
import { publishCrl } from "../../../domain/process/publish-crl.ts";
import { submitRequest } from "../../../domain/process/submit-request.ts";
import { makeCsr } from "../../support/csr.ts";
import { encodeOcspRequest } from "../../support/ocsp-request.ts";
import { approveAndIssue, makeWorld, OPERATOR, WEB } from "../../support/world.ts";

const directory = mkdtempSync(join(tmpdir(), "cartulary-algorithms-"));
afterAll(() => rmSync(directory, { recursive: true }));

const name = (cn: string) => [{ type: "CN", value: cn }];
const MADE: readonly KeyAlgorithm[] = [
  "rsa-3072",
  "rsa-pss-3072",
  "ec-p256",
  "ec-p384",
  "ec-p521",
  "ed25519",
  "ed448",
  "ml-dsa-44",
  "ml-dsa-65",
  "ml-dsa-87",
];
/** OpenSSL 3.5 brings ML-DSA; Debian's is older. */
const isKnownToOpenssl = (algorithm: KeyAlgorithm): boolean => !algorithm.startsWith("ml-dsa");

test.for(MADE)("%s", { timeout: 60_000 }, async (algorithm) => {
  const world = await makeWorld();
  const { ports } = world;
  for (const [id, kind, parent] of [
    ["root", "root", null],
    ["web-ca", "issuing", "root"],
  ] as const) {
    const wanted = { id, kind, name: name(id), parent, algorithm };
    const request = expectOk(await createAuthority(ports, OPERATOR, randomUUID(), wanted));
    expect(expectOk(await approveAndIssue(world, request.id)).outcome).toBe("fulfilled");
  }
  const responder = { authority: "web-ca", name: name("ocsp"), algorithm };
  const request = expectOk(await createResponder(ports, OPERATOR, randomUUID(), responder));
  expectOk(await approveAndIssue(world, request.id));
  const csr = await makeCsr();
  const leaf = expectOk(
    await submitRequest(ports, WEB, randomUUID(), { authority: "web-ca", profile: "tls-server", csr, note: null }),
  );
  expectOk(await approveAndIssue(world, leaf.id));
  expect((await checkLedger(world.store)).findings).toEqual([]);

  const rows = ports.queries.authorities();
  const der = (id: string): Uint8Array => fromBase64url(rows.find((r) => r.id === id)?.der ?? "") ?? new Uint8Array();
  const issued = (await world.store.readAll("start", 1_000)).findLast((r) => r.type === "CertificateIssued");
  const { body } = JSON.parse(Buffer.from(issued?.bytes ?? []).toString("utf8")) as {
    body: { der: { plain: string } };
  };
  const [root, issuing, own] = [der("root"), der("web-ca"), fromBase64url(body.der.plain) ?? new Uint8Array()];
  // One reader of another making says that each is signed by the next.
  const [x509Root, x509Issuing, x509Own] = [root, issuing, own].map((b) => new X509Certificate(b)) as [
    X509Certificate,
    X509Certificate,
    X509Certificate,
  ];
  expect(x509Root.verify(x509Root.publicKey)).toBe(true);
  expect(x509Issuing.verify(x509Root.publicKey)).toBe(true);
  expect(x509Own.verify(x509Issuing.publicKey)).toBe(true);

  const authority = rows.find((r) => r.id === "web-ca");
  if (authority === undefined) throw new TypeError("no authority");
  const { blob } = expectOk(await publishCrl(ports, authority, 0));
  const list = (await ports.blobs.get(blob)) ?? new Uint8Array();
  const serial = issued?.stream.split(".")[1] ?? "";
  const answer = await ocspResponder(ports)(encodeOcspRequest(authority, serial));
  expect(answer.nextUpdate).toBeDefined();
  if (!isKnownToOpenssl(algorithm)) return;

  const file = (n: string): string => join(directory, `${algorithm}-${n}`);
  writeFileSync(file("root.pem"), encodePem("CERTIFICATE", root));
  writeFileSync(file("issuing.pem"), encodePem("CERTIFICATE", issuing));
  writeFileSync(file("own.pem"), encodePem("CERTIFICATE", own));
  writeFileSync(file("list.der"), list);
  writeFileSync(file("answer.der"), answer.der);
  const openssl = (...args: readonly string[]): string => {
    const { stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
    return stdout + stderr;
  };
  const at = String(Date.parse(world.clock.now()) / 1000);
  const chain = ["-CAfile", file("root.pem"), "-untrusted", file("issuing.pem")];
  expect(openssl("verify", "-x509_strict", "-attime", at, ...chain, file("own.pem"))).toContain("OK");
  expect(
    openssl("crl", "-inform", "DER", "-in", file("list.der"), "-noout", "-CAfile", file("issuing.pem"), "-verify"),
  ).toContain("verify OK");
  expect(
    openssl(
      "ocsp",
      "-respin",
      file("answer.der"),
      "-CAfile",
      file("root.pem"),
      "-verify_other",
      file("issuing.pem"),
      "-attime",
      at,
      "-issuer",
      file("issuing.pem"),
      "-cert",
      file("own.pem"),
      "-no_nonce",
    ),
  ).toContain("Response verify OK");
});

test("a module that lacks the mechanism refuses before anything is planned", async () => {
  const world = await makeWorld();
  const { signer } = world.ports;
  const ports = {
    ...world.ports,
    signer: { ...signer, status: async () => ({ ...(await signer.status()), abilities: ["ec-p256"] }) },
  };
  const wanted = { id: "root", kind: "root", name: name("root"), parent: null, algorithm: "ml-dsa-65" } as const;
  const before = await world.store.readAll("start", 1_000);
  const refused = await createAuthority(ports, OPERATOR, randomUUID(), wanted);
  expect(refused).toMatchObject({ ok: false, error: { code: "key.unsupported" } });
  expect(await world.store.readAll("start", 1_000)).toEqual(before);
});

test("a kind of key that the profile does not allow is refused before anything is planned", async () => {
  const world = await makeWorld();
  const before = await world.store.readAll("start", 1_000);
  const wanted = { id: "root", kind: "root", name: name("root"), parent: null, algorithm: "rsa-2048" } as const;
  const refused = await createAuthority(world.ports, OPERATOR, randomUUID(), wanted);
  expect(refused).toMatchObject({ ok: false, error: { code: "csr.unsupported-key" } });
  expect(await world.store.readAll("start", 1_000)).toEqual(before);
});
