/** /v1/governance: who may do what, read, proposed and changed. */
import { Hono } from "hono";
import type { FoundedGovernance, OfficerState, TokenState } from "../../domain/governance/state.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { PasswordBook } from "../../domain/ports/password-book.ts";
import { changeWithVerifier } from "../../domain/process/login/change-logins.ts";
import { proposeChange } from "../../domain/process/propose-change.ts";
import type { Attempts } from "../../domain/process/watch-attempts.ts";
import { judgeAttestation } from "./attestation.ts";
import { commandId } from "./authenticate.ts";
import { carryOut } from "./carry-out.ts";
import { conditional, contentTag, entityTag } from "./condition.ts";
import { list, pageOfAll } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, json, param, query, written } from "./route.ts";
import {
  ChangeBody,
  ChangedAnswer,
  GovernanceAnswer,
  OfficerAnswer,
  OfficerParam,
  OfficersQuery,
  ProposalAnswer,
  pageOf,
  TokenAnswer,
  TokenParam,
  TokensQuery,
  WishBody,
} from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

export type GovernanceDeps = { readonly attempts: Attempts; readonly passwords: PasswordBook };

const TAG = "governance";

/** The roles that count: those of the enrolment until others are assigned. */
const officerOf =
  ({ assigned }: FoundedGovernance) =>
  ({ id, roles, isActive, spki }: OfficerState) => ({
    id,
    roles: [...(assigned.get(`officer:${id}`) ?? roles)],
    isActive,
    spki,
  });

/** Without what would let anybody use it. */
const tokenOf = ({ id, holder, notAfter, isActive, scope }: TokenState, now: Instant) => ({
  id,
  holder,
  notAfter,
  state: !isActive ? "revoked" : notAfter < now ? "ended" : "in force",
  scope: scope ?? null,
});

/** What a dry run keeps from being done: the book is no part of its ports. */
const UNTOUCHED: PasswordBook = {
  get: async () => undefined,
  put: async () => undefined,
  remove: async () => undefined,
};

