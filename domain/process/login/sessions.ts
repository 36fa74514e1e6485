/**
 * Sessions: opened by a login, known by a secret of 256 bits that only the browser has, ended by time, by hand, or because
 * the login that opened them is gone.
 */

import { personOf } from "../../governance/entitlement.ts";
import type { FoundedGovernance } from "../../governance/state.ts";
import { fromBase64url, toBase64url, toHex, utf8 } from "../../kernel/bytes.ts";
import { equalSecret, hmacSha256, sha256 } from "../../kernel/digest.ts";
import { deriveUuid } from "../../kernel/envelope.ts";
import { addSeconds, type Instant, secondsBetween } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Entropy } from "../../ports/entropy.ts";
import type { Presence, Session, SessionStore } from "../../ports/session-store.ts";
import type { Shown } from "./log-in.ts";

export type SessionLimits = {
  /** Without a call. */
  readonly idleSeconds: number;
  /** From its opening, whatever happens. */
  readonly absoluteSeconds: number;
  /** Within which companions must log in after the first. */
  readonly companionSeconds: number;
};

/** What goes to the browser, once. */
export type Opened = { readonly session: Session; readonly secret: string };

export type Sessions = {
  readonly open: (shown: Shown) => Opened;
  /** The session of this secret, when it still counts under `governance`; seen, and so kept from falling asleep. */
  readonly find: (secret: string, governance: FoundedGovernance) => Session | undefined;
  /**
   * Another person joins, and the session has another secret. Refuses `session.same-person`, and `session.too-late` when
   * the first one's login is too long ago. `isTrial`: only asked.
   */
  readonly join: (governance: FoundedGovernance, session: Session, shown: Shown, isTrial?: boolean) => Result<Opened>;
  /** A session that still counts, with who is in it now; not seen by that. */
  readonly standing: (id: string, governance: FoundedGovernance) => Session | undefined;
  /** Those that have not ended by time. */
  readonly all: () => readonly Session[];
  /** False when there was none. */
  readonly end: (id: string) => boolean;
  /** Until when it lasts without a call, and at the latest. */
  readonly endOf: (session: Session) => { readonly idleUntil: Instant; readonly endsAt: Instant };
};

const digestOf = (secret: string): string => toBase64url(sha256(utf8(secret)));

/** What a write must send along. It follows from the secret, so nothing more is kept, and nobody can make it without. */
export const csrfOf = (secret: string): string => toBase64url(hmacSha256(utf8(secret), utf8("cartulary-csrf-v1")));

export const isCsrf = (secret: string, token: string): boolean => {
  const [given, expected] = [fromBase64url(token), fromBase64url(csrfOf(secret))];
  return given !== undefined && expected !== undefined && equalSecret(given, expected);
};

/** Who is in it, each person once, whatever accounts they came by; of the accounts only those that `counts` lets count. */
export const peopleIn = (
  governance: FoundedGovernance,
  { first, companions }: Session,
  counts: (one: Presence) => boolean = () => true,
): ReadonlySet<string> =>
  new Set([first, ...companions].filter(counts).map(({ holder }) => personOf(governance, holder)));

const presenceOf = ({ login, roles }: Shown, at: Instant): Presence => ({
  login: login.id,
  holder: login.holder,
  roles,
  at,
});

const isPresent =
  (governance: FoundedGovernance) =>
  ({ login, holder }: Presence): boolean => {
    const linked = governance.logins.get(login);
    return linked?.isActive === true && linked.holder === holder;
  };

export const sessionsOver = (
  { sessions, clock, entropy }: { readonly sessions: SessionStore; readonly clock: Clock; readonly entropy: Entropy },
  limits: SessionLimits,
): Sessions => {
  const newSecret = (): string => toBase64url(entropy.bytes(32));
  const isOver = ({ openedAt, seenAt }: Session): boolean => {
    const now = clock.now();
    return secondsBetween(seenAt, now) > limits.idleSeconds || secondsBetween(openedAt, now) > limits.absoluteSeconds;
  };
  const all = (): readonly Session[] => {
    for (const session of sessions.all()) if (isOver(session)) sessions.remove(session.id);
    return sessions.all();
  };
  return {
    open: (shown) => {
      const now = clock.now();
      const secret = newSecret();
      const session: Session = {
        id: deriveUuid("session", toHex(entropy.bytes(16))),
        digest: digestOf(secret),
        first: presenceOf(shown, now),
        companions: [],
        openedAt: now,
        seenAt: now,
      };
      sessions.put(session);
      return { session, secret };
    },
    find: (secret, governance) => {
      const session = sessions.find(digestOf(secret));
      if (session === undefined) return undefined;
      const isHere = isPresent(governance);
      if (isOver(session) || !isHere(session.first)) {
        sessions.remove(session.id);
        return undefined;
      }
      const seen = { ...session, seenAt: clock.now(), companions: session.companions.filter(isHere) };
      sessions.put(seen);
      return seen;
    },
    join: (governance, session, shown, isTrial = false) => {
      const now = clock.now();
      if (secondsBetween(session.first.at, now) > limits.companionSeconds)
        return refuse(refusal("session.too-late", "the first login is too long ago"));
      if (peopleIn(governance, session).has(personOf(governance, shown.login.holder)))
        return refuse(refusal("session.same-person", "this person is in the session already"));
      const secret = newSecret();
      const companions = [...session.companions, presenceOf(shown, now)];
      const joined = { ...session, digest: digestOf(secret), companions, seenAt: now };
      if (!isTrial) sessions.put(joined);
      return ok({ session: joined, secret });
    },
    standing: (id, governance) => {
      const session = sessions.all().find((s) => s.id === id);
      const isHere = isPresent(governance);
      if (session === undefined || isOver(session) || !isHere(session.first)) return undefined;
      return { ...session, companions: session.companions.filter(isHere) };
    },
    all,
    end: (id) => sessions.remove(id),
    endOf: ({ openedAt, seenAt }) => {
      const endsAt = addSeconds(openedAt, limits.absoluteSeconds);
      const left = Math.min(limits.idleSeconds, secondsBetween(seenAt, endsAt));
      return { idleUntil: addSeconds(seenAt, left), endsAt };
    },
  };
};
