/**
 * The one replay that trusts nothing: given a ledger's events in order, it says what is wrong with each. Serves whoever has
 * a store (`check-ledger.ts`) and whoever has files only (a bundle). What it remembers of streams lies on a shelf, so that
 * memory does not grow with the ledger.
 */
import { authority } from "../../authority/decider.ts";
import { type LedgerEvent, readEvent } from "../../catalogue.ts";
import { certificate } from "../../certificate/decider.ts";
import type { Certificate } from "../../certificate/state.ts";
import { crl } from "../../crl/decider.ts";
import { governance } from "../../governance/decider.ts";
import { proveGovernance } from "../../governance/proof.ts";
import type { Governance } from "../../governance/state.ts";
import { guard } from "../../guard/decider.ts";
import type { Digest } from "../../kernel/brand.ts";
import { type Envelope, linkEnvelope } from "../../kernel/envelope.ts";
import { type Category, categoryOf, GOVERNANCE, keyStream, requestStream } from "../../kernel/stream.ts";
import { key as keyAggregate } from "../../key/decider.ts";
import type { Key } from "../../key/state.ts";
import { ocsp } from "../../ocsp/decider.ts";
import { request as requestAggregate } from "../../request/decider.ts";
import type { Request } from "../../request/state.ts";
import { seals } from "../../transparency/decider.ts";
import { webhook } from "../../webhook/decider.ts";
import { checkJudged } from "../check-judged.ts";
import { type StatementsReport, statementCheck } from "../check-statements.ts";
import { revokedAtBy } from "../revoked-certificates.ts";
import { type Term, termsOfStreams } from "../terms.ts";
import { type Open, openWork } from "./open-work.ts";
import {
  checkApproval,
  checkEnded,
  checkIssued,
  checkMandated,
  checkNumber,
  checkPrepared,
  checkRevoked,
  keptState,
} from "./rules.ts";
import { memoryShelf, type Shelf, type StreamEntry } from "./shelf.ts";

type Aggregate = { readonly initial: unknown; readonly evolve: (state: never, event: never) => unknown };
/** All of them: a category without its row does not compile. */
const AGGREGATES: Readonly<Record<Category, Aggregate>> = {
  governance,
  authority,
  key: keyAggregate,
  request: requestAggregate,
  certificate,
  crl,
  ocsp,
  guard,
  webhook,
  ledger: seals,
};

/** Anybody may have written to a stream of another name. */
const aggregateOf = (stream: string): Aggregate | undefined => AGGREGATES[categoryOf(stream) as Category];

/** Of these there is one for each certificate; of the others a few, and what they are is not plain JSON. */
const SHELVED: ReadonlySet<string> = new Set(["request", "certificate"]);

/** An event with its index. `digest`: SHA-256 of its bytes, where it is known; `at`: where a store says that it stands. */
export type Placed = {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly digest?: Digest;
  readonly at?: { readonly stream: string; readonly revision: number };
};

/** What a further check may look up; as of the event that it is shown, and with it. */
export type Known = {
  readonly stateOf: (stream: string) => unknown;
  readonly entryOf: (stream: string) => StreamEntry | undefined;
  readonly bases: readonly Governance[];
};

/** A further check of single events. Returns what is wrong. */
export type Look = (event: LedgerEvent, index: number, known: Known) => string | undefined;

export type CheckOptions = {
  /** Look at each statement by itself too, those that came to nothing among them. */
  readonly statements?: boolean;
  readonly shelf?: Shelf;
  readonly looks?: readonly Look[];
};

export type CheckReport = {
  readonly events: number;
  readonly streams: number;
  readonly certificates: number;
  readonly open: readonly Open[];
  /** What ends by itself, as the ledger stands at its end. */
  readonly terms: readonly Term[];
  /** Who signed what in which form; when it was asked for. */
  readonly statements?: StatementsReport;
};

export type LedgerCheck = {
  /** What is wrong with the next event; undefined when it is sound. */
  readonly next: (event: Placed) => string | undefined;
  readonly report: () => CheckReport;
};

