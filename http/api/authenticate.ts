/**
 * Who is calling: by a token, or by a session. Both tell only that; what the caller may do is decided elsewhere, from roles
 * and signatures. A token is `cartulary_<id>_<secret>`, and the ledger holds the SHA-256 of the secret.
 */
import type { Context, MiddlewareHandler } from "hono";
import {
  type Access,
  type Entitlement,
  entitlementOf,
  withheldFrom,
  within,
} from "../../domain/governance/entitlement.ts";
import { type FoundedGovernance, tokenHolder } from "../../domain/governance/state.ts";
import { fromBase64url, toHex } from "../../domain/kernel/bytes.ts";
import { equalSecret, sha256 } from "../../domain/kernel/digest.ts";
import { deriveUuid } from "../../domain/kernel/envelope.ts";
import { type RefusalCode, refusal } from "../../domain/kernel/refusal.ts";
import type { Log } from "../../domain/ports/log.ts";
import type { Presence, Session } from "../../domain/ports/session-store.ts";
import type { Basis } from "../../domain/process/governance-reader.ts";
import { peopleIn, type Sessions } from "../../domain/process/login/sessions.ts";
import type { Ports } from "../../domain/process/ports.ts";
import type { Attempts } from "../../domain/process/watch-attempts.ts";
import { problem } from "./problem.ts";
import { forgedBy, secretIn } from "./session-cookie.ts";
import type { ApiVariables } from "./variables.ts";

const TOKEN = /^Bearer cartulary_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
const READS = new Set(["GET", "HEAD"]);

/** Who logs in says in the body who they are. */
export const isLogin = (c: Context): boolean => c.req.method === "POST" && c.req.path === "/v1/sessions";

/** Whether the answer is a secret for the one who asked alone. */
export const isSecretAnswer = (c: Context): boolean =>
  isLogin(c) || (c.req.method === "POST" && c.req.path === "/v1/sessions/current/companions");

type Call = Context<ApiVariables>;

export type AuthenticateDeps = {
  readonly ports: Ports;
  readonly attempts: Attempts;
  readonly sessions: Sessions;
  readonly apiOrigin: () => string;
  readonly log: Log;
};

const noToken = ({ attempts }: AuthenticateDeps, why: RefusalCode): Response => {
  attempts.note(why);
  return problem(refusal("caller.unauthenticated", "a valid bearer token is needed"));
};

/** A bearer token is one login. */
const ONE_LOGIN = (): number => 1;

/** Who has not logged in yet: no right is theirs. */
const NOBODY = {
  actor: "anonymous:caller",
  authentication: "none",
  access: { entitlement: new Map(), logins: () => 0 },
} as const;

type EntitlementAt = (governance: FoundedGovernance, actor: string, more?: readonly string[]) => Entitlement;

/** What each caller may do is worked out once for each state of governance. */
const entitlements = (): EntitlementAt => {
  const known = new WeakMap<FoundedGovernance, Map<string, Entitlement>>();
  return (governance, actor, more = []) => {
    const those = known.get(governance) ?? new Map<string, Entitlement>();
    known.set(governance, those);
    const who = [actor, ...more].join(" ");
    const entitlement = those.get(who) ?? entitlementOf(governance, actor, more);
    those.set(who, entitlement);
    return entitlement;
  };
};

/**
 * Answers 401 in the same words whatever is wrong with a token. One that was real and no longer counts is told apart for
 * the operators: it was forgotten somewhere, or stolen.
 */
const byToken = (deps: AuthenticateDeps, entitlementAt: EntitlementAt) => {
  const { ports, log } = deps;
  return (c: Call, { governance }: Basis, bearer: string): Response | undefined => {
    const [, id = "", text = ""] = TOKEN.exec(bearer) ?? [];
    const token = governance.tokens.get(id);
    const secret = fromBase64url(text);
    const expected = token && fromBase64url(token.digest);
    if (!token || !secret || !expected || !equalSecret(sha256(secret), expected))
      return noToken(deps, "caller.unauthenticated");
    const isInForce = (current: FoundedGovernance) => tokenHolder(current, id, ports.clock.now()) !== undefined;
    if (!isInForce(governance)) {
      log.warn(
        { token: id, holder: token.holder, notAfter: token.notAfter },
        "a token that is no longer in force was used",
      );
      return noToken(deps, token.isActive ? "caller.token-ended" : "caller.token-revoked");
    }
    const accessAt = (current: FoundedGovernance): Access => ({
      entitlement: within(entitlementAt(current, token.holder), token.scope),
      logins: ONE_LOGIN,
    });
    c.set("caller", { actor: token.holder, authentication: `token:${id}`, access: accessAt(governance) });
    c.set("stillMay", (current, right) => isInForce(current) && withheldFrom(accessAt(current), right) === undefined);
    return undefined;
  };
};

