/** What strangers can make the responder do, and what it gives without being made to do anything. */
import { beforeEach, describe, expect, test } from "vitest";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertId } from "../../../domain/pki/cert-id.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import { encodeOcspRequest } from "../../../domain/pki/ocsp-request-writer.ts";
import { parseOcspResponse } from "../../../domain/pki/ocsp-response-reader.ts";
import { parsePublicKey } from "../../../domain/pki/public-key.ts";
import { SignerFault, type SignOcsp } from "../../../domain/ports/signer.ts";
import { ocspResponder } from "../../../domain/process/answer-ocsp.ts";
import { changeStatus } from "../../../domain/process/revoke.ts";
import { attackerOf } from "../../support/attacker.ts";
import { authorityOf, signerOver } from "../../support/signing.ts";
import { ALICE, approveAndIssue, makeWorld, type World, withHierarchy } from "../../support/world.ts";

let world: World;
let place: { readonly issuer: string; readonly serial: string };
let asked: SignOcsp[];
let responder: ReturnType<typeof ocspResponder>;

const over = (sign: World["signer"]["signOcsp"]) =>
  ocspResponder({
    ...world.ports,
    signer: {
      ...world.signer,
      signOcsp: (request) => {
        asked.push(request);
        return sign(request);
      },
    },
  });

beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  const { id, plan } = await (await attackerOf(world)).submit();
  expectOk(await approveAndIssue(world, id));
  place = plan;
  asked = [];
  responder = over(world.signer.signOcsp);
});

const requestOf = (...serials: readonly string[]): Uint8Array => {
  const row = authorityOf(world);
  const { subject, spki } = expectOk(parseCertificate(new Uint8Array(Buffer.from(row.der ?? "", "base64url")))).fields;
  const { bits } = expectOk(parsePublicKey(spki));
  return encodeOcspRequest(serials.map((s) => ({ certId: encodeCertId("sha256", subject, bits, s) })));
};
const read = async (request: Uint8Array) => {
  const answer = expectOk(parseOcspResponse((await responder(request)).der));
  return answer.status === "successful" ? answer.responses.map((r) => r.status.at).join() : answer.status;
};

describe("what is asked for again", () => {
  test("a hundred who ask for the same at once cost one signature", async () => {
    const before = await world.journal.count();
    const answers = await Promise.all(Array.from({ length: 100 }, () => responder(requestOf(place.serial))));
    expect(new Set(answers.map((a) => Buffer.from(a.der).toString("hex"))).size).toBe(1);
    expect([asked.length, (await world.journal.count()) - before]).toEqual([1, 1]);
  });

  test("an answer is given as long as it is good, but for its last hour", async () => {
    await read(requestOf(place.serial));
    world.clock.advance(11 * 3600 - 1);
    expect(await read(requestOf(place.serial))).toBe("good");
    expect(asked).toHaveLength(1);
    world.clock.advance(1);
    expect(await read(requestOf(place.serial))).toBe("good");
    expect(asked).toHaveLength(2);
  });

  test("a change of status ends it at once", async () => {
    expect(await read(requestOf(place.serial))).toBe("good");
    expectOk(await changeStatus(world.ports, ALICE, crypto.randomUUID(), place, { act: "hold" }));
    await world.runner.catchUp();
    expect(await read(requestOf(place.serial))).toBe("revoked");
  });

  test("in its last hour it is better than none", async () => {
    await read(requestOf(place.serial));
    const kept = responder;
    world.clock.advance(11.5 * 3600);
    Object.assign(world.module.faults, {
      onSign: () => ({ when: "before", fault: new SignerFault("signer.busy", true) }),
    });
    expect(await read(requestOf(place.serial))).toBe("good");
    world.clock.advance(3600);
    expect(await read(requestOf(place.serial))).toBe("tryLater");
    expect(kept).toBe(responder);
  });
});

describe("what was never issued", () => {
  test("is unknown, signed, for the first who ask; then strangers get an answer that nobody signs", async () => {
    const few = { usual: { burst: 100, perSecond: 1 }, boundless: { burst: 3, perSecond: 0.1 } };
    responder = over((await signerOver(world, { allowances: few })).signOcsp);
    const before = await world.journal.count();
    const answers = [];
    for (let i = 0; i < 20; i++) answers.push(await read(requestOf(`10${String(i).padStart(2, "0")}`)));
    expect(answers).toEqual([...Array<string>(3).fill("unknown"), ...Array<string>(17).fill("unauthorized")]);
    expect((await world.journal.count()) - before).toBe(3);
    expect(await read(requestOf(place.serial))).toBe("good");
    // What was signed once is given again; among several the bound holds as well.
    expect(await read(requestOf("1000"))).toBe("unknown");
    expect(await read(requestOf(place.serial, "1019"))).toBe("unauthorized");
    world.clock.advance(10);
    expect(await read(requestOf(place.serial, "1019"))).toBe("good,unknown");
  });

  test("by the bound that ships: the journal grows by a hundred", async () => {
    const before = await world.journal.count();
    for (let i = 0; i < 150; i++) await read(requestOf(`10${i.toString(16).padStart(2, "0")}`));
    expect((await world.journal.count()) - before).toBe(100);
  });
});

test("a crowd does not take all of the signer's attention: it is told to try later", async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  responder = over(async (request) => {
    await gate;
    return world.signer.signOcsp(request);
  });
  const serials = Array.from({ length: 80 }, (_, i) => `10${i.toString(16).padStart(2, "0")}`);
  const answers = Promise.all(serials.map((s) => read(requestOf(s))));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toHaveLength(64);
  release();
  expect((await answers).filter((a) => a === "tryLater")).toHaveLength(16);
  expect(await read(requestOf(place.serial))).toBe("good");
});
