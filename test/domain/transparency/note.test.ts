import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { concat, fromBase64, fromHex, toBase64, utf8 } from "../../../domain/kernel/bytes.ts";
import { checkpointText, ledgerOrigin, parseCheckpoint } from "../../../domain/transparency/checkpoint.ts";
import { cosignature, cosignedAt, cosignedMessage } from "../../../domain/transparency/cosignature.ts";
import {
  formatNote,
  formatVerifierKey,
  isSignedBy,
  type NoteKey,
  noteKeyId,
  noteKeyOf,
  parseNote,
  parseSignatureLine,
  parseVerifierKey,
  signatureLine,
} from "../../../domain/transparency/note.ts";

/** Made by another implementation: Ed25519 seed 00..1f, the usual eight leaves. */
const ORIGIN = "ca.example/ledger/1";
const VKEY = "ca.example/ledger/1+767aa621+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
const TEXT = `${ORIGIN}\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n`;
const LINE =
  "\u2014 ca.example/ledger/1 dnqmIW5uhvv9lXmyIXFaYEniUaVOuGVp4IHr0Dq5CWV8kORIuo1NeBWhxNPmo2v+rDJ2Rab7fgajZQuZqtDZH1I/1go=";
const NOTE = `${TEXT}\n${LINE}\n`;
const SEED = Uint8Array.from({ length: 32 }, (_, i) => i);
const PKCS8 = Buffer.from(concat([fromHex("302e020100300506032b657004220420") ?? SEED, SEED]));
const PRIVATE = createPrivateKey({ key: PKCS8, format: "der", type: "pkcs8" });

const key = (text: string): NoteKey => {
  const parsed = parseVerifierKey(text);
  if (parsed === undefined) throw new TypeError("no key");
  return parsed;
};
const note = (text: string) => {
  const parsed = parseNote(text);
  if (parsed === undefined) throw new TypeError("no note");
  return parsed;
};
const publicKeyOf = (pair: { publicKey: KeyObject }): Uint8Array =>
  new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }));

describe("a note of another implementation", () => {
  test("is read, verified, and written again octet for octet", () => {
    expect(note(NOTE).text).toBe(TEXT);
    expect(isSignedBy(note(NOTE), key(VKEY))).toBe(true);
    expect(formatNote(note(NOTE))).toBe(NOTE);
    expect(formatVerifierKey(key(VKEY))).toBe(VKEY);
  });

  test("has the checkpoint that its text says", () => {
    const root = fromBase64("XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=");
    expect(parseCheckpoint(TEXT)).toEqual({ origin: ORIGIN, size: 8, root });
    expect(checkpointText({ origin: ORIGIN, size: 8, root: root as Uint8Array })).toBe(TEXT);
  });

  test("is made again with its key", () => {
    const signature = new Uint8Array(sign(null, utf8(TEXT), PRIVATE));
    const line = signatureLine({ name: ORIGIN, id: noteKeyId(key(VKEY)), signature });
    expect(line).toBe(LINE);
  });

  test("is not signed by another key, another name, nor after a change", () => {
    const other = publicKeyOf(generateKeyPairSync("ed25519"));
    expect(isSignedBy(note(NOTE), noteKeyOf(ORIGIN, other))).toBe(false);
    expect(isSignedBy(note(NOTE), { ...key(VKEY), name: "ca.example/ledger/2" })).toBe(false);
    expect(isSignedBy(note(NOTE.replace("\n8\n", "\n9\n")), key(VKEY))).toBe(false);
    // The octets that name the key are a hint: nobody is believed for them.
    const forged = { name: ORIGIN, id: noteKeyId(key(VKEY)), signature: new Uint8Array(64) };
    expect(isSignedBy(note(formatNote({ text: TEXT, signatures: [forged] })), key(VKEY))).toBe(false);
  });
});

test("an ECDSA key signs too, under its SubjectPublicKeyInfo", () => {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const named = noteKeyOf(ORIGIN, publicKeyOf(pair));
  expect(named.kind).toBe("ecdsa");
  const signature = new Uint8Array(sign("sha256", utf8(TEXT), pair.privateKey));
  const signed = formatNote({ text: TEXT, signatures: [{ name: ORIGIN, id: noteKeyId(named), signature }] });
  expect(isSignedBy(note(signed), named)).toBe(true);
  expect(isSignedBy(note(signed), key(formatVerifierKey(named)))).toBe(true);
  expect(isSignedBy(note(signed), key(VKEY))).toBe(false);
});