/** Two accounts of one person are one, and who does not have a right themselves adds nothing to it. */
const accessIn = (governance: FoundedGovernance, session: Session, entitlementAt: EntitlementAt): Access => {
  const of = ({ holder, roles }: Presence): Entitlement => entitlementAt(governance, holder, roles);
  return {
    entitlement: of(session.first),
    logins: (right) => peopleIn(governance, session, (one) => of(one).has(right)).size,
  };
};

/** undefined: the caller is known now. A session counts while the login that opened it does; a write by it must come from our own page. */
const bySession =
  ({ sessions, attempts, apiOrigin }: AuthenticateDeps, entitlementAt: EntitlementAt) =>
  (c: Call, { governance }: Basis, secret: string): Response | undefined => {
    const session = sessions.find(secret, governance);
    if (session === undefined) {
      attempts.note("session.ended");
      return problem(refusal("session.ended", "the session has ended, or never was"));
    }
    const field = READS.has(c.req.method) ? undefined : forgedBy(c, secret, apiOrigin());
    if (field !== undefined) {
      attempts.note("session.forged");
      return problem(refusal("session.forged", "a write with a cookie must show where it comes from", { field }));
    }
    const access = accessIn(governance, session, entitlementAt);
    c.set("caller", { actor: session.first.holder, authentication: `session:${session.id}`, access });
    c.set("session", { session, secret });
    c.set("stillMay", (current, right) => {
      const standing = sessions.standing(session.id, current);
      return standing !== undefined && withheldFrom(accessIn(current, standing, entitlementAt), right) === undefined;
    });
    return undefined;
  };

export const authenticate = (deps: AuthenticateDeps): MiddlewareHandler<ApiVariables> => {
  const { ports, attempts } = deps;
  const entitlementAt = entitlements();
  const [known, knownBySession] = [byToken(deps, entitlementAt), bySession(deps, entitlementAt)];
  return async (c, next) => {
    const secret = secretIn(c.req.header("cookie"));
    const bearer = c.req.header("authorization");
    const logsIn = isLogin(c);
    if (!logsIn && secret !== undefined && bearer !== undefined) {
      attempts.note("caller.two-credentials");
      return problem(refusal("caller.two-credentials", "the call bears a token and a session"));
    }
    // The ledger is not asked for a caller who shows nothing.
    if (!logsIn && secret === undefined && !TOKEN.test(bearer ?? "")) return noToken(deps, "caller.unauthenticated");
    const basis = await ports.governance();
    if (!basis.ok) return problem(basis.error);
    if (logsIn) {
      c.set("caller", NOBODY);
      c.set("stillMay", () => false);
    } else {
      const refused =
        secret === undefined ? known(c, basis.value, bearer ?? "") : knownBySession(c, basis.value, secret);
      if (refused !== undefined) return refused;
    }
    c.set("ports", { ...ports, governance: async () => basis });
    return next();
  };
};

const KEY_HEADER = "Idempotency-Key";
/** Visible ASCII and inner spaces; all of it counts, so a longer one is refused and never cut. */
const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/;

/** Refuses a key that cannot be one before anything is done under it. */
export const checkIdempotencyKey: MiddlewareHandler<ApiVariables> = async (c, next) => {
  const key = c.req.header(KEY_HEADER);
  if (key === undefined || KEY.test(key)) return next();
  return problem(refusal("input.malformed", "not 1 to 200 characters of ASCII", { field: KEY_HEADER }));
};

/**
 * The command that a write carries out: the caller's own Idempotency-Key makes a retry the same command, without one
 * each request is a new one.
 */
export const commandId = (c: Context<ApiVariables>): string => {
  const key = c.req.header(KEY_HEADER);
  const { authentication } = c.get("caller");
  return deriveUuid("http", ...(key === undefined ? [toHex(c.get("ports").entropy.bytes(16))] : [authentication, key]));
};
