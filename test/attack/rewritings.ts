/** What whoever administers the store may do to its file, one by one, and who says what of it. */
import { forge } from "../support/forge.ts";
import type { Read, Rewritable, Rows } from "../support/rewritten.ts";
import { refused, rowsOf } from "../support/rewritten.ts";
import { makeSealingKey, sealNow } from "../support/sealed.ts";
import { LEDGER } from "../support/world.ts";

/** A pattern for each who convicts; "silent" for who cannot know. */
type Says<T> = { readonly [K in keyof T]: RegExp | "silent" };

export type Rewriting = {
  readonly name: string;
  /** Makes the file. */
  readonly make: (it: Rewritable) => Promise<string>;
  readonly read: Says<Read>;
  /** What a sealer ends with that starts over it, with its tiles and without. */
  readonly sealed: string;
};

const edited = (it: Rewritable, work: (rows: Rows) => void, from?: string): string => {
  const file = it.copy(from);
  const rows = rowsOf(file);
  work(rows);
  rows.close();
  return file;
};

const rewrite = (rows: Rows, index: number, change: (text: string) => string): void => {
  const before = Buffer.from(rows.read(index)).toString("utf8");
  const after = change(before);
  if (after === before) throw new TypeError("nothing was changed");
  rows.write(index, Buffer.from(after));
};

const AT_ONCE = 16;

/** Some events more, by whoever may write to the store. */
export const grown = async (it: Rewritable, file: string, events: number): Promise<string> => {
  const opened = await it.openAt(file);
  for (let left = events; left > 0; left -= AT_ONCE)
    await forge(
      opened,
      "guard-more",
      Array.from({ length: Math.min(left, AT_ONCE) }, () => refused(opened.clock.now())),
    );
  await opened.store.close();
  return file;
};

// Of the hierarchy, which was made before the first seal: the same in every run.
const RESPONDER_ISSUED = 33;
/** Alone in its stream: whatever it says, no chain breaks. */
const RESPONDER_CERTIFIED = 34;
/** The last of its stream: taken away, no chain breaks. */
const FULFILLED = 35;
const NEXT_KEY = 36;

const backDate = (rows: Rows): void =>
  rewrite(rows, RESPONDER_CERTIFIED, (text) => text.replace(/"at":"2026-06-01T12/, '"at":"2026-06-01T11'));

const firstSeal = (it: Rewritable): number => it.events.findIndex((e) => e.type === "LedgerSealed");

/** An event is back-dated, and one seal with the stolen key stands in the place of all. */
export const sealedAnew = async (it: Rewritable): Promise<{ readonly file: string; readonly note: string }> => {
  const file = edited(it, (rows) => {
    backDate(rows);
    for (let i = it.events.length - 1; i >= 0; i--) if (it.events[i]?.stream === "ledger") rows.remove(i);
  });
  return { file, note: await it.sealStolen(file) };
};

/** Between the last seal that is right, of which there is none here, and the first that is not. */
const ANOTHER_TREE = /^\d+: the sealed tree of \d+ events is another: .* from index 0 on and before \d+$/;
const CHANGED = /^the tree of the first \d+ events is not the sealed one/;

export const REWRITINGS: readonly Rewriting[] = [
  {
    name: "a byte is edited",
    make: async (it) =>
      edited(it, (rows) =>
        rewrite(rows, FULFILLED, (text) =>
          text.replace(/"correlation":"(.)/, (_, c) => `"correlation":"${c === "0" ? "1" : "0"}`),
        ),
      ),
    read: { check: ANOTHER_TREE, bundle: CHANGED, since: CHANGED },
    sealed: "signer.history-rewritten",
  },
  {
    name: "an event is deleted",
    make: async (it) => edited(it, (rows) => rows.remove(FULFILLED)),
    read: { check: ANOTHER_TREE, bundle: CHANGED, since: CHANGED },
    sealed: "signer.history-rewritten",
  },
  {
    name: "an event is inserted",
    make: async (it) => {
      const file = await grown(it, it.copy(), 1);
      const rows = rowsOf(file);
      rows.lastTo(20);
      rows.close();
      return file;
    },
    read: { check: ANOTHER_TREE, bundle: CHANGED, since: CHANGED },
    sealed: "signer.history-rewritten",
  },
  {
    name: "two events of different streams change places",
    make: async (it) => edited(it, (rows) => rows.exchange(FULFILLED, NEXT_KEY)),
    read: { check: ANOTHER_TREE, bundle: CHANGED, since: CHANGED },
    sealed: "signer.history-rewritten",
  },
  {
    name: "two events are swapped",
    make: async (it) =>
      edited(it, (rows) => {
        const [a, b] = [rows.read(RESPONDER_ISSUED), rows.read(FULFILLED)];
        rows.write(RESPONDER_ISSUED, b);
        rows.write(FULFILLED, a);
      }),
    read: { check: /^33: an event stands in a stream that it does not name$/, bundle: CHANGED, since: CHANGED },
    sealed: "signer.history-rewritten",
  },
  {
    name: "an event is back-dated",
    make: async (it) => edited(it, backDate),
    read: { check: ANOTHER_TREE, bundle: CHANGED, since: CHANGED },
    sealed: "signer.history-rewritten",
  },
  {
    name: "the tail is cut off",
    make: async (it) => edited(it, (rows) => rows.cut(firstSeal(it) + 1)),
    read: {
      check: "silent",
      bundle: "silent",
      since: /^the former checkpoint seals \d+ events, which are not all here$/,
    },
    sealed: "signer.history-rewritten",
  },
  {
    name: "an old backup is put in its place",
    make: async (it) => it.copy(it.backup),
    read: {
      check: "silent",
      bundle: "silent",
      since: /^the former checkpoint seals \d+ events, which are not all here$/,
    },
    sealed: "signer.history-rewritten",
  },
  {
    name: "an old backup goes on otherwise: a fork",
    make: async (it) => grown(it, it.copy(it.backup), it.events.length),
    read: {
      check: "silent",
      bundle: "silent",
      since: /^the former checkpoint seals \d+ events, which are not all here$/,
    },
    sealed: "seal.unproven",
  },
  {
    name: "a checkpoint is forged with another key",
    make: async (it) => {
      const file = it.copy();
      const opened = await it.openAt(file);
      await sealNow(opened.ports, LEDGER, makeSealingKey(it.key));
      await opened.store.close();
      return file;
    },
    read: {
      check: /^\d+: a seal that its key did not sign$/,
      bundle: /is not signed by the given key/,
      since: /is not signed by the given key/,
    },
    sealed: "signer.history-rewritten",
  },
  {
    name: "all of it is rewritten and sealed anew with the stolen key",
    make: async (it) => (await sealedAnew(it)).file,
    // Nobody who has only the ledger and the key can know; who kept a checkpoint, or asks a witness, does.
    read: {
      check: "silent",
      bundle: "silent",
      since: /^the former checkpoint seals \d+ events, which are not all here$/,
    },
    sealed: "signer.history-rewritten",
  },
];
