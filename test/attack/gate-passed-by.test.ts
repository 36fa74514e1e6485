/** No inclusion, no signature: whoever holds the server and its store shows the signer everything but the sealed ledger. */
import { generateKeyPairSync, sign } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { openSignatureJournal } from "../../adapters/signer-journal/journal.ts";
import { openSoftkeyModule } from "../../adapters/softkey/module.ts";
import type { Change } from "../../domain/governance/change.ts";
import { utf8 } from "../../domain/kernel/bytes.ts";
import { expectOk, type Result } from "../../domain/kernel/result.ts";
import { cosignature, cosignedMessage } from "../../domain/transparency/cosignature.ts";
import type { SealProof } from "../../domain/transparency/gate.ts";
import {
  formatNote,
  formatVerifierKey,
  type Note,
  noteKeyId,
  noteKeyOf,
  parseNote,
} from "../../domain/transparency/note.ts";
import { type Attacker, attackerOf } from "../support/attacker.ts";
import { assignRoles, govern } from "../support/govern.ts";
import { makeTestWitness, type TestWitness } from "../support/sealed.ts";
import { signerOver } from "../support/signing.ts";
import {
  type Asked,
  askCheckpoint,
  makeCheckpointKey,
  noteOf,
  prepareOnly,
  restsOn,
  sealOf,
  treeOver,
} from "../support/tree.ts";
import { approve, makeWorld, type World, withHierarchy } from "../support/world.ts";

const NEW = { pin: "x", mode: "development", warn: () => undefined } as const;

let world: World;
let attacker: Attacker;
let key: string;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  attacker = await attackerOf(world);
  key = await makeCheckpointKey(world);
});

const codeOf = (answer: Result<unknown>) => (answer.ok ? "signed" : answer.error.code);
/** Seals what stands there now. */
const seal = async (at?: number): Promise<string> =>
  noteOf(world, key, expectOk(await askCheckpoint(world.signer, world.store, key, at === undefined ? {} : { at })));

/** An approved request with its certificate prepared, and what the signer would be asked. */
const prepared = async (): Promise<{ readonly id: string; readonly asked: Asked }> => {
  const { id } = await attacker.submit();
  for (const officer of [world.alice, world.bob]) expectOk(await approve(world, id, officer));
  return { id, asked: await prepareOnly(world, id) };
};

/** A ledger in which everything is right, and its proof. */
const honest = async () => {
  const first = await seal();
  const { id, asked } = await prepared();
  const checkpoint = await seal();
  return { id, asked, first, checkpoint, seal: await sealOf(world, id, checkpoint) };
};

/** Signed, or refused and nothing signed on the way. */
const signs = async (asked: Asked, proof?: SealProof, signer = world.signer): Promise<string> => {
  const count = await world.journal.count();
  const answer = await signer.signCertificate(proof === undefined ? asked : { ...asked, seal: proof });
  if (!answer.ok) expect(await world.journal.count()).toBe(count);
  return codeOf(answer);
};

test("before the first seal a certificate is signed as ever", async () => {
  const { asked } = await prepared();
  expect(await signs(asked)).toBe("signed");
});

test("with the proof it is signed, and given again without", async () => {
  const { asked, seal: proof } = await honest();
  expect(await signs(asked, proof)).toBe("signed");
  expect(await signs(asked)).toBe("signed");
});

describe("once the ledger was sealed", () => {
  test("nothing is signed without a proof, whatever of it is put back", async () => {
    const { asked } = await honest();
    expect(await signs(asked)).toBe("seal.missing");
    const journal = openSignatureJournal({ path: ":memory:" });
    expect(await signs(asked, undefined, await signerOver(world, { journal }))).toBe("seal.missing");
    const silent = { ...world.module, recall: async () => undefined };
    expect(await signs(asked, undefined, await signerOver(world, { module: silent }))).toBe("seal.missing");
  });

  test("a certificate that was prepared after the seal is not in it", async () => {
    await seal();
    const { size } = await treeOver(world.store);
    const { id, asked } = await prepared();
    const old = await seal(size + 1);
    const proof = await sealOf(world, id, old);
    expect(await signs(asked, proof)).toBe("seal.unproven");
  });

  test.for([
    { name: "of the governance's head", at: 0 },
    { name: "of the request's last event", at: 1 },
    { name: "of the preparation", at: 2 },
  ])("the proof $name may not be of another event", async ({ at }) => {
    const { id, asked, seal: proof } = await honest();
    const tree = await treeOver(world.store);
    const index = (await restsOn(world, id, tree))[at] as number;
    for (const other of [index === 0 ? 1 : index - 1, index + 1 < tree.size ? index + 1 : 0]) {
      const inclusions = proof.inclusions.with(at, await tree.inclusion(other));
      expect(await signs(asked, { ...proof, inclusions })).toBe("seal.unproven");
    }
    const moved = proof.inclusions.with(at, {
      ...(proof.inclusions[at] as never as object),
      index: index + 1,
    } as never);
    expect(await signs(asked, { ...proof, inclusions: moved })).toBe("seal.unproven");
    expect(await signs(asked, { ...proof, inclusions: proof.inclusions.toSpliced(at, 1) })).toBe("seal.unproven");
    expect(await signs(asked, { ...proof, inclusions: [...proof.inclusions, ...proof.inclusions] })).toBe(
      "seal.unproven",
    );
    expect(await signs(asked, proof)).toBe("signed");
  });

  test("the proof of a certificate that was signed serves no other", async () => {
    const first = await honest();
    expect(await signs(first.asked, first.seal)).toBe("signed");
    const second = await prepared();
    await seal();
    expect(await signs(second.asked, first.seal)).toBe("seal.unproven");
  });

  test("rules that changed after the seal are not judged by until they are sealed too", async () => {
    const { id, asked, seal: proof } = await honest();
    await assignRoles(world, "service:other", ["requester"]);
    expect(await signs(asked, proof)).toBe("seal.unproven");
    expect(await signs(asked, await sealOf(world, id, await seal()))).toBe("signed");
  });
});

