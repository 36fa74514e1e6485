import { randomUUID, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { authority } from "../../../domain/authority/decider.ts";
import { certificate } from "../../../domain/certificate/decider.ts";
import { fromBase64url } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { authorityStream, certificateStream } from "../../../domain/kernel/stream.ts";
import { loadState } from "../../../domain/process/ledger.ts";
import { openMaterial } from "../../../domain/process/material.ts";
import { submitRequest } from "../../../domain/process/submit-request.ts";
import { makeCsr } from "../../support/csr.ts";
import { approveAndIssue, makeWorld, WEB, withHierarchy } from "../../support/world.ts";

test("a request becomes a certificate that node verifies up to the root", async () => {
  const world = await withHierarchy(await makeWorld());
  const submitted = expectOk(
    await submitRequest(world.ports, WEB, randomUUID(), {
      authority: "web-ca",
      profile: "tls-server",
      csr: await makeCsr(),
      note: "for the shop",
    }),
  );
  const outcome = expectOk(await approveAndIssue(world, submitted.id));
  expect(outcome.outcome).toBe("fulfilled");
  if (outcome.outcome !== "fulfilled") return;
  const state = await loadState(world.store, certificate, certificateStream(outcome.issuer, outcome.serial));
  if (state.at !== "issued") throw new TypeError("not issued");
  const der = expectOk(await openMaterial(world.ports.vault, state.issued.der)).bytes;
  const leaf = new X509Certificate(der);
  const issuing = await loadState(world.store, authority, authorityStream("web-ca"));
  const root = await loadState(world.store, authority, authorityStream("root"));
  if (issuing.at !== "active" || root.at !== "active") throw new TypeError("not active");
  const ca = new X509Certificate(fromBase64url(issuing.der) ?? new Uint8Array());
  const top = new X509Certificate(fromBase64url(root.der) ?? new Uint8Array());
  expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey)).toBe(true);
  expect(ca.checkIssued(top) && ca.verify(top.publicKey)).toBe(true);
  expect(leaf.subjectAltName).toBe("DNS:www.example.test");
  expect(leaf.serialNumber.toLowerCase()).toBe(outcome.serial);
});
