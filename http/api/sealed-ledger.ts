/** /v1/ledger, and the receipts of certificates: what the sealed ledger proves, for programs. docs/ledger.md */
import { type Context, Hono } from "hono";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { keyStream } from "../../domain/kernel/stream.ts";
import { key as keyAggregate } from "../../domain/key/decider.ts";
import { loadState } from "../../domain/process/ledger.ts";
import { fullNote, type Prover } from "../../domain/process/seal/prover.ts";
import { formatVerifierKey, noteKeyOf } from "../../domain/transparency/note.ts";
import { CheckpointAnswer, ConsistencyAnswer, ConsistencyQuery, EntryAnswer, EntryParam } from "./ledger-schemas.ts";
import { problem } from "./problem.ts";
import { described, param, query } from "./route.ts";
import type { ApiVariables } from "./variables.ts";

const TAG = "ledger";

const notSealed = () => problem(refusal("ledger.not-sealed", "no part of this ledger was sealed yet"));
const noEntry = () => problem(refusal("ledger.no-entry", "nothing stands there"));
const proverOf = (c: Context<ApiVariables>): Prover | undefined => c.get("ports").prover;

/** The name of a witness in its line. */
const nameIn = (line: string): string => line.split(" ")[1] ?? "";

export const sealedLedgerRoutes = (): Hono<ApiVariables> =>
  new Hono<ApiVariables>()
    .get(
      "/ledger/checkpoint",
      described({
        tag: TAG,
        about: ["ledger"],
        id: "readCheckpoint",
        right: "ledger.read",
        summary: "Read the newest checkpoint of the sealed ledger, and the key to verify it with",
        text: "The same note is at `/ledger/checkpoint` of the public listener, with the tiles of the tree (c2sp.org/tlog-tiles).",
        answer: CheckpointAnswer,
        problems: [404],
      }),
      async (c) => {
        const prover = proverOf(c);
        const seal = await prover?.newest();
        if (prover === undefined || seal === undefined) return notSealed();
        const { origin, size, root, witnesses } = seal;
        const { store, governance } = c.get("ports");
        const key = await loadState(store, keyAggregate, keyStream(seal.key));
        const spki = key.at === "generated" ? fromBase64url(key.spki) : undefined;
        if (spki === undefined) return notSealed();
        const basis = await governance();
        const quorum = basis.ok ? basis.value.governance.witnessing.quorum : 0;
        const vkey = formatVerifierKey(noteKeyOf(origin, spki));
        const names = witnesses.map(nameIn);
        const note = fullNote(seal);
        return c.json({ origin, size, root, note, key: vkey, witnesses: names, quorum, events: prover.events() });
      },
    )
    .get(
      "/ledger/entries/:index",
      described({
        tag: TAG,
        about: ["ledger"],
        id: "readLedgerEntry",
        right: "ledger.read",
        summary: "Read what stands at an index of the ledger, and the proof that it does (RFC 9162 §2.1.3)",
        answer: EntryAnswer,
        problems: [404],
      }),
      param(EntryParam),
      async (c) => {
        const { index } = c.req.valid("param");
        const prover = proverOf(c);
        const event = await prover?.eventAt(index);
        if (prover === undefined || event === undefined) return noEntry();
        const seal = await prover.newest();
        const isSealed = seal !== undefined && index < seal.size;
        const proof = isSealed
          ? { ...(await prover.inclusion(index, seal.size)), size: seal.size, root: seal.root, note: fullNote(seal) }
          : null;
        const { stream, revision, type, position, digest } = event;
        return c.json({ index, position, stream, revision, type, digest, proof });
      },
    )
    .get(
      "/ledger/consistency",
      described({
        tag: TAG,
        about: ["ledger"],
        id: "readConsistency",
        right: "ledger.read",
        summary: "Prove that a checkpoint's tree grew out of an earlier one (RFC 9162 §2.1.4)",
        answer: ConsistencyAnswer,
        problems: [404],
      }),
      query(ConsistencyQuery),
      async (c) => {
        const { from, to } = c.req.valid("query");
        const prover = proverOf(c);
        const seal = await prover?.newest();
        if (prover === undefined || seal === undefined) return notSealed();
        if (from > to || !(await prover.isSealedSize(to))) return noEntry();
        return c.json({ from, to, path: await prover.consistency(from, to) });
      },
    );
