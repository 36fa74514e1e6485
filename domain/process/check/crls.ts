/**
 * Derives each announced CRL anew from the revocations before it, byte for byte, and checks that what was published is that
 * list under its authority's signature. RFC 5280 §5.
 *
 * A list shows the revocations of its key and shard up to some event, in the order of the ledger: whoever made it may not have
 * seen the newest yet. So the newest are taken away one by one until the bytes are the announced ones.
 */
import type { ActiveAuthority, Authority } from "../../authority/state.ts";
import type { LedgerEvent } from "../../catalogue.ts";
import { listedAs } from "../../certificate/listed.ts";
import type { Crl } from "../../crl/state.ts";
import { equalBytes, fromBase64url, toBase64url } from "../../kernel/bytes.ts";
import { sha256, verifySignature } from "../../kernel/digest.ts";
import { type Instant, secondsBetween } from "../../kernel/instant.ts";
import { authorityStream, crlStream, idOf } from "../../kernel/stream.ts";
import { parseCertificate } from "../../pki/certificate.ts";
import type { Revocation } from "../../pki/revocation.ts";
import { parseCertificateList } from "../../pki/tbs-cert-list.ts";
import { crlContent } from "../crl-content.ts";
import type { Known } from "./core.ts";

/** A change that a list left out for longer than this was not overlooked. */
const MAX_LAG_SECONDS = 3_600;

/** What an event did to a list, and how it is undone. */
type Step = { readonly at: Instant; readonly serial: string; readonly before: Revocation | undefined };

type Series = {
  readonly entries: Map<string, Revocation>;
  /** Since the change that the last list showed for certain, the oldest first. */
  steps: Step[];
  /** Of the list that is open: what is to be signed. */
  tbs: Uint8Array | undefined;
};

export type CrlReport = {
  /** Lists that were derived anew, and are the announced ones. */
  readonly derived: number;
  /** Published ones whose bytes were there and are right. */
  readonly signed: number;
};

export type CrlCheck = {
  readonly look: (event: LedgerEvent, index: number, known: Known) => string | undefined;
  readonly report: () => CrlReport;
};

const inOrder = (entries: ReadonlyMap<string, Revocation>): readonly Revocation[] =>
  [...entries.values()].sort(([a], [b]) => (a < b ? -1 : 1));

/** `blob`: the bytes of this digest; leave it out where there are none to look at. */
export const crlCheck = (blob?: (digest: string) => Uint8Array | undefined): CrlCheck => {
  const all = new Map<string, Series>();
  const report = { derived: 0, signed: 0 };

  const seriesOf = (stream: string): Series => {
    const series = all.get(stream) ?? { entries: new Map(), steps: [], tbs: undefined };
    all.set(stream, series);
    return series;
  };

  const change = (stream: string, at: Instant, serial: string, entry: Revocation | undefined): void => {
    const { entries, steps } = seriesOf(stream);
    steps.push({ at, serial, before: entries.get(serial) });
    if (entry === undefined) entries.delete(serial);
    else entries.set(serial, entry);
  };

  const derive = (
    event: Extract<LedgerEvent, { type: "CrlPrepared" }>,
    authority: ActiveAuthority,
  ): string | undefined => {
    const series = seriesOf(event.stream);
    const { body } = event;
    const entries = new Map(series.entries);
    for (let undone = 0; ; undone++) {
      if (entries.size === body.entries) {
        const tbs = crlContent(authority, { ...body, entries: inOrder(entries) });
        if (toBase64url(sha256(tbs)) === body.tbs) {
          series.tbs = tbs;
          report.derived += 1;
          const left = series.steps.slice(series.steps.length - undone);
          series.steps = left;
          const late = left.find((s) => secondsBetween(s.at, event.at) > MAX_LAG_SECONDS);
          return (
            late && `the list leaves out what was said of ${late.serial} ${secondsBetween(late.at, event.at)} s before`
          );
        }
      }
      const step = series.steps[series.steps.length - 1 - undone];
      if (step === undefined) return "the list is not what the revocations before it make";
      if (step.before === undefined) entries.delete(step.serial);
      else entries.set(step.serial, step.before);
    }
  };

  const published = (event: Extract<LedgerEvent, { type: "CrlPublished" }>, known: Known): string | undefined => {
    const { tbs } = seriesOf(event.stream);
    const authority = (known.stateOf(event.stream) as Crl).published?.authority ?? "";
    const state = known.stateOf(authorityStream(authority)) as Authority | undefined;
    const der = state?.at === "active" ? fromBase64url(state.der) : undefined;
    const own = der && parseCertificate(der);
    if (blob === undefined) return undefined;
    const bytes = blob(event.body.blob);
    if (bytes === undefined) return `the bytes of list ${event.body.number} are missing`;
    if (toBase64url(sha256(bytes)) !== event.body.blob) return `the bytes of list ${event.body.number} are others`;
    const list = parseCertificateList(bytes);
    if (!list.ok) return "the published list cannot be read";
    // One that could not be derived has its finding already.
    if (tbs !== undefined && !equalBytes(list.value.tbs, tbs)) return "the published list is not the announced one";
    if (!own?.ok) return "a list of an authority that is not certified";
    if (!verifySignature(own.value.fields.spki, list.value.tbs, list.value.signature, list.value.algorithm))
      return "the published list's signature does not verify";
    report.signed += 1;
    return undefined;
  };

  return {
    look: (event, _index, known) => {
      const listed = listedAs(event);
      if (listed !== undefined) change(crlStream(listed.key, listed.shard), event.at, listed.serial, listed.entry);
      switch (event.type) {
        case "CrlPrepared": {
          seriesOf(event.stream).tbs = undefined;
          const authority = known.stateOf(authorityStream(event.body.authority)) as Authority | undefined;
          if (authority?.at !== "active" || authority.key !== idOf(event.stream).split(".")[0])
            return "a list of no active authority's key";
          return derive(event, authority);
        }
        case "CrlPublished":
          return published(event, known);
        default:
          return undefined;
      }
    },
    report: () => report,
  };
};
