import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { surveyLedger } from "../../../../domain/process/check/last-seal.ts";
import { submitRequest } from "../../../../domain/process/submit-request.ts";
import { formatVerifierKey, parseNote } from "../../../../domain/transparency/note.ts";
import { makeCsr } from "../../../support/csr.ts";
import { govern } from "../../../support/govern.ts";
import { makeSealingKey, makeTestWitness, sealNow } from "../../../support/sealed.ts";
import { LEDGER, makeWorld, WEB, withHierarchy } from "../../../support/world.ts";

test("a bundle is under the newest checkpoint that enough witnesses saw, and under the newest when none was", async () => {
  const world = await withHierarchy(await makeWorld());
  const key = makeSealingKey();
  const witness = makeTestWitness("witness.example");
  const more = async () => {
    const wanted = { authority: "web-ca", profile: "tls-server" as const, csr: await makeCsr(), note: "please" };
    expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
  };
  const size = async () => (await surveyLedger(world.store))?.size;
  const linesOf = async () => parseNote((await surveyLedger(world.store))?.checkpoint ?? "")?.signatures.length;
  expect(await size()).toBeUndefined();
  await sealNow(world.ports, LEDGER, key, [witness]);
  const seen = await size();
  expect(await linesOf()).toBe(2);
  await more();
  await sealNow(world.ports, LEDGER, key);
  // Nobody asks for witnesses yet.
  expect(await size()).toBeGreaterThan(seen ?? 0);
  expect(await linesOf()).toBe(1);
  const witnesses = [{ vkey: formatVerifierKey(witness.key), url: "http://witness.example" }];
  await govern(world, { type: "AppointWitnesses", witnesses, quorum: 1, gate: false });
  expect(await size()).toBe(seen);
  expect(await linesOf()).toBe(2);
  await sealNow(world.ports, LEDGER, key, [witness]);
  expect(await size()).toBeGreaterThan(seen ?? 0);
});
