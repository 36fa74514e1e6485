import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import type { JournalEntry, SignatureJournal } from "../../domain/ports/signature-journal.ts";

type New = Omit<JournalEntry, "sequence">;

export const KEY = "00112233445566778899aabbccddeeff";
const OTHER_KEY = "ffeeddccbbaa99887766554433221100";

/** An entry over a text. */
export const entry = (text: string, over: Partial<New> = {}): New => ({
  at: "2026-06-01T12:00:00.000Z",
  key: KEY,
  purpose: "certificate",
  digest: toBase64url(sha256(utf8(text))),
  signature: utf8(`signature of ${text}`),
  basis: 7,
  ...over,
});

/** `open` gives a journal over the same disk each time, `fresh` forgets that disk. */
export const signatureJournalContract = (subject: {
  readonly fresh: () => void;
  readonly open: () => SignatureJournal;
}): void => {
  describe("SignatureJournal contract", () => {
    let journal: SignatureJournal;
    beforeEach(() => {
      subject.fresh();
      journal = subject.open();
    });
    afterEach(() => journal.close());
    const restart = async (): Promise<void> => {
      await journal.close();
      journal = subject.open();
    };

    test("an empty one has nothing, and is in order", async () => {
      expect(await journal.count()).toBe(0);
      expect(await journal.verify()).toBe(0);
      expect(await journal.find(KEY, entry("a").digest)).toBeUndefined();
      expect(await journal.pinned("a")).toBeUndefined();
    });

    test("sequence numbers start at 1 and have no gaps, over groups, turns and restarts", async () => {
      const numbers: number[] = [];
      const record = async (...texts: string[]) => {
        const recorded = await journal.record(texts.map((t) => entry(t)));
        expect(recorded.map((r) => r.digest)).toEqual(texts.map((t) => entry(t).digest));
        numbers.push(...recorded.map((r) => r.sequence));
      };
      await record("a");
      await record("b", "c", "d");
      await record();
      await Promise.all([record("e"), record("f", "g"), record("h")]);
      await restart();
      await record("i");
      expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(await journal.count()).toBe(9);
      expect(await journal.verify()).toBe(9);
    });

    test("what was recorded comes back as it was, also after a restart", async () => {
      const given = entry("a", { purpose: "crl", signature: Uint8Array.of(0, 1, 127, 128, 255) });
      const [recorded] = await journal.record([given]);
      expect(recorded).toEqual({ ...given, sequence: 1 });
      expect(await journal.find(KEY, given.digest)).toEqual(recorded);
      await restart();
      const found = await journal.find(KEY, given.digest);
      expect(found).toEqual(recorded);
      expect(found?.signature.constructor).toBe(Uint8Array);
    });

    test.for(["certificate", "crl", "ocsp", "checkpoint"] as const)("keeps a %s", async (purpose) => {
      await journal.record([entry("a", { purpose })]);
      expect(await journal.find(KEY, entry("a").digest)).toMatchObject({ purpose });
    });

    test("the same bytes under two keys are two entries; the same twice gives the first signature", async () => {
      const second = utf8("second");
      await journal.record([entry("a"), entry("a", { key: OTHER_KEY }), entry("a", { signature: second }), entry("b")]);
      const { digest } = entry("a");
      expect(await journal.find(KEY, digest)).toMatchObject({ sequence: 1, signature: entry("a").signature });
      expect(await journal.find(OTHER_KEY, digest)).toMatchObject({ sequence: 2 });
      expect(await journal.find(OTHER_KEY, entry("b").digest)).toBeUndefined();
    });

    test("256 records at once each get their own entry", async () => {
      const all = await Promise.all(Array.from({ length: 256 }, (_, i) => journal.record([entry(`m${i}`)])));
      for (const [i, [recorded]] of all.entries())
        expect(recorded).toMatchObject({ sequence: i + 1, digest: entry(`m${i}`).digest });
      expect(await journal.verify()).toBe(256);
    });

    test("signatures are counted by key and purpose, also after a restart", async () => {
      expect(await journal.countsByKey()).toEqual([]);
      await journal.record([entry("a"), entry("b", { key: OTHER_KEY }), entry("c", { purpose: "crl" }), entry("d")]);
      await journal.record([entry("a")]);
      const counts = [
        { key: KEY, purpose: "certificate", signatures: 3 },
        { key: KEY, purpose: "crl", signatures: 1 },
        { key: OTHER_KEY, purpose: "certificate", signatures: 1 },
      ];
      expect(await journal.countsByKey()).toEqual(counts);
      await restart();
      expect(await journal.countsByKey()).toEqual(counts);
    });

    test("digests of one key and purpose come in order, in pieces", async () => {
      await journal.record([entry("a"), entry("x", { key: OTHER_KEY }), entry("b"), entry("y", { purpose: "crl" })]);
      await journal.record([entry("c")]);
      const of = (text: string, sequence: number) => ({ sequence, digest: entry(text).digest });
      expect(await journal.digestsOf(KEY, "certificate", 0, 2)).toEqual([of("a", 1), of("b", 3)]);
      expect(await journal.digestsOf(KEY, "certificate", 3, 2)).toEqual([of("c", 5)]);
      expect(await journal.digestsOf(KEY, "certificate", 5, 2)).toEqual([]);
      expect(await journal.digestsOf(KEY, "crl", 0, 10)).toEqual([of("y", 4)]);
      expect(await journal.digestsOf(KEY, "ocsp", 0, 10)).toEqual([]);
    });

    test("a pin keeps its newest value, apart from others, over a restart", async () => {
      expect(await journal.pin("crl.a", undefined, "1")).toBe(true);
      expect(await journal.pin("crl.b", undefined, "7")).toBe(true);
      expect(await journal.pin("crl.a", "1", "2")).toBe(true);
      expect(await journal.pinned("crl.a")).toBe("2");
      await restart();
      expect([await journal.pinned("crl.a"), await journal.pinned("crl.b")]).toEqual(["2", "7"]);
      expect(await journal.count()).toBe(0);
    });

    test.for([
      { name: "that was set", from: undefined },
      { name: "that has another value by now", from: "0" },
    ])("a pin $name is not set as if it were not", async ({ from }) => {
      await journal.pin("a", undefined, "1");
      expect(await journal.pin("a", from, "2")).toBe(false);
      expect(await journal.pin("b", "0", "2")).toBe(false);
      expect([await journal.pinned("a"), await journal.pinned("b")]).toEqual(["1", undefined]);
    });

    test("of many who set a pin at once, one does", async () => {
      const all = await Promise.all(Array.from({ length: 20 }, (_, i) => journal.pin("a", undefined, `${i}`)));
      expect(all.filter((wasSet) => wasSet)).toHaveLength(1);
      expect(await journal.pinned("a")).toBe(String(all.indexOf(true)));
    });

    describe("spending", () => {
      const at = (second: number): string => `2026-06-01T12:00:${String(second).padStart(2, "0")}.000Z`;
      /** At most `limit` in ten seconds. */
      const use = (what: string, second: number, limit = 2, name = "a") => ({
        name,
        what,
        at: at(second),
        since: at(Math.max(0, second - 10)),
        limit,
      });
      const spend = async (...uses: ReturnType<typeof use>[]): Promise<readonly boolean[]> => {
        const done: boolean[] = [];
        for (const one of uses) done.push(await journal.spend(one));
        return done;
      };

      test("stops at the limit, and goes on when the oldest is old enough", async () => {
        expect(await spend(use("a", 10), use("b", 15), use("c", 19))).toEqual([true, true, false]);
        expect(await spend(use("c", 20), use("d", 24), use("d", 25))).toEqual([true, false, true]);
      });

      test("counts a thing once, and remembers it when nothing is left", async () => {
        expect(await spend(use("a", 10), use("a", 11), use("b", 12), use("a", 13))).toEqual([true, true, true, true]);
        expect(await spend(use("c", 14), use("a", 59))).toEqual([false, true]);
      });

      test("a name's uses are its own", async () => {
        expect(await spend(use("a", 10, 1), use("b", 10, 1, "b"), use("c", 10, 1), use("c", 10, 1, "b"))).toEqual([
          true,
          true,
          false,
          false,
        ]);
      });

      test("is counted after a restart", async () => {
        await spend(use("a", 10), use("b", 10));
        await restart();
        expect(await spend(use("c", 10), use("b", 10))).toEqual([false, true]);
      });

      test("a hundred at once spend what there is, and no more", async () => {
        const all = Array.from({ length: 100 }, (_, i) => journal.spend(use(`u${i}`, 10, 7)));
        expect((await Promise.all(all)).filter(Boolean).length).toBe(7);
      });

      test("a clock that was set back gives nothing", async () => {
        expect(await spend(use("a", 50), use("b", 50), use("c", 5))).toEqual([true, true, false]);
      });
    });

    test("what was asked before closing is written; what is asked after it is a fault", async () => {
      const last = journal.record([entry("a")]);
      await journal.close();
      expect(await last).toMatchObject([{ sequence: 1 }]);
      const closed = expect.objectContaining({ name: "JournalFault", code: "journal.unavailable", retryable: true });
      await expect(journal.record([entry("b")])).rejects.toEqual(closed);
      await expect(journal.find(KEY, entry("a").digest)).rejects.toEqual(closed);
      await expect(journal.count()).rejects.toEqual(closed);
      await expect(journal.verify()).rejects.toEqual(closed);
      await expect(journal.pin("a", undefined, "1")).rejects.toEqual(closed);
      await expect(journal.pinned("a")).rejects.toEqual(closed);
      await expect(journal.spend({ name: "a", what: "a", at: "b", since: "a", limit: 1 })).rejects.toEqual(closed);
      await journal.close();
      await restart();
      expect(await journal.count()).toBe(1);
    });
  });
};
