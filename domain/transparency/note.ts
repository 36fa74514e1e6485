/**
 * Signed notes: a text, an empty line, and a line for each who signed it. c2sp.org/signed-note
 *
 * A line is `— NAME BASE64`, where the base64 is four octets that name the key (a hint, no proof) and the signature.
 */
import { concat, equalBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from "../kernel/bytes.ts";
import { sha256, verifySignature } from "../kernel/digest.ts";

/** Kinds of key by the octet that says so. c2sp.org/signed-note, c2sp.org/tlog-cosignature */
export const NOTE_KEY = { ed25519: 1, ecdsa: 2, cosignature: 4 } as const;
export type NoteKeyKind = keyof typeof NOTE_KEY;

/** Who may sign a note: a name, a kind, and a public key (Ed25519: 32 octets; ECDSA: SubjectPublicKeyInfo, DER). */
export type NoteKey = { readonly name: string; readonly kind: NoteKeyKind; readonly key: Uint8Array };

export type NoteSignature = { readonly name: string; readonly id: Uint8Array; readonly signature: Uint8Array };
export type Note = {
  /** What was signed, its last newline with it. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
};

/** Larger than any note that means well. */
export const MAX_NOTE_BYTES = 64 * 1024;
const MAX_SIGNATURES = 64;
const ID_BYTES = 4;
const ED25519_BYTES = 32;

/** Names have neither spaces nor a plus sign: both end them somewhere. */
const NAME = /^[^\s+\p{Cc}]{1,200}$/u;
export const isNoteName = (name: string): boolean => NAME.test(name) && name.isWellFormed();

/** The four octets that name a key: the beginning of SHA-256(name ‖ 0A ‖ kind ‖ key). */
export const noteKeyId = ({ name, kind, key }: NoteKey): Uint8Array =>
  sha256(concat([utf8(`${name}\n`), new Uint8Array([NOTE_KEY[kind]]), key])).slice(0, ID_BYTES);

/** A key as text, `NAME+HEX+BASE64`: what is pinned, printed, and written on paper. */
export const formatVerifierKey = (key: NoteKey): string =>
  `${key.name}+${toHex(noteKeyId(key))}+${toBase64(concat([new Uint8Array([NOTE_KEY[key.kind]]), key.key]))}`;

/** The key that such a text names; undefined when it is none, or its octets do not match it. */
export const parseVerifierKey = (text: string): NoteKey | undefined => {
  const [, name, id, packed] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text) ?? [];
  const bytes = packed === undefined ? undefined : fromBase64(packed);
  if (name === undefined || id === undefined || bytes === undefined || !isNoteName(name)) return undefined;
  const kind = (Object.keys(NOTE_KEY) as NoteKeyKind[]).find((k) => NOTE_KEY[k] === bytes[0]);
  const key = bytes.slice(1);
  if (kind === undefined || (kind !== "ecdsa" && key.length !== ED25519_BYTES)) return undefined;
  const named = { name, kind, key };
  return equalBytes(noteKeyId(named), fromHex(id) ?? new Uint8Array()) ? named : undefined;
};

/** SubjectPublicKeyInfo of an Ed25519 key but for the key's 32 octets. RFC 8410 §4 */
const ED25519_SPKI = new Uint8Array([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]);

export const ed25519Spki = (key: Uint8Array): Uint8Array => concat([ED25519_SPKI, key]);

/** The 32 octets of an Ed25519 key; undefined for any other kind. */
export const ed25519Key = (spki: Uint8Array): Uint8Array | undefined =>
  spki.length === ED25519_SPKI.length + ED25519_BYTES && equalBytes(spki.subarray(0, ED25519_SPKI.length), ED25519_SPKI)
    ? spki.slice(ED25519_SPKI.length)
    : undefined;

/** A key of a module, under the name that its notes bear. */
export const noteKeyOf = (name: string, spki: Uint8Array): NoteKey => {
  const key = ed25519Key(spki);
  return key === undefined ? { name, kind: "ecdsa", key: spki } : { name, kind: "ed25519", key };
};

export const signatureLine = ({ name, id, signature }: NoteSignature): string =>
  `\u2014 ${name} ${toBase64(concat([id, signature]))}`;

export const formatNote = ({ text, signatures }: Note): string =>
  `${text}\n${signatures.map((s) => `${signatureLine(s)}\n`).join("")}`;

/** One line of a note that signs it; undefined when it is none. */
export const parseSignatureLine = (line: string): NoteSignature | undefined => {
  const [, name, packed] = /^\u2014 ([^ ]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
  const bytes = packed === undefined ? undefined : fromBase64(packed);
  if (name === undefined || bytes === undefined || !isNoteName(name) || bytes.length <= ID_BYTES) return undefined;
  return { name, id: bytes.slice(0, ID_BYTES), signature: bytes.slice(ID_BYTES) };
};

const HAS_CONTROL = /(?!\n)\p{Cc}/u;

/** Reads a note; undefined when it is none. Says nothing about who signed it. */
export const parseNote = (note: string): Note | undefined => {
  if (note.length > MAX_NOTE_BYTES || !note.isWellFormed() || HAS_CONTROL.test(note)) return undefined;
  const at = note.lastIndexOf("\n\n");
  if (at < 0 || !note.endsWith("\n")) return undefined;
  const lines = note.slice(at + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) return undefined;
  const signatures = lines.map(parseSignatureLine);
  return signatures.every((s) => s !== undefined) ? { text: note.slice(0, at + 1), signatures } : undefined;
};

/** What of a note `key` may have signed: by name and the four octets. */
export const signaturesBy = ({ signatures }: Note, key: NoteKey): readonly Uint8Array[] => {
  const id = noteKeyId(key);
  return signatures.filter((s) => s.name === key.name && equalBytes(s.id, id)).map((s) => s.signature);
};

/** Whether `key` (of a log, not of a witness) signed this note. */
export const isSignedBy = (note: Note, key: NoteKey): boolean => {
  if (key.kind === "cosignature") return false;
  const spki = key.kind === "ed25519" ? ed25519Spki(key.key) : key.key;
  return signaturesBy(note, key).some((signature) => verifySignature(spki, utf8(note.text), signature));
};
