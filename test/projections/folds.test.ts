/** Orders of events that the processes seldom write, and what the read models make of them. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { expectOk } from "../../domain/kernel/result.ts";
import { certificateStream, crlStream } from "../../domain/kernel/stream.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { issue } from "../../domain/process/issue.ts";
import { readStream } from "../../domain/process/ledger.ts";
import { recover } from "../../domain/process/recover.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import { attackerOf } from "../support/attacker.ts";
import { forge } from "../support/forge.ts";
import { ALICE, approve, makeWorld, withHierarchy } from "../support/world.ts";

test("revoked while it waits for the module: OCSP and CRL say so at once, and it is never issued", async () => {
  const world = await withHierarchy(await makeWorld());
  const { id, plan } = await (await attackerOf(world)).submit();
  expectOk(await approve(world, id, world.alice));
  expectOk(await approve(world, id, world.bob));
  const away = {
    ...world.ports,
    signer: { ...world.signer, signCertificate: () => Promise.reject(new SignerFault("module.unavailable", true)) },
  };
  expectOk(await issue(away, id));
  expectOk(
    await changeStatus(world.ports, ALICE, randomUUID(), plan, {
      act: "revoke",
      reason: "superseded",
      invalidSince: null,
    }),
  );
  await world.runner.catchUp();
  expect(world.ports.queries.statusTag(plan.issuer, plan.serial)).toMatch(/^revoked/);
  expect(world.ports.queries.revokedEntries(plan.key, 0).entries.length).toBe(1);
  expect(expectOk(await issue(world.ports, id))).toEqual({ outcome: "failed", reason: "signer.not-authorised" });
});

test("recorded as issued after it was revoked, it stays revoked", async () => {
  const world = await withHierarchy(await makeWorld());
  const attacker = await attackerOf(world);
  const { plan } = await attacker.submit();
  const { key, shard, issuer, serial } = plan;
  const revokedAt = world.clock.now();
  const der = { plain: "AA" };
  await forge(world, certificateStream(issuer, serial), [
    attacker.preparation(plan),
    {
      type: "CertificateRevoked",
      body: { key, shard, reason: "keyCompromise", revokedAt, invalidSince: null, by: "officer:alice" },
    },
    { type: "CertificateIssued", body: { der, digest: "A".repeat(43) as never, sequence: 1 } },
  ]);
  await world.runner.catchUp();
  expect(world.ports.queries.statusTag(issuer, serial)).toMatch(/^revoked/);
});

test("a CRL that somebody left half made is closed and replaced, though nothing was revoked", async () => {
  const world = await withHierarchy(await makeWorld());
  await recover(world.ports);
  const key = world.ports.queries.authorities().find((a) => a.id === "web-ca")?.key ?? "";
  const { events } = await readStream(world.store, crlStream(key, 0));
  const [prepared] = events;
  if (prepared?.type !== "CrlPrepared") throw new TypeError("not prepared");
  const body = { ...prepared.body, number: "2", thisUpdate: world.clock.now() };
  await forge(world, crlStream(key, 0), [{ type: "CrlPrepared", body }]);
  expect((await recover(world.ports)).faults).toEqual(["crl.not-prepared"]);
  world.clock.advance(61);
  expect((await recover(world.ports)).crls).toBe(1);
  const after = (await readStream(world.store, crlStream(key, 0))).events.slice(3).map((e) => e.type);
  expect(after).toEqual(["CrlAbandoned", "CrlPrepared", "CrlPublished"]);
});
