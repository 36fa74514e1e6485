/**
 * A bundle of as many events as wanted, written as it is made: one real issuance, said again for other requests and serials,
 * 64 of them in flight, and sealed every now and then. Bytes, links, tree, seals and files hold; what the officers signed is
 * the first request's, so that a replay of every rule finds a fault an issuance.
 */
import { randomUUID, sign } from "node:crypto";
import { fileWriter, type Written, writeWhole } from "../../adapters/bundle/files.ts";
import { currentVersion } from "../../domain/catalogue.ts";
import { toBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { type Envelope, encodeEnvelope, envelopeDigest } from "../../domain/kernel/envelope.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { LEDGER as LEDGER_STREAM } from "../../domain/kernel/stream.ts";
import type { Recorded } from "../../domain/ports/event-store.ts";
import { checkpointText, ledgerOrigin } from "../../domain/transparency/checkpoint.ts";
import { leafHashOf } from "../../domain/transparency/leaf.ts";
import { CHECKPOINT, EVENTS_PER_FILE, eventsPath, MANIFEST } from "../../domain/transparency/manifest.ts";
import { growing } from "../../domain/transparency/merkle.ts";
import { formatNote, formatVerifierKey, noteKeyId, noteKeyOf } from "../../domain/transparency/note.ts";
import { makeSealingKey } from "../support/sealed.ts";
import { issuanceIn, issuanceMaker } from "./issuances.ts";

const LANES = 64;
const EVENTS_A_SEAL = 10_000;
const NEWLINE = utf8("\n");

/** The events of issuances without end, as many at a time as there are lanes. */
function* issuancesInLanes(history: readonly Recorded[]): Generator<Uint8Array> {
  const make = issuanceMaker(issuanceIn(history));
  const eventsOf = (): readonly Uint8Array[] => make().flatMap((a) => a.events.map((e) => e.bytes));
  const lanes = Array.from({ length: LANES }, () => ({ events: eventsOf(), next: 0 }));
  for (let turn = 0; ; turn++) {
    const lane = lanes[turn % LANES] as (typeof lanes)[number];
    if (lane.next === lane.events.length) [lane.events, lane.next] = [eventsOf(), 0];
    yield lane.events[lane.next++] as Uint8Array;
  }
}

/** Returns the key that verifies it. `history`: a ledger in which a certificate was issued, and nothing was sealed. */
export const writeLargeBundle = (
  directory: string,
  { ledger, history, events }: { ledger: string; history: readonly Recorded[]; events: number },
): string => {
  const key = makeSealingKey();
  const genesis = envelopeDigest(history[0]?.bytes ?? new Uint8Array());
  const origin = ledgerOrigin(ledger, genesis, 0);
  const noteKey = noteKeyOf(origin, key.spki);
  const tree = growing();
  const written: Written[] = [];
  let writer = fileWriter(directory, eventsPath(0));
  let seal = { revision: -1, digest: null as string | null };

  const add = (bytes: Uint8Array): void => {
    const place = tree.size() / EVENTS_PER_FILE;
    if (place > 0 && Number.isInteger(place)) {
      written.push(writer.finish());
      writer = fileWriter(directory, eventsPath(place));
    }
    writer.write(bytes);
    writer.write(NEWLINE);
    tree.push(leafHashOf(tree.size(), envelopeDigest(bytes)));
  };
  const sealNote = () => {
    const [size, root] = [tree.size(), tree.root()];
    const text = checkpointText({ origin, size, root });
    const signature = new Uint8Array(sign(null, utf8(text), key.privateKey));
    const note = formatNote({ text, signatures: [{ name: origin, id: noteKeyId(noteKey), signature }] });
    return { key: key.id, origin, size, root: toBase64url(root), note };
  };
  const addSeal = (): void => {
    const id = randomUUID();
    const bytes = encodeEnvelope({
      v: currentVersion(LEDGER_STREAM, "LedgerSealed"),
      stream: LEDGER_STREAM,
      revision: seal.revision + 1,
      id: randomUUID(),
      type: "LedgerSealed",
      command: { id, digest: genesis },
      actor: "service:sealer",
      authentication: "process",
      at: "2027-01-01T00:00:00.000Z" as Instant,
      cause: null,
      correlation: id,
      basis: null,
      prev: seal.digest,
      body: sealNote(),
    } as Envelope);
    seal = { revision: seal.revision + 1, digest: envelopeDigest(bytes) };
    add(bytes);
  };

  for (const { bytes } of history) add(bytes);
  const issuances = issuancesInLanes(history);
  while (tree.size() < events) {
    add(issuances.next().value as Uint8Array);
    if (tree.size() % EVENTS_A_SEAL === 0) addSeal();
  }
  written.push(writer.finish());
  const { note, size } = sealNote();
  written.push(writeWhole(directory, CHECKPOINT, utf8(note)));
  const vkey = formatVerifierKey(noteKey);
  const first = { format: "cartulary-bundle-1", kind: "all", ledger, genesis, origin, key: vkey, first: 0 };
  writeWhole(
    directory,
    MANIFEST,
    utf8(JSON.stringify({ ...first, events: size, size, tool: "bench", files: written })),
  );
  return vkey;
};
