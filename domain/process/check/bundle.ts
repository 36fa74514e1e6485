/**
 * The offline verifier of a bundle: from its files and one key that the verifier brings, that nothing was changed, removed,
 * inserted or reordered, and that every act was allowed when it was done. Memory does not grow with the ledger: what is known
 * of streams and leaves lies where `Workspace` puts it. docs/ledger-format.md
 */
import { readEvent } from "../../catalogue.ts";
import type { Certificate } from "../../certificate/state.ts";
import { originParts } from "../../governance/witness.ts";
import { equalBytes, fromBase64url, toBase64url } from "../../kernel/bytes.ts";
import { envelopeDigest } from "../../kernel/envelope.ts";
import { fromMillis } from "../../kernel/instant.ts";
import { type Checkpoint, ledgerOrigin, parseCheckpoint } from "../../transparency/checkpoint.ts";
import { isLedgerStream, leafHashOf } from "../../transparency/leaf.ts";
import type { Before, Manifest } from "../../transparency/manifest.ts";
import { EMPTY_FRONTIER, type Frontier, growing, perfectTrees } from "../../transparency/merkle.ts";
import { ed25519Spki, type NoteKey, parseNote } from "../../transparency/note.ts";
import { verifyConsistency } from "../../transparency/proof.ts";
import { ledgerCheck } from "./core.ts";
import { crlCheck } from "./crls.ts";
import { type Head, judgeHead, type Trust } from "./head.ts";
import { type Leaves, laggingTree } from "./leaves.ts";
import { sealCheck } from "./seals.ts";
import type { Shelf } from "./shelf.ts";
import { signatureCheck } from "./signatures.ts";
import { structureCheck } from "./structure.ts";
import { faultList, type StatusCounts, type Verdict } from "./verdict.ts";

export interface BundleSource {
  readonly manifest: Manifest;
  readonly checkpoint: string;
  /** The former checkpoint that lies in the bundle. */
  readonly since?: string | undefined;
  readonly before?: Before | undefined;
  /** The signer's count of its signatures. */
  readonly signatures?: string | undefined;
  /** The events' bytes in their order. */
  readonly events: () => Iterable<Uint8Array>;
  readonly blob: (digest: string) => Uint8Array | undefined;
  /** What is wrong with the files themselves; all of it once the events were read. */
  readonly faults: () => readonly string[];
}

export type Workspace = { readonly shelf: Shelf; readonly leaves: Leaves };

export type VerifyOptions = Trust & {
  /** The checkpoint that the auditor kept; it counts before the bundle's own. */
  readonly since?: string | undefined;
  /** Only what bytes show. */
  readonly isStructureOnly?: boolean;
  readonly statements?: boolean;
  readonly onProgress?: (events: number, of: number) => void;
  /** Told of each certificate's status at the end, ordered by issuer and serial number. */
  readonly onStatus?: (certificate: string, state: Certificate) => void;
};

const spkiOf = ({ kind, key }: NoteKey): Uint8Array => (kind === "ecdsa" ? key : ed25519Spki(key));

const STREAM = /"stream":"([^"\\]{1,200})"/;
const REVISION = /"revision":(\d{1,15})/;

const decoder = new TextDecoder();
/** More than what stands in an envelope from its revision on: a stream's name, a type, a version. */
const TAIL_BYTES = 400;

/** The place that an event claims; of bytes that are no event, as far as it can be read. */
const placeOf = (bytes: Uint8Array): { readonly stream: string; readonly revision: number } => {
  const end = decoder.decode(bytes.subarray(-TAIL_BYTES));
  // In canonical order the revision stands behind the body, which may hold anything.
  const tail = end.slice(end.lastIndexOf(',"revision":'));
  return { stream: STREAM.exec(tail)?.[1] ?? "?", revision: Number(REVISION.exec(tail)?.[1] ?? -1) };
};

const frontierOf = (first: number, before: Before | undefined): Frontier | undefined => {
  if (first === 0) return EMPTY_FRONTIER;
  const roots = before?.roots.map((r) => fromBase64url(r)).filter((r) => r !== undefined) ?? [];
  return roots.length === perfectTrees(first) ? { size: first, roots } : undefined;
};

