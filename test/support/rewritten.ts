/**
 * A sealed ledger on disk and copies of its file, for whoever administers it to do with as they like; and everybody who may
 * notice, asked one after the other.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { verifyBundleAt } from "../../adapters/bundle/verify.ts";
import { openMemoryReadStore } from "../../adapters/memory/read-store.ts";
import { openMemoryTileStore } from "../../adapters/memory/tile-store.ts";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import type { DomainEvent } from "../../domain/catalogue.ts";
import { equalBytes, toBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { LEDGER as LEDGER_STREAM } from "../../domain/kernel/stream.ts";
import type { BlobStore } from "../../domain/ports/blob-store.ts";
import type { EventStore, Recorded } from "../../domain/ports/event-store.ts";
import { TileFault, type TileStore } from "../../domain/ports/tile-store.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { governanceReader } from "../../domain/process/governance-reader.ts";
import { sealingKeyId } from "../../domain/process/seal/sealing-key.ts";
import { signingService } from "../../domain/process/signing/service.ts";
import { checkpointText, ledgerOrigin } from "../../domain/transparency/checkpoint.ts";
import { eventLeafHash } from "../../domain/transparency/leaf.ts";
import { growing } from "../../domain/transparency/merkle.ts";
import { formatNote, formatVerifierKey, noteKeyId, noteKeyOf } from "../../domain/transparency/note.ts";
import { projections } from "../../projections/all.ts";
import { queriesOver } from "../../projections/queries.ts";
import { projectionRunner } from "../../projections/runner.ts";
import { exportTo, issueOne, publishLists } from "./bundle.ts";
import { forge } from "./forge.ts";
import { withSealing } from "./sealing.ts";
import { LEDGER, makeWorldOn, type World, withHierarchy } from "./world.ts";

/** An event that anybody may cause. */
export const refused = (since: Instant): DomainEvent => ({
  type: "AttemptsRefused",
  body: { code: "caller.unauthenticated", count: 1, since },
});

const AFTER = "guard-after";

type LedgerFile = World<EventStore>;

const TRIGGERS = [
  "event_never_updated",
  "event_never_deleted",
  "event_only_appended",
  "stream_never_updated",
  "stream_never_deleted",
  "stream_only_added",
];

/** Rows of the ledger's table as its administrator has them. Positions begin with 1, indexes with 0. */
export const rowsOf = (path: string) => {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA synchronous = OFF; BEGIN");
  for (const trigger of TRIGGERS) db.exec(`DROP TRIGGER ${trigger}`);
  const move = (from: number, to: number): void =>
    void db.prepare("UPDATE event SET position = ? WHERE position = ?").run(to + 1, from + 1);
  return {
    read: (index: number): Uint8Array =>
      db.prepare("SELECT bytes FROM event WHERE position = ?").get(index + 1)?.bytes as Uint8Array,
    write: (index: number, bytes: Uint8Array): void =>
      void db.prepare("UPDATE event SET bytes = ? WHERE position = ?").run(bytes, index + 1),
    /** Takes it out, and closes the hole. */
    remove: (index: number): void => {
      db.prepare("DELETE FROM event WHERE position = ?").run(index + 1);
      db.prepare("UPDATE event SET position = -position WHERE position > ?").run(index + 1);
      db.exec("UPDATE event SET position = -position - 1 WHERE position < 0");
    },
    /** Puts the last event before the one at `index`. */
    lastTo: (index: number): void => {
      const last = Number(db.prepare("SELECT max(position) AS n FROM event").get()?.n) - 1;
      move(last, -10_000_000);
      db.prepare("UPDATE event SET position = -position WHERE position > ?").run(index);
      db.exec("UPDATE event SET position = 1 - position WHERE position < 0 AND position > -1000000");
      move(-10_000_000, index);
    },
    exchange: (a: number, b: number): void => {
      move(a, -10_000_000);
      move(b, a);
      move(-10_000_000, b);
    },
    cut: (from: number): void => void db.prepare("DELETE FROM event WHERE position > ?").run(from),
    close: (): void => {
      db.exec("COMMIT");
      db.close();
    },
  };
};

export type Rows = ReturnType<typeof rowsOf>;

/** What whoever reads it says; undefined of who says that nothing is wrong. */
export type Read = {
  /** `ledger check`: the index that it names first, and why. */
  readonly check: string | undefined;
  /** The verifier of a bundle that was made of it, with one key; and with a checkpoint too that an auditor kept. */
  readonly bundle: string | undefined;
  readonly since: string | undefined;
};

/** What a sealer says that starts over it: with its tiles, and where it has to make them again. */
export type SealedOver = { readonly goesOn: string | undefined; readonly rebuilt: string | undefined };

