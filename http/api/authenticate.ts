/**
 * Who is calling. A token tells only that: it is `cartulary_<id>_<secret>`, the ledger holds the SHA-256 of the secret,
 * and what its holder may do is decided elsewhere, from roles and signatures.
 */
import type { Context, MiddlewareHandler } from "hono";
import { type Entitlement, entitlementOf } from "../../domain/governance/entitlement.ts";
import { type FoundedGovernance, tokenHolder } from "../../domain/governance/state.ts";
import { fromBase64url, toHex } from "../../domain/kernel/bytes.ts";
import { equalSecret, sha256 } from "../../domain/kernel/digest.ts";
import { deriveUuid } from "../../domain/kernel/envelope.ts";
import { type RefusalCode, refusal } from "../../domain/kernel/refusal.ts";
import type { Log } from "../../domain/ports/log.ts";
import type { Ports } from "../../domain/process/ports.ts";
import type { Attempts } from "../../domain/process/watch-attempts.ts";
import { problem } from "./problem.ts";
import type { ApiVariables } from "./variables.ts";

const TOKEN = /^Bearer cartulary_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** A bearer token is one login. */
const ONE_LOGIN = 1;

/** What each caller may do is worked out once for each state of governance. */
const entitlements = () => {
  const known = new WeakMap<FoundedGovernance, Map<string, Entitlement>>();
  return (governance: FoundedGovernance, actor: string): Entitlement => {
    const those = known.get(governance) ?? new Map<string, Entitlement>();
    known.set(governance, those);
    const entitlement = those.get(actor) ?? entitlementOf(governance, actor);
    those.set(actor, entitlement);
    return entitlement;
  };
};

/**
 * Answers 401 in the same words whatever is wrong with the token. One that was real and no longer counts is told apart for
 * the operators: it was forgotten somewhere, or stolen.
 */
export const authenticate = (ports: Ports, attempts: Attempts, log: Log): MiddlewareHandler<ApiVariables> => {
  const entitlementAt = entitlements();
  return async (c, next) => {
    const refuse = (why: RefusalCode) => {
      attempts.note(why);
      return problem(refusal("caller.unauthenticated", "a valid bearer token is needed"));
    };
    const match = TOKEN.exec(c.req.header("authorization") ?? "");
    if (match === null) return refuse("caller.unauthenticated");
    const [, id = "", text = ""] = match;
    const basis = await ports.governance();
    if (!basis.ok) return problem(basis.error);
    const { governance } = basis.value;
    const token = governance.tokens.get(id);
    const secret = fromBase64url(text);
    const expected = token && fromBase64url(token.digest);
    if (!token || !secret || !expected || !equalSecret(sha256(secret), expected))
      return refuse("caller.unauthenticated");
    if (tokenHolder(governance, id, ports.clock.now()) === undefined) {
      log.warn(
        { token: id, holder: token.holder, notAfter: token.notAfter },
        "a token that is no longer in force was used",
      );
      return refuse(token.isActive ? "caller.token-ended" : "caller.token-revoked");
    }
    const access = { entitlement: entitlementAt(governance, token.holder), logins: ONE_LOGIN };
    c.set("caller", { actor: token.holder, authentication: `token:${id}`, access });
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
