/** The signer's journal held against the ledger: what is signed is announced, and what is recorded was signed. */
import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { beforeEach, describe, expect, test } from "vitest";
import { journalFinding } from "../../../adapters/cli/doctor-journal.ts";
import { openMemoryEventStore } from "../../../adapters/memory/event-store.ts";
import { openSignatureJournal } from "../../../adapters/signer-journal/journal.ts";
import type { Digest } from "../../../domain/kernel/brand.ts";
import { fromBase64url, toBase64url, utf8 } from "../../../domain/kernel/bytes.ts";
import { sha256 } from "../../../domain/kernel/digest.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { certificateStream, crlStream, LEDGER as SEALS } from "../../../domain/kernel/stream.ts";
import type { EventStore } from "../../../domain/ports/event-store.ts";
import type { JournalEntry } from "../../../domain/ports/signature-journal.ts";
import { type Signer, SignerFault } from "../../../domain/ports/signer.ts";
import { handle, newWork } from "../../../domain/process/handle.ts";
import { issue } from "../../../domain/process/issue.ts";
import { publishCrl } from "../../../domain/process/publish-crl.ts";
import { reconcileSignatures } from "../../../domain/process/reconcile-signatures.ts";
import type { SignatureBook } from "../../../domain/process/signature-book.ts";
import { submitRequest } from "../../../domain/process/submit-request.ts";
import { checkpointText } from "../../../domain/transparency/checkpoint.ts";
import { seals } from "../../../domain/transparency/decider.ts";
import { SignatureCountsSchema } from "../../../domain/transparency/signature-counts.ts";
import { makeCsr } from "../../support/csr.ts";
import { authorityOf, signerOver } from "../../support/signing.ts";
import { askCheckpoint, makeCheckpointKey, noteOf, prepareOnly, treeOver } from "../../support/tree.ts";
import {
  approve,
  approveAndIssue,
  loadRequest,
  makeWorld,
  OPERATOR,
  WEB,
  type World,
  withHierarchy,
} from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
});

const submit = async (profile = "tls-server", csr?: Uint8Array): Promise<string> => {
  const wanted = { authority: "web-ca", profile, csr: csr ?? (await makeCsr()), note: null };
  return expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted)).id;
};
const loadPlan = async (id: string) => (await loadRequest(world, id)).plan;
const person = () => makeCsr({ subject: "CN=Carol Example", dns: [], emails: ["carol@example.test"] });

const reconcile = async (book: SignatureBook = world.signer, store: EventStore = world.store) => {
  const counts = await reconcileSignatures(store, book, world.clock);
  expect(v.parse(SignatureCountsSchema, counts)).toEqual(counts);
  // Nothing is counted twice, and nothing left out.
  for (const k of counts.keys) expect(k.recorded + k.explained + k.unexplained).toBe(k.signed);
  expect(counts.keys.reduce((n, k) => n + k.signed, 0)).toBe(
    (await bookOf(book)).reduce((n, k) => n + k.signatures, 0),
  );
  return counts;
};
const bookOf = async (book: SignatureBook) => expectOk(await book.counters()).keys;
/** What is counted of the issuing authority's key. */
const ofPurpose = (counts: Awaited<ReturnType<typeof reconcile>>, purpose: JournalEntry["purpose"], key?: string) => {
  const wanted = key ?? authorityOf(world).key;
  const { signed, recorded, explained, unexplained, missing } = counts.keys.find(
    (k) => k.purpose === purpose && k.key === wanted,
  ) ?? { signed: 0, recorded: 0, explained: 0, unexplained: 0, missing: 0 };
  return { signed, recorded, explained, unexplained, missing };
};
const isWell = (counts: Awaited<ReturnType<typeof reconcile>>) => journalFinding(counts).isWell;

/** A signature of which the ledger knows nothing. */
const rogue = (purpose: JournalEntry["purpose"], key = authorityOf(world).key, text = "rogue") =>
  world.journal.record([
    {
      at: world.clock.now(),
      key,
      purpose,
      digest: toBase64url(sha256(utf8(text))) as Digest,
      signature: utf8("s"),
      basis: 0,
    },
  ]);

/** Signs, and loses the answer. */
const deaf = (method: "signCertificate" | "signCrl"): World["ports"] => ({
  ...world.ports,
  signer: {
    ...world.signer,
    [method]: async (asked: never) => {
      expectOk(await (world.signer[method] as Signer["signCrl"])(asked));
      throw new SignerFault("signer.timeout", true);
    },
  },
});

