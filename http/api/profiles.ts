/** /v1/profiles: what may be issued. */
import { Hono } from "hono";
import { refusal } from "../../domain/kernel/refusal.ts";
import { conditional, entityTag } from "./condition.ts";
import { list, pageOfAll } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, param, query } from "./route.ts";
import { ProfileAnswer, ProfileParam, ProfilesQuery, pageOf } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

const TAG = "profiles";
const COLUMNS = Object.keys(ProfileAnswer.entries);

export const profileRoutes = (): Hono<ApiVariables> =>
  new Hono<ApiVariables>()
    .get(
      "/profiles",
      described({
        tag: TAG,
        id: "listProfiles",
        right: "profiles.read",
        summary: "List profiles in force; those of kind subscriber are open to requests",
        answer: pageOf(ProfileAnswer),
        other: { "text/csv": "all rows" },
      }),
      query(ProfilesQuery),
      async (c) => {
        const { kind, ...asked } = c.req.valid("query");
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const rows = [...basis.value.governance.profiles.values()];
        return list(c, asked, COLUMNS, pageOfAll(kind === undefined ? rows : rows.filter((p) => p.kind === kind)));
      },
    )
    .get(
      "/profiles/:id",
      described({
        tag: TAG,
        id: "readProfile",
        right: "profiles.read",
        isTagged: true,
        summary: "Read one profile: everything that a requester may not choose",
        answer: ProfileAnswer,
        problems: [404],
        about: ["profile"],
      }),
      param(ProfileParam),
      async (c) => {
        const basis = await c.get("ports").governance();
        if (!basis.ok) return problem(basis.error);
        const profile = basis.value.governance.profiles.get(c.req.valid("param").id);
        if (profile === undefined) return problem(refusal("profile.unknown", "no such profile"), 404);
        return conditional(c, entityTag(profile.version), () => c.json(profile));
      },
    );
