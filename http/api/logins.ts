/** /v1/governance/logins: how officers and operators log in. They are linked and ended as every change of governance. */
import { Hono } from "hono";
import type { LoginState } from "../../domain/governance/login.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { conditional, contentTag } from "./condition.ts";
import { list, pageOfAll } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, param, query } from "./route.ts";
import { LoginAnswer, LoginParam, LoginsQuery, pageOf } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

const TAG = "governance";

const loginOf = ({ id, holder, by, isActive }: LoginState) => ({
  id,
  holder,
  way: by.way,
  directory: by.way === "ldap" ? by.directory : null,
  state: isActive ? "in force" : "ended",
});

export const loginRoutes = (): Hono<ApiVariables> =>
  new Hono<ApiVariables>()
    .get(
      "/governance/logins",
      described({
        tag: TAG,
        id: "listLogins",
        summary: "How officers and operators log in",
        right: "tokens.read",
        answer: pageOf(LoginAnswer),
        other: { "text/csv": "all rows" },
        problems: [403],
      }),
      query(LoginsQuery),
      async (c) => {
        const { holder, state, ...asked } = c.req.valid("query");
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const rows = [...basis.value.governance.logins.values()]
          .map(loginOf)
          .filter((l) => (holder === undefined || l.holder === holder) && (state === undefined || l.state === state));
        return list(c, asked, Object.keys(LoginAnswer.entries), pageOfAll(rows));
      },
    )
    .get(
      "/governance/logins/:id",
      described({
        tag: TAG,
        id: "readLogin",
        isTagged: true,
        summary: "Read one login",
        right: "tokens.read",
        answer: LoginAnswer,
        problems: [403, 404],
        about: ["governance"],
      }),
      param(LoginParam),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const login = basis.value.governance.logins.get(c.req.valid("param").id);
        if (login === undefined) return problem(refusal("governance.login-unknown", "no such login"));
        const body = loginOf(login);
        return conditional(c, contentTag(body), () => c.json(body));
      },
    );