test("of a ledger in order everything is recorded", async () => {
  expectOk(await approveAndIssue(world, await submit()));
  expectOk(await approveAndIssue(world, await submit("tls-client", await person())));
  expectOk(await publishCrl(world.ports, authorityOf(world), 0));
  const counts = await reconcile();
  const one = { explained: 0, unexplained: 0, missing: 0 };
  // Its responder, a server's, a person's.
  expect(ofPurpose(counts, "certificate")).toEqual({ ...one, signed: 3, recorded: 3 });
  expect(ofPurpose(counts, "crl")).toEqual({ ...one, signed: 1, recorded: 1 });
  expect(counts).toMatchObject({ unexplained: [], missing: [] });
  expect(isWell(counts)).toBe(true);
});

test("OCSP answers are counted, and said to be announced nowhere", async () => {
  await rogue("ocsp");
  await rogue("ocsp", undefined, "another");
  const counts = await reconcile();
  expect(ofPurpose(counts, "ocsp")).toEqual({ signed: 2, recorded: 0, explained: 2, unexplained: 0, missing: 0 });
  expect(journalFinding(counts).says).toMatch(/2 OCSP answers$/);
});

describe("a signature is explained", () => {
  test.for([
    { name: "a server's", profile: "tls-server" },
    { name: "a person's, whose bytes are sealed", profile: "tls-client" },
  ])("when the answer was lost, while the certificate is open and when it is issued after all: $name", async (row) => {
    const id = await submit(row.profile, row.profile === "tls-client" ? await person() : undefined);
    for (const officer of [world.alice, world.bob]) expectOk(await approve(world, id, officer));
    expectOk(await issue(deaf("signCertificate"), id));
    expect(ofPurpose(await reconcile(), "certificate")).toMatchObject({ explained: 1, unexplained: 0 });
    expectOk(await issue(world.ports, id));
    expect(ofPurpose(await reconcile(), "certificate")).toMatchObject({ signed: 2, recorded: 2, explained: 0 });
  });

  test("when a CRL was signed and its publication given up", async () => {
    const authority = authorityOf(world);
    await expect(publishCrl(deaf("signCrl"), authority, 0)).rejects.toThrow();
    expect(ofPurpose(await reconcile(), "crl")).toMatchObject({ signed: 1, explained: 1 });
    world.clock.advance(3_600);
    expectOk(await publishCrl(world.ports, authority, 0));
    expect(ofPurpose(await reconcile(), "crl")).toMatchObject({ signed: 2, recorded: 1, explained: 1 });
  });

  test("once: sealed bytes that were announced hide no more than one", async () => {
    const id = await submit("tls-client", await person());
    for (const officer of [world.alice, world.bob]) expectOk(await approve(world, id, officer));
    expectOk(await issue(deaf("signCertificate"), id));
    await rogue("certificate");
    expect(ofPurpose(await reconcile(), "certificate")).toMatchObject({ explained: 1, unexplained: 1 });
  });

  test("only by its own bytes: what was announced and never signed hides no other", async () => {
    const id = await submit();
    for (const officer of [world.alice, world.bob]) expectOk(await approve(world, id, officer));
    await prepareOnly(world, id);
    await rogue("certificate");
    expect(ofPurpose(await reconcile(), "certificate")).toMatchObject({ explained: 0, unexplained: 1 });
  });

  test("when two processes wrote it down twice", async () => {
    expectOk(await approveAndIssue(world, await submit()));
    const [entry] = await world.journal.digestsOf(authorityOf(world).key, "certificate", 0, 1);
    const had = await world.journal.find(authorityOf(world).key, entry?.digest ?? "");
    const { sequence: _, ...again } = had as JournalEntry;
    await world.journal.record([again]);
    expect(ofPurpose(await reconcile(), "certificate")).toEqual({
      ...{ signed: 3, recorded: 2, explained: 1 },
      ...{ unexplained: 0, missing: 0 },
    });
  });
});

