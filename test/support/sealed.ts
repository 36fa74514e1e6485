/** A ledger sealed by a key of its own, without sealer, module and tiles: what is signed is right all the same. */
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";

import { governance } from "../../domain/governance/decider.ts";
import { lastGap } from "../../domain/governance/witness.ts";
import { toBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { GOVERNANCE, LEDGER } from "../../domain/kernel/stream.ts";
import type { Recorded } from "../../domain/ports/event-store.ts";
import { handle, type LedgerPorts, newWork } from "../../domain/process/handle.ts";
import { loadState } from "../../domain/process/ledger.ts";
import { checkpointText, ledgerOrigin } from "../../domain/transparency/checkpoint.ts";
import { cosignature, cosignedMessage } from "../../domain/transparency/cosignature.ts";
import { seals } from "../../domain/transparency/decider.ts";
import { eventLeafHash, isLedgerStream } from "../../domain/transparency/leaf.ts";
import { growing } from "../../domain/transparency/merkle.ts";
import { formatNote, type NoteKey, noteKeyId, noteKeyOf, signatureLine } from "../../domain/transparency/note.ts";

const SEALER = { actor: "service:sealer", authentication: "process" };
export const SEALING_KEY = "5ea1".repeat(8);

export type SealingKey = { readonly id: string; readonly spki: Uint8Array; readonly privateKey: KeyObject };

/** Ed25519; the same id every time unless one is given. */
export const makeSealingKey = (id: string = SEALING_KEY): SealingKey => {
  const pair = generateKeyPairSync("ed25519");
  const spki = new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }));
  return { id, spki, privateKey: pair.privateKey };
};

export type TestWitness = { readonly key: NoteKey; readonly privateKey: KeyObject };
export const makeTestWitness = (name: string): TestWitness => {
  const pair = generateKeyPairSync("ed25519");
  const spki = new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }));
  return { key: { name, kind: "cosignature", key: spki.slice(-32) }, privateKey: pair.privateKey };
};

/** The ledger's events in their order, those that are counted. */
export const ledgerEventsOf = async ({ store }: Pick<LedgerPorts, "store">): Promise<readonly Recorded[]> =>
  (await store.readAll("start", 1_000_000)).filter(({ stream }) => isLedgerStream(stream));

/** Seals everything that stands there now, and has it cosigned. Returns the note, cosignatures and all. */
export const sealNow = async (
  ports: LedgerPorts,
  ledger: string,
  key: SealingKey,
  witnesses: readonly TestWitness[] = [],
): Promise<string> => {
  const events = await ledgerEventsOf(ports);
  const tree = growing();
  for (const [index, { bytes }] of events.entries()) tree.push(eventLeafHash(index, bytes));
  const genesis = envelopeDigest(events[0]?.bytes ?? new Uint8Array());
  const governed = await loadState(ports.store, governance, GOVERNANCE);
  const gap = governed.at === "founded" ? lastGap(governed) : 0;
  const [size, root, origin] = [events.length, tree.root(), ledgerOrigin(ledger, genesis, gap)];
  const text = checkpointText({ origin, size, root });
  const signed = new Uint8Array(sign(null, utf8(text), key.privateKey));
  const own = { name: origin, id: noteKeyId(noteKeyOf(origin, key.spki)), signature: signed };
  const note = formatNote({ text, signatures: [own] });
  const work = () => newWork(SEALER, randomUUID(), { size, at: randomUUID() }, null);
  const body = { key: key.id, origin, size, root: toBase64url(root) as never, note };
  expectOk(await handle(ports, seals, LEDGER, work(), { type: "Seal", ...body }));
  const time = Math.floor(Date.parse(ports.clock.now()) / 1000);
  const lines = witnesses.map((w) =>
    cosignature(w.key, time, new Uint8Array(sign(null, cosignedMessage(text, time), w.privateKey))),
  );
  for (const line of lines)
    expectOk(
      await handle(ports, seals, LEDGER, work(), {
        type: "RecordWitness",
        origin,
        size,
        witness: line.name,
        cosignature: signatureLine(line),
      }),
    );
  return formatNote({ text, signatures: [own, ...lines] });
};
