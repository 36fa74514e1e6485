/**
 * What a witness says of a checkpoint: that it saw it at a time, and never a smaller or another tree since.
 * c2sp.org/tlog-cosignature
 */
import { concat, utf8 } from "../kernel/bytes.ts";
import { verifySignature } from "../kernel/digest.ts";
import { ed25519Spki, type Note, type NoteKey, type NoteSignature, noteKeyId, signaturesBy } from "./note.ts";

const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** What is signed: `text` is the note's, without any signature; `time` in seconds since 1970. */
export const cosignedMessage = (text: string, time: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${time}\n${text}`);

const timeOctets = (time: number): Uint8Array => {
  const out = new Uint8Array(TIME_BYTES);
  new DataView(out.buffer).setBigUint64(0, BigInt(time));
  return out;
};

/** The line's content: time and signature, under the witness's name and key. */
export const cosignature = (key: NoteKey, time: number, signature: Uint8Array): NoteSignature => ({
  name: key.name,
  id: noteKeyId(key),
  signature: concat([timeOctets(time), signature]),
});

/** When this witness cosigned this note, in seconds since 1970; undefined when it did not. The latest, if several times. */
export const cosignedAt = (note: Note, key: NoteKey): number | undefined => {
  if (key.kind !== "cosignature") return undefined;
  const times = signaturesBy(note, key).flatMap((bytes) => {
    if (bytes.length !== TIME_BYTES + SIGNATURE_BYTES) return [];
    const time = Number(new DataView(bytes.buffer, bytes.byteOffset, TIME_BYTES).getBigUint64(0));
    if (!Number.isSafeInteger(time)) return [];
    const signature = bytes.subarray(TIME_BYTES);
    return verifySignature(ed25519Spki(key.key), cosignedMessage(note.text, time), signature) ? [time] : [];
  });
  return times.length === 0 ? undefined : Math.max(...times);
};