describe("a checkpoint", () => {
  const forged = async (change: (note: Note) => Note) => {
    const { asked, seal: proof } = await honest();
    const checkpoint = formatNote(change(parseNote(proof.checkpoint) as Note));
    // Another process: nothing is known from having signed it.
    return signs(asked, { ...proof, checkpoint }, await signerOver(world));
  };
  const stranger = generateKeyPairSync("ed25519");
  const spki = new Uint8Array(stranger.publicKey.export({ format: "der", type: "spki" }));

  test("is good in another process too", async () => {
    expect(await forged((note) => note)).toBe("signed");
  });

  test("of a stranger's key is none", async () => {
    const code = await forged(({ text, signatures: [own] }) => {
      const name = own?.name ?? "";
      const signature = new Uint8Array(sign(null, utf8(text), stranger.privateKey));
      return {
        text,
        signatures: [{ name, id: noteKeyId(noteKeyOf(name, spki)), signature }, { ...own, signature } as never],
      };
    });
    expect(code).toBe("seal.unproven");
  });

  test("of another origin is none", async () => {
    const code = await forged(({ text, signatures }) => ({
      text: text.replace("test/ledger", "test/ledgers"),
      signatures,
    }));
    expect(code).toBe("seal.unproven");
  });

  test("of before a gap that was accepted is none any more, though this process signed it", async () => {
    const { id, asked, checkpoint } = await honest();
    const { size } = await treeOver(world.store);
    const { key: _, ...known } = expectOk(await world.signer.remembered()).tree ?? { key: "" };
    const kept = { size: size - 1, root: (await treeOver(world.store)).root(size - 1) };
    await govern(world, { type: "AcceptGap", known, kept, reason: "restored" } as Change);
    await seal();
    expect(await signs(asked, await sealOf(world, id, checkpoint, { size: size + 1 }))).toBe("seal.unproven");
    expect(await signs(asked, await sealOf(world, id, await seal()))).toBe("signed");
  });

  test("of another size or root is none", async () => {
    const larger = await forged(({ text, signatures }) => ({ text: text.replace(/\n(\d+)\n/, "\n9$1\n"), signatures }));
    expect(larger).toBe("seal.unproven");
  });

  test.for(["", "no note", "a\n\n\u2014 a AAAA\n"])("that is none: %j", async (checkpoint) => {
    const { asked, seal: proof } = await honest();
    expect(await signs(asked, { ...proof, checkpoint })).toBe("seal.unproven");
  });

  test("that an authority's key signed is none", async () => {
    const { asked, seal: proof } = await honest();
    const [authority] = world.ports.queries.authorities();
    expect(await signs(asked, { ...proof, key: authority?.key ?? "" }, await signerOver(world))).toBe(
      "signer.not-authorised",
    );
  });

  test("of before is good with the proof that the newest grew out of it, and without where it was signed", async () => {
    const { id, asked, checkpoint, seal: proof } = await honest();
    const { size } = await treeOver(world.store);
    await prepared();
    await seal();
    const later = await treeOver(world.store);
    const restarted = await signerOver(world);
    expect(await signs(asked, proof, restarted)).toBe("seal.unproven");
    const consistency = await later.consistency(size);
    expect(await signs(asked, { ...proof, consistency: [...consistency].reverse() }, restarted)).toBe("seal.unproven");
    expect(await signs(asked, { ...proof, consistency }, restarted)).toBe("signed");
    const inclusions = (await sealOf(world, id, checkpoint, { size })).inclusions;
    const other = await prepared();
    await seal();
    expect(inclusions).toEqual(proof.inclusions);
    // Signed by this process, it needs no more: but what came after it is not in it.
    expect(await signs(other.asked, proof)).toBe("seal.unproven");
  });

  test("of before that this process signed needs no proof of its place", async () => {
    const { asked, seal: proof } = await honest();
    await prepared();
    await seal();
    expect(await signs(asked, proof)).toBe("signed");
  });

  test("that is newer than what is remembered is remembered from there on", async () => {
    const { asked, first, seal: proof } = await honest();
    const { size } = await treeOver(world.store);
    const former = Number(first.split("\n")[1]);
    const [module, journal] = [openSoftkeyModule(NEW), openSignatureJournal({ path: ":memory:" })];
    const signer = await signerOver(world, { journal, module: { ...module, sign: world.module.sign } });
    // Another signer of the same ledger, that saw the first seal and not the second.
    expect(codeOf(await askCheckpoint(signer, world.store, key, { at: former }))).toBe("signed");
    expect(await signs(asked, proof, signer)).toBe("seal.unproven");
    const consistency = await (await treeOver(world.store)).consistency(former, size);
    expect(await signs(asked, { ...proof, consistency }, signer)).toBe("signed");
    expect(expectOk(await signer.remembered()).tree?.size).toBe(size);
  });
});