describe("is an alarm", () => {
  test.for(["certificate", "crl", "checkpoint"] as const)("a %s that was never announced", async (purpose) => {
    await rogue(purpose);
    const counts = await reconcile();
    expect(ofPurpose(counts, purpose)).toMatchObject({ unexplained: 1 });
    const sequence = await world.journal.count();
    expect(counts.unexplained).toMatchObject([{ key: authorityOf(world).key, purpose, sequence }]);
    const finding = journalFinding(counts);
    expect(finding.isWell).toBe(false);
    expect(finding.says).toContain(`line ${sequence}`);
  });

  test("a signature by a key that the ledger does not have", async () => {
    await rogue("certificate", "f".repeat(32));
    expect(ofPurpose(await reconcile(), "certificate", "f".repeat(32))).toMatchObject({ unexplained: 1 });
  });

  test("a CRL's bytes under an authority's certificates", async () => {
    expectOk(await publishCrl(world.ports, authorityOf(world), 0));
    const [crl] = await world.journal.digestsOf(authorityOf(world).key, "crl", 0, 1);
    await world.journal.record([
      {
        at: world.clock.now(),
        key: authorityOf(world).key,
        purpose: "certificate",
        digest: crl?.digest as Digest,
        signature: utf8("s"),
        basis: 0,
      },
    ]);
    expect(ofPurpose(await reconcile(), "certificate")).toMatchObject({ unexplained: 1 });
  });

  /** The ledger as it was before some of its streams. */
  const without = async (isGone: (stream: string) => boolean) => {
    const store = openMemoryEventStore();
    for (const row of await world.store.readAll("start", 10_000))
      if (!isGone(row.stream)) await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
    return store;
  };

  test("a ledger that lost what was signed", async () => {
    const id = await submit();
    expectOk(await approveAndIssue(world, id));
    expectOk(await publishCrl(world.ports, authorityOf(world), 0));
    const [crl, { issuer, serial }] = [crlStream(authorityOf(world).key, 0), await loadPlan(id)];
    const store = await without((stream) => stream === crl || stream === certificateStream(issuer, serial));
    const counts = await reconcile(world.signer, store);
    expect(ofPurpose(counts, "certificate")).toMatchObject({ recorded: 1, unexplained: 1 });
    expect(ofPurpose(counts, "crl")).toMatchObject({ unexplained: 1 });
  });

  test.for(["tls-server", "tls-client"])("a certificate under %s that the journal does not have", async (profile) => {
    const id = await submit(profile, profile === "tls-client" ? await person() : undefined);
    expectOk(await approveAndIssue(world, id));
    const journal = openSignatureJournal({ path: ":memory:" });
    const signer = await signerOver(world, { journal });
    const counts = await reconcile(signer);
    const { issuer, serial } = await loadPlan(id);
    expect(counts.missing.map((m) => m.stream)).toContain(certificateStream(issuer, serial));
    expect(ofPurpose(counts, "certificate")).toEqual({
      ...{ signed: 0, recorded: 0, explained: 0 },
      ...{ unexplained: 0, missing: 2 },
    });
    expect(journalFinding(counts).says).toContain("not in the journal");
  });
});

test("what is signed while it is compared is no alarm", async () => {
  const before = await bookOf(world.signer);
  const last = await world.journal.count();
  expectOk(await approveAndIssue(world, await submit()));
  let asked = 0;
  const book: SignatureBook = {
    counters: async () => ({ ok: true, value: { keys: before } }),
    digests: async (of) => {
      const all = expectOk(await world.signer.digests(of)).signed;
      asked += 1;
      // The first reading ends where the journal ended then.
      const isFirst = asked <= 2 * before.length;
      return { ok: true, value: { signed: isFirst ? all.filter((line) => line.sequence <= last) : all } };
    },
  };
  const counts = await reconcile(book);
  expect(ofPurpose(counts, "certificate")).toMatchObject({ signed: 1, recorded: 1, missing: 0 });
  expect(isWell(counts)).toBe(true);
});

describe("checkpoints", () => {
  let key: string;
  beforeEach(async () => {
    key = await makeCheckpointKey(world);
  });
  const seal = async () => {
    const signed = expectOk(await askCheckpoint(world.signer, world.store, key));
    const note = await noteOf(world, key, signed);
    const { tree } = expectOk(await world.signer.remembered());
    return { note, ...tree } as { note: string; origin: string; size: number; root: Digest; key: string };
  };
  const record = async (body: Awaited<ReturnType<typeof seal>>) =>
    expectOk(
      await handle(world.ports, seals, SEALS, newWork(OPERATOR, randomUUID(), {}, null), { type: "Seal", ...body }),
    );

  test("that were recorded are, and one that was signed only is explained by the tree that the ledger had", async () => {
    await record(await seal());
    await seal();
    expect(ofPurpose(await reconcile(), "checkpoint", key)).toEqual({
      ...{ signed: 2, recorded: 1, explained: 1 },
      ...{ unexplained: 0, missing: 0 },
    });
  });

  test("of a tree that the ledger never had are an alarm, and so are those of another origin", async () => {
    const { origin, size } = await seal();
    const { root } = await treeOver(world.store);
    for (const text of [
      checkpointText({ origin, size, root: sha256(utf8("fork")) }),
      checkpointText({ origin: "test/other", size, root: fromBase64url(root()) ?? new Uint8Array() }),
    ])
      await rogue("checkpoint", key, text);
    expect(ofPurpose(await reconcile(), "checkpoint", key)).toMatchObject({ explained: 1, unexplained: 2 });
  });

  test("that are recorded and were not signed are an alarm", async () => {
    const sealed = await seal();
    await record({ ...sealed, size: sealed.size + 1 });
    expect(ofPurpose(await reconcile(), "checkpoint", key)).toMatchObject({ missing: 1 });
  });
});