describe("a witness", () => {
  const pair = generateKeyPairSync("ed25519");
  const raw = publicKeyOf(pair).slice(-32);
  const witness: NoteKey = { name: "witness.example", kind: "cosignature", key: raw };
  const cosigned = (time: number, text = TEXT, as = witness) =>
    cosignature(as, time, new Uint8Array(sign(null, cosignedMessage(text, time), pair.privateKey)));

  test("is believed for a time that it signed", () => {
    const both = { ...note(NOTE), signatures: [...note(NOTE).signatures, cosigned(1_700_000_000)] };
    const read = note(formatNote(both));
    expect(cosignedAt(read, witness)).toBe(1_700_000_000);
    expect(isSignedBy(read, key(VKEY))).toBe(true);
    expect(cosignedAt(read, key(VKEY))).toBeUndefined();
    expect(key(formatVerifierKey(witness))).toEqual(witness);
  });

  test("is not believed for another text, another time, another witness, a cut line, or as a log", () => {
    const other = { ...witness, name: "other.example" };
    const line = cosigned(5);
    for (const signature of [
      cosigned(5, TEXT.replace("8", "9")),
      { ...line, signature: line.signature.map((octet, i) => (i === 7 ? 6 : octet)) },
      cosigned(5, TEXT, other),
      { ...line, signature: line.signature.slice(0, -1) },
    ])
      expect(cosignedAt({ text: TEXT, signatures: [signature] }, witness)).toBeUndefined();
    expect(isSignedBy({ text: TEXT, signatures: [line] }, witness)).toBe(false);
  });
});

describe("no key", () => {
  test.for([
    "",
    "name",
    VKEY.replace("767aa621", "767aa622"),
    VKEY.replace("+AQ", "+BQ"),
    VKEY.replace("ca.example", "ca example"),
    VKEY.slice(0, -4),
    `${VKEY}\n`,
    VKEY.toUpperCase(),
  ])("is %j", (text) => {
    expect(parseVerifierKey(text)).toBeUndefined();
  });
});

describe("no note", () => {
  test.for([
    "",
    TEXT,
    `${TEXT}\n`,
    `${TEXT}${LINE}\n`,
    NOTE.slice(0, -1),
    NOTE.replace("\u2014", "-"),
    NOTE.replace("8", "8\r"),
    `${NOTE}more\n`,
    `${TEXT}\n${`${LINE}\n`.repeat(65)}`,
    `${"x".repeat(70_000)}\n\n${LINE}\n`,
  ])("is text %#", (text) => {
    expect(parseNote(text)).toBeUndefined();
  });
  test.for(["\u2014 a ", "\u2014 a b AAAA", "\u2014  AAAAAAAA", "\u2014 a AAAA", "\u2014 a+b AAAAAAAA", "\u2014 a *"])(
    "has the line %j",
    (line) => {
      expect(parseSignatureLine(line)).toBeUndefined();
    },
  );
});

describe("no checkpoint", () => {
  const root = toBase64(new Uint8Array(32));
  test.for([
    "",
    `a\n8\n${root}`,
    `a\n08\n${root}\n`,
    `a\n-1\n${root}\n`,
    `a\n99999999999999999\n${root}\n`,
    `\n8\n${root}\n`,
    `a b\n8\n${root}\n`,
    `a\n8\n${root.slice(4)}\n`,
    `a\n8\n${root} \n`,
    `a\n8\n${root}\n\n`,
    `a\n8\n`,
  ])("is %j", (text) => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });
  test("but one with lines of an extension is", () => {
    expect(parseCheckpoint(`a\n8\n${root}\nmore\n`)?.size).toBe(8);
  });
});

test("the origin names ledger, founding and gaps", () => {
  const genesis = "A".repeat(43);
  expect(ledgerOrigin("cartulary/ledger/1", genesis)).toBe(`cartulary/ledger/1/${"0".repeat(64)}`);
  expect(ledgerOrigin("cartulary/ledger/1", genesis, 2)).toBe(`cartulary/ledger/1/${"0".repeat(64)}/gap-2`);
  expect(() => ledgerOrigin("x", "AA")).toThrow(TypeError);
});
