import { Actor, Slug } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { accountsOf, officersAmong } from "../entitlement.ts";
import { soundStaffing } from "../staffing.ts";
import { type FoundedGovernance, withEntry } from "../state.ts";

type Said = { readonly actor: string; readonly person: string };

const withPerson = (before: FoundedGovernance, { actor, person }: Said): FoundedGovernance => ({
  ...before,
  persons: withEntry(before.persons, actor, person),
});

/** Who is told to be another person than before could sign beside who they were: neither of them allows it. */
const parted = (before: FoundedGovernance, { actor, person }: Said): ReadonlySet<string> =>
  before.persons.has(actor) && before.persons.get(actor) !== person
    ? officersAmong(accountsOf(before, actor))
    : new Set();

/** Accounts may be told of before they are enrolled: then there is no time in which they are somebody else's. */
export const personNamed = changeKind({
  command: "NamePerson",
  event: "PersonNamed",
  tells:
    "A quorum of officers said whose account something is; a person's accounts approve once, and never what one of them asked for.",
  fields: { actor: Actor, person: Slug },
  operation: "person.name",
  signs: ({ actor, person }) => ({ subject: actor.replace(":", "/"), over: { actor, person } }),
  lines: ({ actor, person }) => [`change     ${actor} is an account of the person ${person}`],
  sound: (before, said) =>
    said.actor.startsWith("system:")
      ? refuse(refusal("governance.holder-reserved", "the system acts by itself, and is nobody"))
      : soundStaffing(before, withPerson(before, said)),
  rule: (before, said) => ({ gaining: parted(before, said) }),
  evolve: withPerson,
});