export const governanceRoutes = ({ attempts, passwords }: GovernanceDeps): Hono<ApiVariables> =>
  new Hono<ApiVariables>()
    .get(
      "/governance",
      described({
        tag: TAG,
        id: "readGovernance",
        right: "governance.read",
        isTagged: true,
        summary: "Officers, quorum and profiles in force",
        answer: GovernanceAnswer,
      }),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const { governance, revision } = basis.value;
        const { ledger, quorum, witnessing } = governance;
        const gaps = [...governance.gaps];
        const officers = [...governance.officers.values()].map(officerOf(governance));
        const profiles = [...governance.profiles.values()].map(({ id, version, title, kind }) => ({
          id,
          version,
          title,
          kind,
        }));
        return conditional(c, entityTag(revision), () =>
          c.json({ ledger, quorum, revision, officers, profiles, witnessing, gaps }),
        );
      },
    )
    .get(
      "/governance/officers",
      described({
        tag: TAG,
        id: "listOfficers",
        right: "governance.read",
        summary: "List officers, those who left too",
        answer: pageOf(OfficerAnswer),
        other: { "text/csv": "all rows" },
      }),
      query(OfficersQuery),
      async (c) => {
        const { role, isActive, ...asked } = c.req.valid("query");
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const rows = [...basis.value.governance.officers.values()]
          .map(officerOf(basis.value.governance))
          .filter((o) => role === undefined || o.roles.includes(role))
          .filter((o) => isActive === undefined || String(o.isActive) === isActive);
        return list(c, asked, Object.keys(OfficerAnswer.entries), pageOfAll(rows));
      },
    )
    .get(
      "/governance/officers/:id",
      described({
        tag: TAG,
        id: "readOfficer",
        right: "governance.read",
        isTagged: true,
        summary: "Read one officer",
        answer: OfficerAnswer,
        problems: [404],
        about: ["governance"],
      }),
      param(OfficerParam),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const officer = basis.value.governance.officers.get(c.req.valid("param").id);
        if (officer === undefined) return problem(refusal("governance.officer-unknown", "no such officer"));
        const body = officerOf(basis.value.governance)(officer);
        return conditional(c, contentTag(body), () => c.json(body));
      },
    )
    .get(
      "/governance/tokens",
      described({
        tag: TAG,
        id: "listTokens",
        right: "tokens.read",
        summary: "Tokens of the API, without what would let anybody use them",
        answer: pageOf(TokenAnswer),
        other: { "text/csv": "all rows" },
        problems: [403],
      }),
      query(TokensQuery),
      async (c) => {
        const { holder, state, ...asked } = c.req.valid("query");
        const ports = c.get("ports");
        const basis = await ports.governance();
        if (!basis.ok) return problem(basis.error);
        const now = ports.clock.now();
        const rows = [...basis.value.governance.tokens.values()]
          .map((t) => tokenOf(t, now))
          .filter((t) => (holder === undefined || t.holder === holder) && (state === undefined || t.state === state));
        return list(c, asked, Object.keys(TokenAnswer.entries), pageOfAll(rows));
      },
    )
    .get(
      "/governance/tokens/:id",
      described({
        tag: TAG,
        id: "readToken",
        right: "tokens.read",
        isTagged: true,
        summary: "Read one token of the API, without what would let anybody use it",
        answer: TokenAnswer,
        problems: [403, 404],
        about: ["governance"],
      }),
      param(TokenParam),
      async (c) => {
        const ports = c.get("ports");
        const basis = await ports.governance();
        if (!basis.ok) return problem(basis.error);
        const token = basis.value.governance.tokens.get(c.req.valid("param").id);
        if (token === undefined) return problem(refusal("governance.token-unknown", "no such token"));
        const body = tokenOf(token, ports.clock.now());
        return conditional(c, contentTag(body), () => c.json(body));
      },
    )
    .post(
      "/governance/proposals",
      described({
        tag: TAG,
        id: "proposeChange",
        right: "governance.propose",
        summary: "Make the document that officers sign for a change; nothing is written",
        answer: ProposalAnswer,
        problems: [403, 404, 409, 422],
        about: ["governance", "mandate", "profile"],
      }),
      json(WishBody),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const attested = await judgeAttestation(basis.value.governance.ledger, c.req.valid("json"));
        if (!attested.ok) return problem(attested.error);
        const proposed = await proposeChange(c.get("ports"), c.req.valid("json"));
        return proposed.ok ? c.json(proposed.value) : problem(proposed.error);
      },
    )
    .post(
      "/governance/changes",
      described({
        tag: TAG,
        id: "changeGovernance",
        right: "governance.submit",
        summary: "Hand in a change with the statements that officers signed for it",
        status: 201,
        answer: ChangedAnswer,
        problems: [403, 404, 409, 412, 422],
        about: ["governance", "mandate", "statement", "profile", "login"],
        isConditional: true,
      }),
      json(ChangeBody),
      async (c) => {
        const { change, approvals, verifier } = c.req.valid("json");
        const book = c.req.query("dryRun") === "true" ? UNTOUCHED : passwords;
        const [ports, caller] = [c.get("ports"), c.get("caller")];
        const basis = await ports.governance();
        if (!basis.ok) return problem(basis.error);
        const attested = await judgeAttestation(basis.value.governance.ledger, change);
        if (!attested.ok) return problem(attested.error);
        const changed = await changeWithVerifier(book, verifier, ports, caller, commandId(c), change, approvals);
        if (!changed.ok) {
          if (changed.error.code.startsWith("statement.")) attempts.note(changed.error.code);
          return problem(changed.error);
        }
        const [event] = changed.value.events;
        if (event === undefined) throw new TypeError("changed, and nothing there");
        const { type, revision } = event;
        const { state } = changed.value;
        if (change.type === "OrderRevocation" && state.at === "founded")
          await carryOut(c, { ...basis.value, governance: state, revision }, change.order);
        return written(c, { type, revision, position: changed.value.position ?? null }, 201);
      },
    );
