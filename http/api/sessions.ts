/** /v1/sessions: opened by logging in, listed, ended. A session says who is calling and nothing else, as a token does. */
import { type Context, Hono } from "hono";
import type * as v from "valibot";
import { withheldFrom } from "../../domain/governance/entitlement.ts";
import { type RefusalCode, refusal } from "../../domain/kernel/refusal.ts";
import type { Log } from "../../domain/ports/log.ts";
import type { Session } from "../../domain/ports/session-store.ts";
import type { Credentials, LogIn, Shown } from "../../domain/process/login/log-in.ts";
import { csrfOf, type Opened, type Sessions } from "../../domain/process/login/sessions.ts";
import type { Attempts } from "../../domain/process/watch-attempts.ts";
import type { Connection } from "../connection.ts";
import { list, pageOfAll } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, json, param, query } from "./route.ts";
import {
  ListQuery,
  LoginBody,
  pageOf,
  type SessionAnswer,
  SessionAnswer as SessionAnswerSchema,
  SessionEndedAnswer,
  SessionParam,
  SessionRowAnswer,
} from "./schemas.ts";
import { cookieOf, isForeign, NO_COOKIE, secretIn } from "./session-cookie.ts";
import type { ApiVariables } from "./variables.ts";

export type SessionDeps = {
  readonly sessions: Sessions;
  readonly logIn: LogIn;
  readonly attempts: Attempts;
  /** Where people reach the API. */
  readonly apiOrigin: () => string;
  readonly log: Log;
};

const TAG = "sessions";

const connectionOf = (c: Context): Connection | undefined =>
  (c.env as { readonly connection?: Connection } | undefined)?.connection;

/** Sessions are no events, so the ports of a dry run do not keep them from being opened and ended. */
const isDry = (c: Context): boolean => c.req.query("dryRun") === "true";

/** What may be told of a refused login. */
const TOLD: ReadonlyMap<RefusalCode, string> = new Map([
  ["login.locked", "too many attempts to log in"],
  ["login.no-directory", "no directory is configured here"],
  ["login.second-factor-needed", "a security key is to be touched"],
]);

const credentialsOf = (body: v.InferOutput<typeof LoginBody>, connection: Connection | undefined): Credentials => {
  if (body.way === "certificate") return { way: body.way, presented: connection?.clientCertificate };
  const { way, name, password, secondFactor } = body;
  if (way === "ldap") return { way, name, password, secondFactor };
  return { way, holder: name.includes(":") ? name : `officer:${name}`, password, secondFactor };
};

const COLUMNS = Object.keys(SessionRowAnswer.entries);
const noSession = () => problem(refusal("session.unknown", "no such session"));
/** Whether the caller may do to everybody's sessions what anybody may do to their own. */
const mayAll = (c: Context<ApiVariables>, right: "sessions.read" | "sessions.end"): boolean =>
  withheldFrom(c.get("caller").access, right) === undefined;

