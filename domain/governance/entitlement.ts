/** Which rights an actor has: from the roles that governance gave them, or else from what their kind has had from the beginning. */
import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { Group } from "./group.ts";
import type { Right } from "./rights.ts";
import { builtInRoles, type Role } from "./roles.ts";

/** What governance says about who is in which role. */
export type Staffing = {
  readonly officers: ReadonlyMap<string, { readonly roles: readonly string[]; readonly isActive: boolean }>;
  /** Those beside the built-in ones. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Roles by actor, `operator:admin`. Who is not here has what their kind has. */
  readonly assigned: ReadonlyMap<string, readonly string[]>;
  /** Whose account an actor is, for those of whom it was said. */
  readonly persons: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, Group>;
};

/** How every ledger begins. */
export const unassigned: Omit<Staffing, "officers"> = {
  roles: new Map(),
  assigned: new Map(),
  persons: new Map(),
  groups: new Map(),
};

/** Each right with the number of logins that it takes: of several roles the one that asks for the fewest. */
export type Entitlement = ReadonlyMap<Right, number>;

/**
 * The roles of an actor to whom nobody has assigned any. An officer's are those of the enrolment, and with them what
 * officers could do before there were others.
 */
const defaultRoles = (governance: Staffing, actor: string): readonly string[] => {
  const [kind, name = ""] = actor.split(":");
  if (kind === "operator") return ["operator"];
  if (kind === "service") return ["requester"];
  const officer = kind === "officer" ? governance.officers.get(name) : undefined;
  return officer?.isActive ? [...officer.roles, "security-officer"] : [];
};

export const rolesOf = (governance: Staffing, actor: string): readonly string[] =>
  governance.assigned.get(actor) ?? defaultRoles(governance, actor);

export const roleOf = (governance: Pick<Staffing, "roles">, id: string): Role | undefined =>
  builtInRoles.get(id) ?? governance.roles.get(id);

/**
 * `more`: roles beside the actor's own. They add rights and take no condition away: what takes two people by the actor's own
 * roles takes two still.
 */
export const entitlementOf = (governance: Staffing, actor: string, more: readonly string[] = []): Entitlement => {
  const found = new Map<Right, number>();
  for (const id of rolesOf(governance, actor)) {
    const { rights, logins } = roleOf(governance, id) ?? { rights: [], logins: 1 };
    for (const right of rights) found.set(right, Math.min(found.get(right) ?? logins, logins));
  }
  const own = new Set(found.keys());
  for (const { rights, logins } of more.flatMap((id) => roleOf(governance, id) ?? []))
    for (const right of rights) if (!own.has(right)) found.set(right, Math.min(found.get(right) ?? logins, logins));
  return found;
};

/** Who an account is. One of whom nothing was said is a person of its own. */
export const personOf = ({ persons }: Pick<Staffing, "persons">, actor: string): string => persons.get(actor) ?? actor;

/** Every account of the person whose account `actor` is, itself too. */
export const accountsOf = ({ persons }: Pick<Staffing, "persons">, actor: string): readonly string[] => {
  const person = persons.get(actor);
  return person === undefined ? [actor] : [...persons].filter(([, p]) => p === person).map(([account]) => account);
};

/**
 * What a call may use of its actor's rights: less under a token with a scope. `logins`: how many people who have this right
 * themselves stand behind it.
 */
export type Access = { readonly entitlement: Entitlement; readonly logins: (right: Right) => number };

/** What a scope leaves of it; it gives nothing. */
export const within = (entitlement: Entitlement, scope: readonly Right[] | undefined): Entitlement =>
  scope === undefined ? entitlement : new Map([...entitlement].filter(([right]) => scope.includes(right)));

/** The officers among accounts, by their ids. */
export const officersAmong = (accounts: readonly string[]): ReadonlySet<string> =>
  new Set(accounts.filter((a) => a.startsWith("officer:")).map((a) => a.slice("officer:".length)));

/** Why a call may not use the right; undefined when it may. */
export const withheldFrom = ({ entitlement, logins }: Access, right: Right): Refusal | undefined => {
  const needed = entitlement.get(right);
  if (needed === undefined) return refusal("caller.forbidden", `this needs the right ${right}`, { right });
  if (needed <= logins(right)) return undefined;
  return refusal("caller.logins-missing", `this takes ${needed} people who have logged in together`, { right, needed });
};

/** The officers who are enrolled. */
export const officersIn = (governance: Staffing): readonly string[] =>
  [...governance.officers].filter(([, o]) => o.isActive).map(([id]) => id);

/** Those of them whose signatures count. */
export const signersIn = (governance: Staffing): readonly string[] =>
  officersIn(governance).filter((id) => entitlementOf(governance, `officer:${id}`).has("statements.sign"));

/** How many people these officers are. */
export const peopleAmong = (governance: Staffing, officers: readonly string[]): number =>
  new Set(officers.map((id) => personOf(governance, `officer:${id}`))).size;
