/** /v1/roles, /v1/persons, /v1/groups: who has which rights, whose account is whose, who owns what. They change as governance does. */
import { Hono } from "hono";
import { roleOf } from "../../domain/governance/entitlement.ts";
import { builtInRoles, type Role } from "../../domain/governance/roles.ts";
import type { FoundedGovernance } from "../../domain/governance/state.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { conditional, contentTag } from "./condition.ts";
import { list, pageOfAll } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, param, query } from "./route.ts";
import { GroupAnswer, GroupParam, ListQuery, PersonAnswer, pageOf, RoleAnswer, RoleParam } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

const TAG = "governance";

const answerOf = ({ assigned }: FoundedGovernance, { id, rights, logins }: Role): RoleAnswer => ({
  id,
  isBuiltIn: builtInRoles.has(id),
  rights,
  logins,
  assignedTo: [...assigned].filter(([, roles]) => roles.includes(id)).map(([actor]) => actor),
});

const peopleOf = ({ persons }: FoundedGovernance): readonly PersonAnswer[] =>
  [...new Set(persons.values())].sort().map((id) => ({
    id,
    accounts: [...persons].filter(([, person]) => person === id).map(([actor]) => actor),
  }));

export const roleRoutes = (): Hono<ApiVariables> =>
  new Hono<ApiVariables>()
    .get(
      "/roles",
      described({
        tag: TAG,
        id: "listRoles",
        right: "governance.read",
        summary: "List roles: those that every ledger has, and those that officers defined",
        answer: pageOf(RoleAnswer),
        other: { "text/csv": "all rows" },
      }),
      query(ListQuery),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const { governance } = basis.value;
        const rows = [...builtInRoles.values(), ...governance.roles.values()].map((r) => answerOf(governance, r));
        return list(c, c.req.valid("query"), Object.keys(RoleAnswer.entries), pageOfAll(rows));
      },
    )
    .get(
      "/roles/:id",
      described({
        tag: TAG,
        id: "readRole",
        right: "governance.read",
        isTagged: true,
        summary: "Read one role",
        answer: RoleAnswer,
        problems: [404],
        about: ["governance"],
      }),
      param(RoleParam),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const { governance } = basis.value;
        const role = roleOf(governance, c.req.valid("param").id);
        if (role === undefined) return problem(refusal("governance.role-unknown", "no such role is defined"));
        const body = answerOf(governance, role);
        return conditional(c, contentTag(body), () => c.json(body));
      },
    )
    .get(
      "/persons",
      described({
        tag: TAG,
        id: "listPersons",
        right: "governance.read",
        summary: "List people with the accounts that were said to be theirs",
        answer: pageOf(PersonAnswer),
        other: { "text/csv": "all rows" },
      }),
      query(ListQuery),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const rows = peopleOf(basis.value.governance);
        return list(c, c.req.valid("query"), Object.keys(PersonAnswer.entries), pageOfAll(rows));
      },
    )
    .get(
      "/groups",
      described({
        tag: TAG,
        id: "listGroups",
        right: "governance.read",
        summary: "List groups, their members and the authorities that are theirs",
        answer: pageOf(GroupAnswer),
        other: { "text/csv": "all rows" },
      }),
      query(ListQuery),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const rows = [...basis.value.governance.groups.values()];
        return list(c, c.req.valid("query"), Object.keys(GroupAnswer.entries), pageOfAll(rows));
      },
    )
    .get(
      "/groups/:id",
      described({
        tag: TAG,
        id: "readGroup",
        right: "governance.read",
        isTagged: true,
        summary: "Read one group",
        answer: GroupAnswer,
        problems: [404],
        about: ["governance"],
      }),
      param(GroupParam),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const group = basis.value.governance.groups.get(c.req.valid("param").id);
        if (group === undefined) return problem(refusal("governance.group-unknown", "no such group is defined"));
        return conditional(c, contentTag(group), () => c.json(group));
      },
    );
