/** What a role is, and those that every ledger has. Their names are taken: no change of governance defines them anew. */
import * as v from "valibot";
import { Slug } from "../kernel/brand.ts";
import { RIGHT_NAMES, type Right, RightSchema } from "./rights.ts";

/** `logins`: how many people must have logged in together before the role acts. A bearer token is one login. */
export const RoleSchema = v.strictObject({
  id: Slug,
  rights: v.pipe(v.array(RightSchema), v.minLength(1), v.maxLength(64)),
  logins: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8)),
});
export type Role = v.InferOutput<typeof RoleSchema>;

const LOOK: readonly Right[] = [
  "requests.read",
  "certificates.read",
  "authorities.read",
  "crls.read",
  "keys.read",
  "profiles.read",
  "governance.read",
  "tokens.read",
  "mandates.read",
  "ledger.read",
  "metrics.read",
];
const GOVERN: readonly Right[] = ["governance.propose", "governance.submit"];
/** What is told to whoever wants a certificate. */
const CATALOGUE: readonly Right[] = ["authorities.read", "crls.read", "profiles.read", "governance.read"];
const REVOKE: readonly Right[] = ["certificates.revoke", "certificates.hold"];
const BUILD: readonly Right[] = ["requests.submit", "requests.decide", "authorities.create", "crls.publish"];

/** In the order in which people think of them. `tells`: for docs/roles.md. */
const ROWS = {
  administrator: {
    tells:
      "brings changes of governance on their way, and keeps webhooks and logins in order; issues and revokes nothing",
    rights: [...LOOK, ...GOVERN, "webhooks.read", "webhooks.manage", "sessions.read", "sessions.end"],
  },
  "security-officer": {
    tells: "makes authorities, keys and lists, and brings changes of governance on their way",
    rights: [...LOOK, ...GOVERN, ...BUILD],
  },
  "ra-officer": {
    tells: "works on requests, and on the status of what came of them",
    rights: [
      ...CATALOGUE,
      ...REVOKE,
      "requests.submit",
      "requests.read",
      "requests.decide",
      "requests.cancel",
      "certificates.read",
      "mandates.read",
    ],
  },
  approver: {
    tells: "is one of those whose signatures make the quorum",
    rights: [...LOOK, ...GOVERN, "requests.decide", "statements.sign"],
  },
  revoker: {
    tells: "revokes, holds and releases",
    rights: [...CATALOGUE, ...REVOKE, "requests.read", "certificates.read"],
  },
  auditor: {
    tells: "reads everything, changes nothing",
    rights: RIGHT_NAMES.filter((right) => right.endsWith(".read") || right === "groups.read-any"),
  },
  operator: {
    tells: "runs the machines: sees everything, makes keys and authorities that count for nothing until approved",
    rights: [...LOOK, ...GOVERN, ...BUILD, "webhooks.read", "webhooks.manage"],
  },
  requester: {
    tells: "asks for certificates, and sees and revokes what it asked for",
    rights: [...CATALOGUE, "requests.submit"],
  },
} as const satisfies Readonly<Record<string, { readonly tells: string; readonly rights: readonly Right[] }>>;

export type BuiltInRole = keyof typeof ROWS;

export const BUILT_IN_ROLES = Object.keys(ROWS) as readonly BuiltInRole[];

/** What each is for, in words. */
export const roleTells = (id: BuiltInRole): string => ROWS[id].tells;

export const builtInRoles: ReadonlyMap<string, Role> = new Map(
  BUILT_IN_ROLES.map((id) => [id, { id, rights: [...ROWS[id].rights], logins: 1 }]),
);