describe("a ledger that was rewritten", () => {
  /** The same ledger, but the last events of it were never written. */
  const shrunken = async (size: number) => {
    const store = openMemoryEventStore();
    const rows = await world.store.readAll("start", 10_000);
    for (const row of rows.slice(0, size))
      await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
    return store;
  };

  test("shorter than it was is sealed no more, and nothing is signed on it", async () => {
    const { id, asked } = await prepared();
    const { size } = await treeOver(world.store);
    await assignRoles(world, "service:gone", ["requester"]);
    await seal();
    const store = await shrunken(size);
    const signer = await signerOver(world, { store, journal: openSignatureJournal({ path: ":memory:" }) });
    expect(codeOf(await askCheckpoint(signer, store, key, { from: 0 }))).toBe("signer.history-rewritten");
    const old = await noteOf(world, key, expectOk(await askCheckpoint(world.signer, world.store, key)));
    const there = { ...world, store };
    expect(await signs(asked, await sealOf(there, id, old), signer)).toBe("seal.unproven");
  });

  test("forked behind the seal grows into no tree that the signer takes", async () => {
    await assignRoles(world, "service:gone", ["requester"]);
    const { size } = await treeOver(world.store);
    await seal();
    const store = await shrunken(size - 1);
    const signer = await signerOver(world, { store, journal: openSignatureJournal({ path: ":memory:" }) });
    const fork = { ...world, store, ports: { ...world.ports, store, signer } };
    for (const name of ["service:a", "service:b"]) await assignRoles(fork, name, ["requester"]);
    for (const from of [0, size - 1, size])
      expect(codeOf(await askCheckpoint(signer, store, key, { from }))).toBe("seal.unproven");
    expect(codeOf(await askCheckpoint(signer, store, key, { at: size }))).toBe("signer.history-rewritten");
  });

  test("with a journal put back to before the first seal is found out by the module", async () => {
    const journal = openSignatureJournal({ path: ":memory:" });
    const { asked } = await honest();
    const signer = await signerOver(world, { journal });
    expect(codeOf(await askCheckpoint(signer, world.store, key, { at: 3, from: 0 }))).toBe("signer.history-rewritten");
    expect(await signs(asked, undefined, signer)).toBe("seal.missing");
  });
});

describe("where officers want witnesses", () => {
  const [one, two] = [makeTestWitness("w.example/one"), makeTestWitness("w.example/two")];
  const appoint = (quorum: number, gate = true) =>
    govern(world, {
      type: "AppointWitnesses",
      witnesses: [one, two].map((w) => ({ vkey: formatVerifierKey(w.key), url: "https://w.example/" })),
      quorum,
      gate,
    });
  const cosigned = (checkpoint: string, by: readonly TestWitness[], text?: string): string => {
    const note = parseNote(checkpoint) as Note;
    const lines = by.map((w) =>
      cosignature(
        w.key,
        1_790_000_000,
        new Uint8Array(sign(null, cosignedMessage(text ?? note.text, 1_790_000_000), w.privateKey)),
      ),
    );
    return formatNote({ ...note, signatures: [...note.signatures, ...lines] });
  };

  test("nothing is signed before the first seal either", async () => {
    await appoint(1);
    const { asked } = await prepared();
    expect(await signs(asked)).toBe("seal.missing");
  });

  test.for<{ name: string; by: () => readonly TestWitness[]; text?: string; code: string }>([
    { name: "none", by: () => [], code: "seal.unwitnessed" },
    { name: "one", by: () => [one], code: "seal.unwitnessed" },
    { name: "one twice", by: () => [one, one], code: "seal.unwitnessed" },
    { name: "one and a stranger", by: () => [one, makeTestWitness("w.example/two")], code: "seal.unwitnessed" },
    { name: "two over another text", by: () => [one, two], text: "x\n", code: "seal.unwitnessed" },
    { name: "two", by: () => [two, one], code: "signed" },
  ])("of a quorum of two, $name cosigned", async ({ by, text, code }) => {
    await appoint(2);
    const { asked, seal: proof } = await honest();
    expect(await signs(asked, { ...proof, checkpoint: cosigned(proof.checkpoint, by(), text) })).toBe(code);
  });

  test("and the signer is not to ask for them, it does not", async () => {
    await appoint(2, false);
    const { asked, seal: proof } = await honest();
    expect(await signs(asked, proof)).toBe("signed");
  });
});
