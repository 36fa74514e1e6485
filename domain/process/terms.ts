/** What ends by itself unless somebody renews it: authorities, OCSP responders, lists, mandates, tokens of the API. */
import type { Authority } from "../authority/state.ts";
import { crl as crlAggregate } from "../crl/decider.ts";
import type { Crl } from "../crl/state.ts";
import type { Governance } from "../governance/state.ts";
import { type Instant, secondsBetween } from "../kernel/instant.ts";
import { categoryOf, crlStream, GOVERNANCE, idOf } from "../kernel/stream.ts";
import type { Ocsp } from "../ocsp/state.ts";
import { loadState } from "./ledger.ts";
import type { Ports } from "./ports.ts";

/** `of`: an authority's id, a mandate's; for a token its holder. `noticeSeconds`: how long before its end somebody should act. */
export type Term = {
  readonly kind: "authority" | "responder" | "crl" | "mandate" | "token";
  readonly of: string;
  readonly notAfter: Instant;
  readonly noticeSeconds: number;
  /** Of a list: since when it says what it says. */
  readonly since?: Instant;
};

const DAY = 86_400;
/** An authority's successor must be certified, and known to relying parties, while it still issues. */
const NOTICE = { authority: 365 * DAY, responder: 30 * DAY, mandate: 30 * DAY, token: 30 * DAY } as const;
/** A list is published anew at half of its life; one that has lived this much of it was not. */
const CRL_NOTICE = 1 / 4;

const term = (kind: keyof typeof NOTICE, of: string, notAfter: Instant): Term => ({
  kind,
  of,
  notAfter,
  noticeSeconds: NOTICE[kind],
});

const crlTerms = (of: string, { published }: Crl): readonly Term[] => {
  if (published === null) return [];
  const { thisUpdate, nextUpdate } = published;
  const noticeSeconds = CRL_NOTICE * secondsBetween(thisUpdate, nextUpdate);
  return [{ kind: "crl", of, notAfter: nextUpdate, noticeSeconds, since: thisUpdate }];
};

/** Mandates in force; and for each holder the token that lasts longest. */
const governanceTerms = (governance: Governance): readonly Term[] => {
  if (governance.at !== "founded") return [];
  const mandates = [...governance.mandates.values()].filter((m) => !m.isSuspended);
  const last = new Map<string, Instant>();
  for (const { holder, notAfter, isActive } of governance.tokens.values())
    if (isActive && notAfter > (last.get(holder) ?? "")) last.set(holder, notAfter);
  return [
    ...mandates.map(({ mandate }) => term("mandate", mandate.id, mandate.notAfter)),
    ...[...last].map(([holder, notAfter]) => term("token", holder, notAfter)),
  ];
};

/** From the states of all streams, by name. */
export const termsOfStreams = (states: Iterable<readonly [string, unknown]>): readonly Term[] => {
  const all = [...states];
  const of = (category: string) => all.filter(([name]) => categoryOf(name) === category);
  const authorities = of("authority").flatMap(([name, state]) => {
    const authority = state as Authority;
    return authority.at === "active" ? [{ id: idOf(name), ...authority }] : [];
  });
  const nameOf = (key: string): string => authorities.find((a) => a.key === key)?.id ?? key;
  return [
    ...authorities.map(({ id, notAfter }) => term("authority", id, notAfter)),
    ...of("ocsp").flatMap(([name, state]) => {
      const { responder } = state as Ocsp;
      return responder === null ? [] : [term("responder", nameOf(idOf(name)), responder.notAfter)];
    }),
    ...of("crl").flatMap(([name, state]) => crlTerms(nameOf(idOf(name).split(".")[0] ?? ""), state as Crl)),
    ...of(GOVERNANCE).flatMap(([, state]) => governanceTerms(state as Governance)),
  ];
};

const SHARD = 0;

/** From the read models and the streams that they do not cover. */
export const readTerms = async ({ store, queries, governance }: Ports): Promise<readonly Term[]> => {
  const terms: Term[] = [];
  for (const { id, key, notAfter } of queries.authorities()) {
    if (notAfter === null) continue;
    terms.push(term("authority", id, notAfter));
    const responder = queries.responderOf(key);
    if (responder !== undefined) terms.push(term("responder", id, responder.notAfter));
    terms.push(...crlTerms(id, await loadState(store, crlAggregate, crlStream(key, SHARD))));
  }
  const basis = await governance();
  return basis.ok ? [...terms, ...governanceTerms(basis.value.governance)] : terms;
};

export type Ending = Term & { readonly hasEnded: boolean };

/** What has ended or is about to, the first to end first. */
export const endings = (terms: readonly Term[], now: Instant): readonly Ending[] =>
  terms
    .filter(({ notAfter, noticeSeconds }) => secondsBetween(now, notAfter) <= noticeSeconds)
    .map((t) => ({ ...t, hasEnded: t.notAfter < now }))
    .sort((a, b) => (a.notAfter < b.notAfter ? -1 : 1));