const parsedSince = (text: string | undefined): Checkpoint | undefined => {
  const note = text === undefined ? undefined : parseNote(text);
  return note && parseCheckpoint(note.text);
};

const PROGRESS_EVERY = 1_000;

/** `source` is of kind `all` or `range`; a story is verified by itself (`story.ts`). */
export const verifyBundle = (source: BundleSource, { shelf, leaves }: Workspace, options: VerifyOptions): Verdict => {
  const { manifest } = source;
  const faults = faultList();
  const wrong = (what: string): void => faults.add({ index: null, what });
  const { head, wrong: ofHead } = judgeHead(source.checkpoint, options);
  for (const what of ofHead) wrong(what);
  const isPart = manifest.kind === "range";
  const depth = isPart || options.isStructureOnly ? "structure" : "full";
  const first = isPart ? manifest.first : 0;
  const sinceText = options.since ?? source.since;
  const since = parsedSince(sinceText);
  if (sinceText !== undefined && since === undefined) wrong("the former checkpoint is no note");

  let founding: { readonly ledger: string; readonly genesis: string } | undefined;
  const from = frontierOf(first, source.before);
  if (from === undefined) wrong("what lies before the range is not there");
  const roots = new Map<number, Uint8Array>();
  const wanted = new Set([head?.checkpoint.size, since?.size]);
  const remember = (): void => {
    if (from !== undefined && wanted.has(tree.size())) roots.set(tree.size(), tree.root());
  };
  const part = isPart ? growing(from ?? { size: first, roots: [] }) : undefined;
  const whole = laggingTree(leaves, remember);
  const tree = part ?? whole;
  remember();

  const seals = sealCheck({ tree: whole, spki: spkiOf(options.key), founding: () => founding });
  const crls = crlCheck(source.blob);
  const signatures = signatureCheck(
    source.signatures,
    () => (originParts(head?.checkpoint.origin ?? "")?.gap ?? 0) > 0,
  );
  const full =
    depth === "full"
      ? ledgerCheck({ shelf, statements: options.statements ?? false, looks: [seals.look, crls.look, signatures.look] })
      : undefined;
  const next = full?.next ?? structureCheck({ shelf, isPart, ...(!isPart && { seals }) });

  let index = first;
  for (const bytes of source.events()) {
    const digest = envelopeDigest(bytes);
    if (index === 0) founding = foundingOf(bytes, digest);
    const hash = leafHashOf(index, digest);
    if (part === undefined) leaves.push(hash);
    else if (from !== undefined) part.push(hash);
    const what = next({ index, bytes, digest });
    if (what !== undefined) {
      const place = placeOf(bytes);
      // No check knows such streams, and each says so in words of its own.
      faults.add({
        index,
        ...place,
        what: isLedgerStream(place.stream) ? what : "housekeeping that is no event of a ledger",
      });
    }
    index += 1;
    if (part !== undefined) remember();
    if (index % PROGRESS_EVERY === 0) options.onProgress?.(index - first, manifest.events);
  }
  if (part === undefined) whole.growTo(index);
  const events = index - first;
  options.onProgress?.(events, manifest.events);
  for (const what of source.faults()) wrong(what);

  if (!isPart && founding === undefined) wrong("the first event is no founding of a ledger");
  if (head !== undefined && founding !== undefined) {
    const gap = originParts(head.checkpoint.origin)?.gap ?? 0;
    if (ledgerOrigin(founding.ledger, founding.genesis, gap) !== head.checkpoint.origin)
      wrong("the checkpoint is of another ledger: its origin does not name the founding event");
  }
  for (const what of manifestFaults(manifest, events, head, founding)) wrong(what);

  if (head !== undefined && from !== undefined) {
    const { size, root } = head.checkpoint;
    if (isPart) {
      const path = source.before?.consistency.map((h) => fromBase64url(h) ?? new Uint8Array()) ?? [];
      if (index > size) wrong(`the checkpoint seals ${size} events, and the range ends at ${index}`);
      else if (!verifyConsistency({ size: index, root: tree.root() }, { size, root }, path))
        wrong("the range does not stand in the sealed tree: something in it was changed, inserted, removed or moved");
    } else if (index < size) wrong(`events are missing: the checkpoint seals ${size}, and there are ${index}`);
    else if (!equalBytes(roots.get(size) ?? new Uint8Array(), root))
      wrong(
        `the tree of the first ${size} events is not the sealed one: something was changed, inserted, removed or moved`,
      );
  }
  if (since !== undefined) {
    const then = roots.get(since.size);
    if (originParts(since.origin)?.ledger !== originParts(head?.checkpoint.origin ?? "")?.ledger)
      wrong("the former checkpoint is of another ledger");
    else if (then === undefined) wrong(`the former checkpoint seals ${since.size} events, which are not all here`);
    else if (!equalBytes(then, since.root))
      wrong(`the first ${since.size} events are not those that the former checkpoint sealed`);
  }

  const counted = full === undefined ? undefined : signatures.judge();
  for (const what of counted?.wrong ?? []) wrong(what);
  const report = full?.report();
  const statuses = full === undefined ? undefined : countStatuses(shelf, options.onStatus);
  return {
    ...faults.report(),
    kind: manifest.kind,
    depth,
    ...(head !== undefined && { checkpoint: shownHead(head) }),
    first,
    events,
    unsealed: Math.max(0, index - (head?.checkpoint.size ?? index)),
    streams: report?.streams ?? shelf.size(),
    seals: seals.report().seals,
    ...(since !== undefined && { since: { size: since.size } }),
    ...(report !== undefined && { certificates: report.certificates, crls: crls.report() }),
    ...(statuses !== undefined && { statuses }),
    ...(counted?.report !== undefined && { signatures: counted.report }),
    ...(report?.statements !== undefined && { statements: report.statements }),
  };
};