export const makeRewritable = async () => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-attack-"));
  const path = join(directory, "ledger.sqlite");
  const store = await openSqliteEventStore({ path });
  const world = await withHierarchy(await makeWorldOn<EventStore>(store));
  let copies = 0;
  /** The file as it is now. */
  const copy = (from = path): string => {
    const to = join(directory, `copy-${copies++}.sqlite`);
    const db = new DatabaseSync(from, { readOnly: true });
    db.exec(`VACUUM INTO '${to}'`);
    db.close();
    return to;
  };
  const sealing = withSealing(world);
  const sealed = { ...world, ports: sealing.ports } as unknown as World;
  await issueOne(sealed);
  await publishLists(sealed);
  await sealing.settled();
  const backup = copy();
  await issueOne(sealed);
  await publishLists(sealed);
  await sealing.settled();
  expectOk(await sealing.stop());
  const since = (await sealing.ports.prover.newest())?.note ?? "";
  const events = await store.readAll("start", 100_000);
  const genesis = envelopeDigest(events[0]?.bytes ?? new Uint8Array());
  const key = sealingKeyId(genesis);
  const origin = ledgerOrigin(LEDGER, genesis);
  const spki = expectOk(await world.signer.generateKey({ key })).spki;
  const noteKey = noteKeyOf(origin, new Uint8Array(Buffer.from(spki, "base64url")));

  /** The ledger as whoever starts a server over this file has it: a signer that remembers, and read models made anew. */
  const openAt = async (file: string): Promise<LedgerFile> => {
    const shown = await openSqliteEventStore({ path: file });
    const runner = projectionRunner({ store: shown, readStore: openMemoryReadStore(), projections });
    const signer = signingService({ ...world, ...scratchMemory(), store: shown, genesis });
    const governance = governanceReader(shown, { isProven: false });
    const ports = { ...world.ports, store: shown, signer, governance, queries: queriesOver(runner) };
    return { ...world, store: shown, runner, signer, ports };
  };

  /** What the signer remembers is not changed by what is tried. */
  const scratchMemory = (): Pick<LedgerFile, "journal" | "module"> => {
    const pins = new Map<string, string>();
    const values = new Map<string, Uint8Array>();
    const { journal, module } = world;
    const pinned = async (name: string) => pins.get(name) ?? journal.pinned(name);
    return {
      journal: {
        ...journal,
        pinned,
        pin: async (name, before, after) => {
          if ((await pinned(name)) !== before) return false;
          pins.set(name, after);
          return true;
        },
      },
      module: {
        ...module,
        recall: async (name) => values.get(name) ?? module.recall(name),
        remember: async (name, value) => void values.set(name, value),
      },
    };
  };

  /** Nor are the tiles that lie there. */
  const scratchTiles = (): TileStore => {
    const own = openMemoryTileStore();
    return {
      ...own,
      get: async (path) => (await own.get(path)) ?? sealing.tiles.get(path),
      put: async (path, bytes) => {
        const had = await sealing.tiles.get(path);
        if (had === undefined) return own.put(path, bytes);
        if (!equalBytes(had, bytes)) throw new TileFault("tiles.conflict");
      },
    };
  };

  const sealOver = async (file: string, tiles: TileStore): Promise<string | undefined> => {
    const opened = await openAt(file);
    // Whatever was done, life goes on: there is something to seal.
    await forge(opened, AFTER, [refused(opened.clock.now())]);
    const running = withSealing(opened, { tiles, behindMs: 20, patienceMs: 2_000 });
    const ended = running.stopped.then(
      (r) => (r.ok ? undefined : r.error.code),
      (error: unknown) => String((error as { code?: unknown }).code ?? error),
    );
    const said = await Promise.race([
      ended,
      running.settled().then(
        () => undefined,
        () => ended,
      ),
    ]);
    await running.stop().catch(() => undefined);
    await opened.store.close();
    return said;
  };

  const verdictOf = (bundle: string, kept?: string): string | undefined => {
    const sinceFile = join(directory, "since.txt");
    writeFileSync(sinceFile, kept ?? "");
    const { faults } = verifyBundleAt(bundle, {
      key: formatVerifierKey(noteKey),
      since: kept === undefined ? undefined : sinceFile,
    });
    const [fault] = faults.filter((f) => f.index === null).concat(faults);
    return fault?.what;
  };

  return {
    world,
    events,
    since,
    backup,
    genesis,
    key,
    noteKey,
    tiles: sealing.tiles,
    copy,
    openAt,
    /** A seal over all that stands there, signed by the ledger's own key in the module, past the signer. */
    sealStolen: async (file: string): Promise<string> => {
      const opened = await openAt(file);
      const all = await opened.store.readAll("start", 100_000);
      const tree = growing();
      for (const [index, { bytes }] of all.entries()) tree.push(eventLeafHash(index, bytes));
      const text = checkpointText({ origin, size: all.length, root: tree.root() });
      const signature = await world.module.sign(key, utf8(text), "ed25519");
      const note = formatNote({ text, signatures: [{ name: origin, id: noteKeyId(noteKey), signature }] });
      const body = { key, origin, size: all.length, root: toBase64url(tree.root()) as never, note };
      await forge(opened, LEDGER_STREAM, [{ type: "LedgerSealed", body }]);
      await opened.store.close();
      return note;
    },
    read: async (file: string, blobs: BlobStore = world.ports.blobs): Promise<Read> => {
      const shown = await openSqliteEventStore({ path: file, readOnly: true });
      try {
        const [finding] = (await checkLedger(shown)).findings;
        const bundle = mkdtempSync(join(directory, "bundle-"));
        const exported = await exportTo({ ports: { ...world.ports, blobs, store: shown } }, bundle);
        const isThere = exported.is === "exported";
        return {
          check: finding && `${finding.index}: ${finding.what}`,
          bundle: isThere ? verdictOf(bundle) : exported.is,
          since: isThere ? verdictOf(bundle, since) : exported.is,
        };
      } finally {
        await shown.close();
      }
    },
    seal: async (file: string): Promise<SealedOver> => ({
      goesOn: await sealOver(copy(file), scratchTiles()),
      rebuilt: await sealOver(copy(file), openMemoryTileStore()),
    }),
    indexOf: (is: (event: Recorded) => boolean): number => events.findLastIndex(is),
    close: async (): Promise<void> => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

export type Rewritable = Awaited<ReturnType<typeof makeRewritable>>;