export const ledgerCheck = ({ statements = false, shelf = memoryShelf(), looks = [] }: CheckOptions): LedgerCheck => {
  const signed = statements ? statementCheck() : undefined;
  const pinned = memoryShelf();
  const open = new Map<string, Open & { readonly first: number }>();
  const bases: Governance[] = [];
  let events = 0;
  let certificates = 0;

  const shelfOf = (stream: string): Shelf => (SHELVED.has(categoryOf(stream)) ? shelf : pinned);
  const entryOf = (stream: string): StreamEntry | undefined => shelfOf(stream).get(stream);
  const stateOf = (stream: string): unknown => entryOf(stream)?.state;
  const known: Known = { stateOf, entryOf, bases };
  const revokedAt = revokedAtBy((stream) => stateOf(stream) as Certificate | undefined);
  const requestOf = (id: string) => stateOf(requestStream(id)) as Request | undefined;
  const keyOf = (id: string) => stateOf(keyStream(id)) as Key | undefined;
  const requestAt = (stream: string) => (stateOf(stream) as Request | undefined)?.at;

  const judgedOf = (cert: Certificate) => {
    const entry = cert.at === "absent" ? undefined : entryOf(requestStream(cert.prepared.request));
    return { cert, request: entry?.state as Request | undefined, approvedAt: entry?.approvedAt };
  };

  const keep = (stream: string, entry: StreamEntry, event: LedgerEvent): void => {
    shelfOf(stream).put(stream, { ...entry, state: keptState(event, entry.state) });
    if (event.type === "CertificateIssued") certificates += 1;
    // Of an authority its request tells, which goes on by itself: at the end.
    const what = categoryOf(stream) === "authority" ? undefined : openWork(stream, entry.state, requestAt);
    if (what === undefined) open.delete(stream);
    else open.set(stream, { stream, what, first: entry.first });
  };

  const one = ({ index, at, bytes, digest }: Placed): string | undefined => {
    const read = readEvent(bytes);
    if (!read.ok) return `${read.error.code}: ${read.error.detail}`;
    const event = read.value;
    const { stream: name, revision } = at ?? event;
    const before = entryOf(name);
    const linked = linkEnvelope(name, before?.end, event as unknown as Envelope, bytes, digest);
    if (!linked.ok) return linked.error.detail;
    if (linked.value.revision !== revision) return "the store and the event disagree about its place";
    const aggregate = aggregateOf(name);
    if (aggregate === undefined) return "a stream of no known kind";
    const was = before?.state ?? aggregate.initial;
    if (name === GOVERNANCE) {
      const proven = proveGovernance(was as Governance, event as never, event.at, revokedAt);
      if (!proven.ok) return `not signed as it must be: ${proven.error.code}`;
    }
    const ended = checkEnded(event, was as Request);
    if (ended !== undefined) {
      if (before !== undefined) shelfOf(name).put(name, { ...before, end: linked.value });
      return ended;
    }
    const statement = signed?.look({ stream: name, revision }, event, was, bases, revokedAt);
    const number = checkNumber(event, was as { readonly number: bigint });
    const prepared = checkPrepared(event, requestOf);
    const state = aggregate.evolve(was as never, event as never);
    if (name === GOVERNANCE) bases.push(state as Governance);
    const approvedAt = event.type === "RequestApproved" && event.basis !== null ? event.basis : before?.approvedAt;
    const entry = { first: before?.first ?? index, end: linked.value, ...(approvedAt !== undefined && { approvedAt }) };
    keep(name, { ...entry, state }, event);
    let what =
      number ??
      statement ??
      prepared ??
      checkApproval(event, state as Request, bases, revokedAt) ??
      checkMandated(event, state as Request, bases) ??
      (event.type === "CertificateIssued"
        ? checkJudged(event.body.judgedAt, judgedOf(state as Certificate), bases, revokedAt)
        : undefined) ??
      checkIssued(event, state as Certificate, keyOf) ??
      checkRevoked(event, state as Certificate, bases);
    for (const look of looks) what ??= look(event, index, known);
    return what;
  };

  return {
    next: (event) => {
      events += 1;
      try {
        return one(event);
      } catch (defect) {
        // What no decider lets follow: whoever wrote it wrote past the deciders.
        if (!(defect instanceof TypeError)) throw defect;
        return defect.message;
      }
    },
    report: () => {
      for (const [stream, { state, first }] of pinned.all("authority")) {
        const what = openWork(stream, state, requestAt);
        if (what !== undefined) open.set(stream, { stream, what, first });
      }
      const states = (["authority", "ocsp", "crl", GOVERNANCE] as const).flatMap((category) =>
        [...pinned.all(category)].map(([name, { state }]) => [name, state] as const),
      );
      return {
        events,
        streams: pinned.size() + shelf.size(),
        certificates,
        open: [...open.values()].sort((a, b) => a.first - b.first).map(({ stream, what }) => ({ stream, what })),
        terms: termsOfStreams(states),
        ...(signed !== undefined && { statements: signed.report() }),
      };
    },
  };
};
