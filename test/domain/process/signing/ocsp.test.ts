/** What the signer answers about certificates, over ledgers that were written to by others. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../../../adapters/memory/event-store.ts";
import { addSeconds, wholeSeconds } from "../../../../domain/kernel/instant.ts";
import { expectOk, type Result } from "../../../../domain/kernel/result.ts";
import { authorityStream, certificateStream, GOVERNANCE, keyStream } from "../../../../domain/kernel/stream.ts";
import type { Signed, Signer } from "../../../../domain/ports/signer.ts";
import { foundLedger } from "../../../../domain/process/found.ts";
import { changeStatus } from "../../../../domain/process/revoke.ts";
import { attackerOf } from "../../../support/attacker.ts";
import { forge } from "../../../support/forge.ts";
import { makeOfficer } from "../../../support/officer.ts";
import { authorityOf, responderOf, rewritten, signerOver } from "../../../support/signing.ts";
import {
  ALICE,
  approveAndIssue,
  foundingApprovals,
  makeFounding,
  makeWorld,
  OPERATOR,
  type World,
  withHierarchy,
} from "../../../support/world.ts";

let world: World;
let place: { readonly issuer: string; readonly serial: string };
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  const { id, plan } = await (await attackerOf(world)).submit();
  expectOk(await approveAndIssue(world, id));
  place = plan;
});

const ask = (signer: Signer, serials: readonly string[] = [place.serial], lifeSeconds = 3600, later = 0) => {
  const thisUpdate = wholeSeconds(addSeconds(world.clock.now(), later));
  const nextUpdate = addSeconds(thisUpdate, lifeSeconds);
  const of = { hash: "sha256", parameters: "null", thisUpdate, nextUpdate } as const;
  return signer.signOcsp({
    responderKey: responderOf(world).responderKey,
    authority: "web-ca",
    producedAt: thisUpdate,
    responses: serials.map((serial) => ({ ...of, serial })),
  });
};
const codeOf = (r: Result<Signed>): string => (r.ok ? "signed" : r.error.code);
/** CertStatus good: `[0] IMPLICIT NULL`, right after the CertID and before thisUpdate. RFC 6960 §4.2.1. */
const saysGood = (r: Result<Signed>): boolean =>
  Buffer.from(expectOk(r).signed, "base64url").includes(Buffer.from("8000180f", "hex"));

describe("a ledger that is not the one that the signer knows", () => {
  test("founded by others, and copied from the true one otherwise: nothing is signed", async () => {
    const founding = await makeFounding(world.ports.vault, [makeOfficer("mallory"), makeOfficer("mallet")]);
    const officers = [makeOfficer("mallory"), makeOfficer("mallet")];
    const own = {
      ...founding,
      officers: founding.officers.map((o, i) => ({ ...o, spki: officers[i]?.spki ?? o.spki })),
    };
    const store = openMemoryEventStore();
    const made = { store, clock: world.clock };
    expectOk(await foundLedger(made, OPERATOR, randomUUID(), own, foundingApprovals(own, officers)));
    for (const row of await world.store.readAll("start", 10_000))
      if (row.stream !== GOVERNANCE)
        await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
    expect(saysGood(await ask(world.signer))).toBe(true);
    const signer = await signerOver(world, { store });
    expect(codeOf(await ask(signer))).toBe("signer.history-rewritten");
    const checkpoint = {
      key: "0".repeat(32),
      origin: "test/ledger",
      size: 1,
      root: "A".repeat(43) as never,
      consistency: [],
    };
    expect(await signer.signCheckpoint(checkpoint)).toMatchObject({ error: { code: "signer.history-rewritten" } });
  });

  test("exchanged under a signer that runs, its rules no longer than before", async () => {
    const stores = [world.store, await rewritten(world, GOVERNANCE, (before) => before)];
    let isExchanged = false;
    const readStream: World["store"]["readStream"] = (stream, from) =>
      (stores[isExchanged ? 1 : 0] ?? world.store).readStream(stream, from);
    const signer = await signerOver(world, { store: { ...world.store, readStream } });
    expect(codeOf(await ask(signer))).toBe("signed");
    isExchanged = true;
    expect(codeOf(await ask(signer))).toBe("signer.history-rewritten");
  });

  test.for([
    {
      name: "a responder's key that was an authority's",
      stream: () => keyStream(responderOf(world).responderKey),
      type: "KeyPlanned",
      change: { purpose: "authority" },
    },
    {
      name: "an authority with another space of serial numbers",
      stream: () => authorityStream("web-ca"),
      type: "AuthorityCreated",
      change: { issuer: "0".repeat(32) },
    },
  ])("with $name: nothing is signed", async ({ stream, type, change }) => {
    const store = await rewritten(world, stream(), (before) =>
      before.map((e) => (e.type === type ? ({ ...e, body: { ...e.body, ...change } } as never) : e)),
    );
    expect(codeOf(await ask(await signerOver(world, { store })))).toBe("signer.not-authorised");
  });
});

