/** Which lists the signer signs. The attacker announces them in the ledger; the words are theirs, the rules are not. */

import * as v from "valibot";
import { beforeEach, expect, test } from "vitest";
import { openSignatureJournal } from "../../../../adapters/signer-journal/journal.ts";
import type { DomainEvent } from "../../../../domain/catalogue.ts";
import { toBase64url } from "../../../../domain/kernel/bytes.ts";
import { sha256 } from "../../../../domain/kernel/digest.ts";
import { addSeconds, wholeSeconds } from "../../../../domain/kernel/instant.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { authorityStream, crlStream } from "../../../../domain/kernel/stream.ts";
import { encodeName } from "../../../../domain/pki/name.ts";
import { type Revocation, secondsOf } from "../../../../domain/pki/revocation.ts";
import { parseCertificateList } from "../../../../domain/pki/tbs-cert-list.ts";
import { SignCrl, type Signer } from "../../../../domain/ports/signer.ts";
import { crlContent } from "../../../../domain/process/crl-content.ts";
import { publishCrl } from "../../../../domain/process/publish-crl.ts";
import { forge } from "../../../support/forge.ts";
import { authorityOf, rewritten, signerOver } from "../../../support/signing.ts";
import { makeWorld, type World, withHierarchy } from "../../../support/world.ts";

let world: World;
let at: number;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  at = secondsOf(world.clock.now());
});

type List = { readonly number?: string; readonly entries?: readonly Revocation[]; readonly lifeSeconds?: number };

/** What the ledger would say of a list, and asking for its signature. */
const announced = (list: List = {}) => {
  const authority = authorityOf(world);
  const { number = "1", entries = [], lifeSeconds = 3600 } = list;
  const thisUpdate = wholeSeconds(world.clock.now());
  const nextUpdate = addSeconds(thisUpdate, lifeSeconds);
  const tbs = toBase64url(sha256(crlContent(authority, { number, thisUpdate, nextUpdate, entries }))) as never;
  const body = { number, authority: "web-ca", thisUpdate, nextUpdate, entries: entries.length, tbs, applied: "start" };
  const event: DomainEvent = { type: "CrlPrepared", body };
  return {
    event,
    stream: crlStream(authority.key, 0),
    ask: (signer: Signer = world.signer) => signer.signCrl({ key: authority.key, shard: 0, number, entries }),
  };
};

const announce = async (list: List) => {
  const one = announced(list);
  await forge(world, one.stream, [one.event]);
  return one.ask();
};

test.for<{ name: string; entries: (at: number) => readonly Revocation[]; code: string }>([
  {
    name: "that are in order",
    entries: (now) => [
      ["01", now, 1],
      ["02", now, 0, now - 60],
    ],
    code: "signed",
  },
  {
    name: "that are not in order",
    entries: (now) => [
      ["02", now, 0],
      ["01", now, 0],
    ],
    code: "input.malformed",
  },
  {
    name: "of which two are one",
    entries: (now) => [
      ["01", now, 0],
      ["01", now, 1],
    ],
    code: "input.malformed",
  },
  { name: "revoked after the list", entries: (now) => [["01", now + 1, 0]], code: "validity.out-of-bounds" },
  { name: "lost after the list", entries: (now) => [["01", now, 1, now + 1]], code: "validity.out-of-bounds" },
])("of entries $name: $code", async ({ entries, code }) => {
  const answer = await announce({ entries: entries(at) });
  expect(answer.ok ? "signed" : answer.error.code).toBe(code);
});

test("a list that ends before it begins is not signed", async () => {
  expect(await announce({ lifeSeconds: -1 })).toMatchObject({ error: { code: "validity.out-of-bounds" } });
});

test("a number below one that the ledger has is not signed, even by a signer that lost its journal", async () => {
  const [second, first] = [announced({ number: "2" }), announced({ number: "1" })];
  await forge(world, first.stream, [
    second.event,
    { type: "CrlAbandoned", body: { number: "2", code: "x" } },
    first.event,
  ]);
  const signer = await signerOver(world, { journal: openSignatureJournal({ path: ":memory:" }) });
  expect(await first.ask(signer)).toMatchObject({ error: { code: "signer.history-rewritten" } });
});

test("a number that was signed before is not signed again, when the ledger was taken back", async () => {
  expectOk(await publishCrl(world.ports, authorityOf(world), 0));
  const other = announced({ entries: [["01", at, 0]] });
  const signer = await signerOver(world, { store: await rewritten(world, other.stream, () => [other.event]) });
  expect(await other.ask(signer)).toMatchObject({ error: { code: "signer.history-rewritten" } });
});

test.for<{ name: string; change: () => object }>([
  { name: "name", change: () => ({ name: toBase64url(encodeName([{ type: "CN", value: "Other" }])) }) },
  { name: "space of serial numbers", change: () => ({ issuer: "0".repeat(32) }) },
  { name: "key", change: () => ({ key: authorityOf(world, "root").key }) },
])("an authority whose $name is not its certificate's gets no list", async ({ change }) => {
  const one = announced();
  const store = await rewritten(world, authorityStream("web-ca"), (before) =>
    before.map((e) => (e.type === "AuthorityCreated" ? { ...e, body: { ...e.body, ...change() } } : e)),
  );
  await forge({ store, clock: world.clock }, one.stream, [one.event]);
  const answer = await one.ask(await signerOver(world, { store }));
  expect(answer).toMatchObject({ error: { code: "signer.not-authorised" } });
});

test("the schema takes a million entries and no more", () => {
  const asked = { key: authorityOf(world).key, shard: 0, number: "1" };
  const entries = (n: number) => Array<unknown>(n).fill(["01", 0, 0]);
  expect(v.is(SignCrl, { ...asked, entries: entries(1_000_000) })).toBe(true);
  expect(v.is(SignCrl, { ...asked, entries: entries(1_000_001) })).toBe(false);
});

test("whoever revoked with a clock ahead of ours: the list is as new as what stands in it", async () => {
  const { queries } = world.ports;
  const ahead: Revocation = ["01", at + 30, 1, at + 40];
  const ports = {
    ...world.ports,
    queries: { ...queries, revokedEntries: () => ({ entries: [ahead], applied: "start" as const }) },
  };
  const { blob } = expectOk(await publishCrl(ports, authorityOf(world), 0));
  const list = expectOk(parseCertificateList((await ports.blobs.get(blob)) ?? new Uint8Array()));
  expect(secondsOf(list.thisUpdate)).toBe(at + 40);
});