export const shownHead = ({ checkpoint, witnessed }: Head): NonNullable<Verdict["checkpoint"]> => ({
  origin: checkpoint.origin,
  size: checkpoint.size,
  root: toBase64url(checkpoint.root),
  witnesses: witnessed.map(({ name, at }) => ({ name, at: fromMillis(at * 1000) })),
});

const foundingOf = (bytes: Uint8Array, genesis: string) => {
  const event = readEvent(bytes);
  return event.ok && event.value.type === "LedgerFounded"
    ? { ledger: event.value.body.founding.ledger, genesis }
    : undefined;
};

/** What a bundle says of itself decides nothing, and must be true all the same. */
const manifestFaults = (
  manifest: Manifest,
  events: number,
  head: Head | undefined,
  founding: { readonly ledger: string; readonly genesis: string } | undefined,
): readonly string[] => {
  const { checkpoint } = head ?? {};
  return [
    ...(manifest.events === events ? [] : [`the manifest names ${manifest.events} events, and there are ${events}`]),
    ...(checkpoint === undefined || manifest.size === checkpoint.size
      ? []
      : [`the manifest names a size of ${manifest.size}, and the checkpoint ${checkpoint.size}`]),
    ...(checkpoint === undefined || manifest.origin === checkpoint.origin ? [] : ["the manifest names another origin"]),
    ...(founding === undefined || (manifest.genesis === founding.genesis && manifest.ledger === founding.ledger)
      ? []
      : ["the manifest names another ledger"]),
  ];
};

const countStatuses = (shelf: Shelf, onStatus: VerifyOptions["onStatus"]): StatusCounts => {
  const counts = { good: 0, held: 0, revoked: 0, prepared: 0, abandoned: 0 };
  for (const [stream, { state }] of shelf.all("certificate")) {
    const certificate = state as Certificate;
    if (certificate.at === "absent") continue;
    // Revoked counts even before issuance: what is prepared is presumed signed.
    const is = certificate.status.is === "good" && certificate.at !== "issued" ? certificate.at : certificate.status.is;
    counts[is] += 1;
    onStatus?.(stream.slice("certificate-".length).replace(".", "/"), certificate);
  }
  return counts;
};