describe("a revocation is for ever", () => {
  test.for([{ acts: ["CertificateReleased"] }, { acts: ["CertificateHeld", "CertificateReleased"] }] as const)(
    "$acts written behind it makes nothing good",
    async ({ acts }) => {
      const change = { act: "revoke", reason: "keyCompromise", invalidSince: null } as const;
      expectOk(await changeStatus(world.ports, ALICE, randomUUID(), place, change));
      expect(saysGood(await ask(world.signer))).toBe(false);
      const [now, by] = [world.clock.now(), "officer:alice"];
      const where = { key: authorityOf(world).key, shard: 0, by };
      await forge(
        world,
        certificateStream(place.issuer, place.serial),
        acts.map((type) =>
          type === "CertificateHeld"
            ? { type, body: { ...where, heldAt: now } }
            : { type, body: { ...where, releasedAt: now } },
        ),
      );
      expect(codeOf(await ask(world.signer))).toBe("signer.history-rewritten");
    },
  );
});

describe("times", () => {
  test.for([
    { name: "a day", lifeSeconds: 86_400, later: 0, code: "signed" },
    { name: "longer than a day", lifeSeconds: 86_401, later: 0, code: "validity.out-of-bounds" },
    { name: "from tomorrow on", lifeSeconds: 60, later: 86_400, code: "validity.out-of-bounds" },
  ])("an answer for $name: $code", async ({ lifeSeconds, later, code }) => {
    expect(codeOf(await ask(world.signer, undefined, lifeSeconds, later))).toBe(code);
  });
});

describe("how many answers are signed", () => {
  const few = { usual: { burst: 3, perSecond: 1 }, boundless: { burst: 2, perSecond: 0.1 } };

  test("about certificates that were never issued: as many as the bound, then none is signed", async () => {
    const signer = await signerOver(world, { allowances: few });
    const before = await world.journal.count();
    const codes = [];
    for (const serial of ["1001", "1002", "1003", "ff".repeat(64), "1004"])
      codes.push(codeOf(await ask(signer, [serial])));
    expect(codes).toEqual(["signed", "signed", ...Array<string>(3).fill("certificate.unknown")]);
    expect((await world.journal.count()) - before).toBe(2);
    expect(saysGood(await ask(signer))).toBe(true);
    world.clock.advance(10);
    expect(codeOf(await ask(signer, ["1003"]))).toBe("signed");
  });

  test("about several at once: as many as the bound; each has its own status", async () => {
    const signer = await signerOver(world, { allowances: few });
    const { signed } = expectOk(await ask(signer, [place.serial, "1001"]));
    const data = Buffer.from(signed, "base64url");
    expect([data.includes(Buffer.from("8000180f", "hex")), data.includes(Buffer.from("8200180f", "hex"))]).toEqual([
      true,
      true,
    ]);
    expect(codeOf(await ask(signer, ["1001", place.serial]))).toBe("signed");
    const many = [place.serial, place.serial];
    await expect(ask(signer, many)).rejects.toMatchObject({ code: "signer.busy", retryable: true });
  });

  test("about one that exists: as many as the bound; what was signed before is given again", async () => {
    const signer = await signerOver(world, { allowances: few });
    for (const life of [60, 61, 62]) expect(codeOf(await ask(signer, undefined, life))).toBe("signed");
    await expect(ask(signer, undefined, 63)).rejects.toMatchObject({ code: "signer.busy", retryable: true });
    expect(codeOf(await ask(signer, undefined, 60))).toBe("signed");
    world.clock.advance(1);
    expect(codeOf(await ask(signer, undefined, 63))).toBe("signed");
  });
});
