/**
 * Somebody who took over the API's process of a real home. They hold what it holds: its end of the channel to the signer,
 * its tokens, its vault, and the ledger's file, whose triggers they drop first. They hold no officer's private key and no
 * PIN, and the signer's own directory is closed to them.
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { silentLog } from "../../adapters/log/log.ts";
import { type Identity, readIdentity } from "../../adapters/signer-socket/identity.ts";
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { type Envelope, envelopeDigest } from "../../domain/kernel/envelope.ts";
import { compose } from "../../http/compose.ts";
import { readServerConfig, type SignerAddressParts, signerAddress } from "../../http/config.ts";
import { type RawPeer, rawPeer } from "../adapters/signer-socket/channel.ts";
import type { Home } from "./server.ts";
import type { Ground } from "./world.ts";

export type LedgerFile = {
  /** Removes a stream's events from a revision on; the whole of it when none is given. */
  readonly cut: (stream: string, from?: number) => void;
  /** Writes a stream anew from changed events, chained as if it had always been so. */
  readonly rewrite: (stream: string, change: (event: Envelope) => Envelope) => void;
  /** From now on each reading of a stream's first event gives one of these, by chance. */
  readonly flicker: (stream: string, versions: readonly Uint8Array[]) => void;
  /** The first event of a stream, as it stands there. */
  readonly first: (stream: string) => Uint8Array;
  /** Does something to the file, and leaves it as it was. */
  readonly during: <T>(attempt: () => Promise<T>) => Promise<T>;
  readonly close: () => void;
};

const openFile = (path: string): LedgerFile => {
  const db = new DatabaseSync(path, { timeout: 10_000 });
  for (const { name } of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all())
    db.exec(`DROP TRIGGER ${name}`);
  const idOf = (stream: string): number =>
    Number(db.prepare("SELECT id FROM stream WHERE name = ?").get(stream)?.id ?? -1);
  const rowsOf = (stream: string) =>
    db.prepare("SELECT position, bytes FROM event WHERE stream = ? ORDER BY revision").all(idOf(stream)) as {
      position: number;
      bytes: Uint8Array;
    }[];
  const first = (stream: string): Uint8Array => {
    const [row] = rowsOf(stream);
    if (row === undefined) throw new TypeError("no such stream");
    return new Uint8Array(row.bytes);
  };
  return {
    first,
    cut: (stream, from = 0) =>
      void db.prepare("DELETE FROM event WHERE stream = ? AND revision >= ?").run(idOf(stream), from),
    rewrite: (stream, change) => {
      let prev: string | null = null;
      for (const { position, bytes } of rowsOf(stream)) {
        const event = JSON.parse(new TextDecoder().decode(bytes)) as Envelope;
        const written = canonicalJson({ ...change(event), prev });
        prev = envelopeDigest(written);
        db.prepare("UPDATE event SET bytes = ? WHERE position = ?").run(written, position);
      }
    },
    flicker: (stream, versions) => {
      const id = idOf(stream);
      db.exec("ALTER TABLE event RENAME TO what_was; CREATE TABLE version (bytes BLOB) STRICT");
      for (const bytes of versions) db.prepare("INSERT INTO version VALUES (?)").run(bytes);
      db.exec(`CREATE VIEW event AS SELECT position, stream, revision, id, type, CASE
        WHEN stream = ${id} AND revision = 0 THEN (SELECT bytes FROM version ORDER BY random() LIMIT 1)
        ELSE bytes END AS bytes FROM what_was`);
    },
    during: async (attempt) => {
      const events = db.prepare("SELECT * FROM event").all();
      const streams = db.prepare("SELECT * FROM stream").all();
      try {
        return await attempt();
      } finally {
        if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'what_was'").get() !== undefined)
          db.exec("DROP VIEW event; DROP TABLE version; ALTER TABLE what_was RENAME TO event");
        db.exec("BEGIN IMMEDIATE; DELETE FROM event; DELETE FROM stream");
        for (const s of streams) db.prepare("INSERT INTO stream VALUES (?, ?)").run(...(Object.values(s) as never[]));
        for (const e of events)
          db.prepare("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)").run(...(Object.values(e) as never[]));
        db.exec("COMMIT");
      }
    },
    close: () => db.close(),
  };
};

export type Intruder = {
  readonly ground: Ground;
  readonly file: LedgerFile;
  readonly identity: Identity;
  readonly address: SignerAddressParts;
  /** Speaks to the signer by hand. */
  readonly peer: () => Promise<RawPeer>;
  readonly close: () => Promise<void>;
};

/** `home.alice` and `home.bob` stand for the officers themselves, who do what a test says that they do. */
export const openIntruder = async (home: Home): Promise<Intruder> => {
  const config = readServerConfig(home.path);
  const { ports, runner, close } = await compose(config, silentLog);
  const { store, signer, clock } = ports;
  const journal = new DatabaseSync(join(home.path, "signer/journal.sqlite"), { readOnly: true });
  const certificates = journal.prepare("SELECT count(*) AS n FROM signature WHERE purpose = 'certificate'");
  const file = openFile(home.file);
  const identity = readIdentity(join(home.path, "api"));
  const address = signerAddress(home.path, config.signer.address);
  return {
    ground: {
      ports,
      store,
      signer,
      clock,
      runner,
      alice: home.alice,
      bob: home.bob,
      // Not the intruder's eyes but the test's: what the signer wrote down.
      journal: { count: async () => Number(certificates.get()?.n) },
    },
    file,
    identity,
    address,
    peer: () => rawPeer(address, identity),
    close: async () => {
      file.close();
      journal.close();
      await close();
    },
  };
};