export const sessionRoutes = ({ sessions, logIn, attempts, apiOrigin, log }: SessionDeps): Hono<ApiVariables> => {
  const rowOf = (session: Session): SessionRowAnswer => {
    const { id, first, openedAt, seenAt, companions } = session;
    const others = companions.map(({ holder, at }) => ({ holder, at }));
    return { id, holder: first.holder, openedAt, seenAt, ...sessions.endOf(session), companions: others };
  };
  const answerOf = ({ session, secret }: Opened): SessionAnswer => ({ ...rowOf(session), csrf: csrfOf(secret) });
  const mine = ({ first, companions }: Session, actor: string): boolean =>
    [first, ...companions].some(({ holder }) => holder === actor);

  const refused = (c: Context<ApiVariables>, code: RefusalCode, facts?: Record<string, string | number>): Response => {
    // Half a login is no refused attempt.
    if (code !== "login.second-factor-needed") {
      attempts.note(code);
      log.warn({ code, address: connectionOf(c)?.address ?? null }, "a login was refused");
    }
    const told = TOLD.get(code);
    if (told !== undefined) return problem(refusal(code, told, facts));
    return problem(refusal("login.failed", "nobody logs in with this"));
  };

  /** The session that the browser had is over: what it knew of it, and who else may know it, is worth nothing now. */
  const endFormer = async (c: Context<ApiVariables>): Promise<void> => {
    const basis = await c.get("ports").governance();
    const secret = secretIn(c.req.header("cookie"));
    const former = basis.ok && secret !== undefined ? sessions.find(secret, basis.value.governance) : undefined;
    if (former !== undefined) sessions.end(former.id);
  };

  /** The login that was shown, or the answer to whoever showed none. */
  const whoLogsIn = async (
    c: Context<ApiVariables>,
    body: v.InferOutput<typeof LoginBody>,
  ): Promise<Shown | Response> => {
    const connection = connectionOf(c);
    c.header("cache-control", "no-store");
    if (connection !== undefined && !connection.isSecure)
      return problem(refusal("transport.insecure", "nobody logs in but over TLS"));
    const basis = await c.get("ports").governance();
    if (!basis.ok) return problem(basis.error);
    const shown = await logIn(basis.value.governance, credentialsOf(body, connection), connection?.address);
    return shown.ok ? shown.value : refused(c, shown.error.code, shown.error.facts);
  };

  return new Hono<ApiVariables>()
    .post(
      "/sessions",
      described({
        tag: TAG,
        id: "openSession",
        right: "self",
        isOpen: true,
        summary: "Log in; the answer sets a cookie",
        text: "The cookie `__Host-cartulary` bears the session; writes with it need `csrf` of the answer as Cartulary-Csrf, and come from a page of this address. An Idempotency-Key changes nothing: each login is another session.",
        status: 201,
        answer: SessionAnswerSchema,
        problems: [403, 429],
        about: ["login", "session", "transport"],
      }),
      json(LoginBody),
      async (c) => {
        if (isForeign(c, apiOrigin()) === true) {
          attempts.note("session.forged");
          return problem(refusal("session.forged", "a page of another site asks", { field: "Origin" }));
        }
        const shown = await whoLogsIn(c, c.req.valid("json"));
        if (shown instanceof Response) return shown;
        const { login } = shown;
        const opened = sessions.open(shown);
        if (isDry(c)) {
          sessions.end(opened.session.id);
          return c.json(answerOf(opened), 201);
        }
        await endFormer(c);
        attempts.admit(login.id);
        log.info({ session: opened.session.id, holder: login.holder, login: login.id }, "logged in");
        c.header("set-cookie", cookieOf(opened.secret));
        return c.json(answerOf(opened), 201);
      },
    )
    .get(
      "/sessions",
      described({
        tag: TAG,
        id: "listSessions",
        right: "self",
        summary: "Your sessions; with the right sessions.read all of them",
        answer: pageOf(SessionRowAnswer),
        other: { "text/csv": "all rows" },
        problems: [403],
      }),
      query(ListQuery),
      (c) => {
        const { actor } = c.get("caller");
        const rows = sessions.all().filter((s) => mayAll(c, "sessions.read") || mine(s, actor));
        return list(c, c.req.valid("query"), COLUMNS, pageOfAll(rows.map(rowOf)));
      },
    )
    .get(
      "/sessions/current",
      described({
        tag: TAG,
        id: "readSession",
        right: "self",
        summary: "The session of this call",
        answer: SessionAnswerSchema,
        problems: [403, 404],
        about: ["session"],
      }),
      (c) => {
        const current = c.get("session");
        c.header("cache-control", "no-store");
        return current === undefined ? noSession() : c.json(answerOf(current));
      },
    )
    .post(
      "/sessions/current/companions",
      described({
        tag: TAG,
        id: "joinSession",
        right: "self",
        summary: "Another person logs in to the session of this call",
        text: "A role may ask for several people who have logged in together. The answer sets another cookie, with another `csrf`. An Idempotency-Key changes nothing.",
        answer: SessionAnswerSchema,
        problems: [403, 404, 409, 429],
        about: ["login", "session", "transport"],
      }),
      json(LoginBody),
      async (c) => {
        const current = c.get("session");
        if (current === undefined) return noSession();
        const shown = await whoLogsIn(c, c.req.valid("json"));
        if (shown instanceof Response) return shown;
        const { login } = shown;
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const joined = sessions.join(basis.value.governance, current.session, shown, isDry(c));
        if (!joined.ok) return problem(joined.error);
        if (isDry(c)) return c.json(answerOf(joined.value));
        attempts.admit(login.id);
        log.info({ session: current.session.id, holder: login.holder, login: login.id }, "joined a session");
        c.header("set-cookie", cookieOf(joined.value.secret));
        return c.json(answerOf(joined.value));
      },
    )
    .delete(
      "/sessions/current",
      described({
        tag: TAG,
        id: "endThisSession",
        right: "self",
        summary: "Log out",
        answer: SessionEndedAnswer,
        problems: [403, 404],
        about: ["session"],
      }),
      (c) => {
        const current = c.get("session");
        if (current === undefined) return noSession();
        const { id } = current.session;
        if (!isDry(c)) {
          sessions.end(id);
          log.info({ session: id, by: c.get("caller").actor }, "logged out");
          c.header("set-cookie", NO_COOKIE);
        }
        return c.json({ id, ended: true });
      },
    )
    .delete(
      "/sessions/:id",
      described({
        tag: TAG,
        id: "endSession",
        right: "self",
        summary: "End a session: one of yours, or with the right sessions.end any",
        answer: SessionEndedAnswer,
        problems: [403, 404],
        about: ["session"],
      }),
      param(SessionParam),
      (c) => {
        const { id } = c.req.valid("param");
        const { actor } = c.get("caller");
        const session = sessions.all().find((s) => s.id === id);
        if (session === undefined || !(mayAll(c, "sessions.end") || mine(session, actor))) return noSession();
        if (!isDry(c)) {
          sessions.end(id);
          log.info({ session: id, by: actor }, "a session was ended");
        }
        return c.json({ id, ended: true });
      },
    );
};
