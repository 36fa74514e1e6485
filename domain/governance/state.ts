import type { Digest } from "../kernel/brand.ts";
import { canonicalDigest } from "../kernel/envelope.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { Mandate } from "../policy/mandate.ts";
import type { Profile } from "../policy/profile.ts";
import type { SignedStatement } from "../statement/statement.ts";
import type { Signatory } from "../statement/verdict.ts";
import type { GovernanceEvent, Officer, Token } from "./events.ts";

export type OfficerState = Officer & { readonly isActive: boolean };
export type TokenState = Token & { readonly isActive: boolean };
/** `digest`: what its officers signed. */
export type MandateState = { readonly mandate: Mandate; readonly digest: Digest; readonly isSuspended: boolean };

/** What rules everything else, as of some revision of the governance stream. */
export type Governance =
  | { readonly at: "unfounded" }
  | {
      readonly at: "founded";
      readonly ledger: string;
      readonly quorum: number;
      readonly officers: ReadonlyMap<string, OfficerState>;
      readonly profiles: ReadonlyMap<string, Profile>;
      readonly tokens: ReadonlyMap<string, TokenState>;
      readonly mandates: ReadonlyMap<string, MandateState>;
      /** Every key that was ever an officer's, `spki`: also one that its officer has replaced since. */
      readonly credentials: ReadonlySet<string>;
      /** Every statement that ever justified an event, `markOf`. */
      readonly counted: ReadonlySet<string>;
    };

export type FoundedGovernance = Extract<Governance, { at: "founded" }>;

export const initialGovernance: Governance = { at: "unfounded" };

const withEntry = <V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> =>
  new Map(map).set(key, value);

/** What tells a statement from every other: the officer and their nonce. Not the signature, which may be written anew. */
export const markOf = ({ statement }: SignedStatement): string => `${statement.approver} ${statement.nonce}`;

const founded = ({ founding }: Extract<GovernanceEvent, { type: "LedgerFounded" }>["body"]): FoundedGovernance => {
  const { ledger, quorum, officers, profiles } = founding;
  return {
    at: "founded",
    ledger,
    quorum,
    officers: new Map(officers.map((o) => [o.id, { ...o, isActive: true }])),
    profiles: new Map(profiles.map((p) => [p.id, p])),
    tokens: new Map(),
    mandates: new Map(),
    credentials: new Set(officers.map((o) => o.spki)),
    counted: new Set(),
  };
};

const changed = (
  state: FoundedGovernance,
  event: Exclude<GovernanceEvent, { type: "LedgerFounded" }>,
): FoundedGovernance => {
  switch (event.type) {
    case "OfficerEnrolled": {
      const { officer } = event.body;
      const credentials = new Set(state.credentials).add(officer.spki);
      return { ...state, credentials, officers: withEntry(state.officers, officer.id, { ...officer, isActive: true }) };
    }
    case "OfficerRetired": {
      const officer = state.officers.get(event.body.officer);
      if (!officer) throw new TypeError("an unknown officer retired");
      // Nobody calls in the name of one who left, nor of one who comes after under the same id.
      const tokens = [...state.tokens].map(
        ([id, t]) => [id, t.holder === `officer:${officer.id}` ? { ...t, isActive: false } : t] as const,
      );
      const officers = withEntry(state.officers, officer.id, { ...officer, isActive: false });
      return { ...state, officers, tokens: new Map(tokens) };
    }
    case "MandateGranted": {
      const { mandate } = event.body;
      const granted = { mandate, digest: canonicalDigest(mandate), isSuspended: false };
      return { ...state, mandates: withEntry(state.mandates, mandate.id, granted) };
    }
    case "MandateSuspended": {
      const granted = state.mandates.get(event.body.mandate);
      if (!granted) throw new TypeError("an unknown mandate was suspended");
      return { ...state, mandates: withEntry(state.mandates, event.body.mandate, { ...granted, isSuspended: true }) };
    }
    case "TokenIssued": {
      const { token } = event.body;
      return { ...state, tokens: withEntry(state.tokens, token.id, { ...token, isActive: true }) };
    }
    case "TokenRevoked": {
      const token = state.tokens.get(event.body.token);
      if (!token) throw new TypeError("an unknown token was revoked");
      return { ...state, tokens: withEntry(state.tokens, token.id, { ...token, isActive: false }) };
    }
  }
};

export const evolveGovernance = (state: Governance, event: GovernanceEvent): Governance => {
  if (event.type !== "LedgerFounded" && state.at !== "founded") throw new TypeError("governance before its founding");
  const after = event.type === "LedgerFounded" ? founded(event.body) : changed(state as FoundedGovernance, event);
  return { ...after, counted: new Set([...after.counted, ...event.body.approvals.map(markOf)]) };
};

/** The officer as statements see them; undefined when not enrolled or retired. */
export const signatory =
  (governance: Governance) =>
  (id: string): Signatory | undefined => {
    const officer = governance.at === "founded" ? governance.officers.get(id) : undefined;
    if (!officer?.isActive) return undefined;
    return { id, spki: officer.spki, mayApprove: officer.roles.includes("approver") };
  };

/** A mandate that may be used, time apart. Refuses `mandate.unknown`, `mandate.suspended`. */
export const standingMandate = (governance: FoundedGovernance, id: string): Result<MandateState> => {
  const granted = governance.mandates.get(id);
  if (granted === undefined) return refuse(refusal("mandate.unknown", "no such mandate was granted"));
  return granted.isSuspended
    ? refuse(refusal("mandate.suspended", "an officer has suspended this mandate"))
    : ok(granted);
};

/** Whether `actor` (`officer:alice`) holds the role now. */
export const holdsRole = (governance: Governance, actor: string, role: Officer["roles"][number]): boolean => {
  if (governance.at !== "founded" || !actor.startsWith("officer:")) return false;
  const officer = governance.officers.get(actor.slice("officer:".length));
  return officer?.isActive === true && officer.roles.includes(role);
};

/** The holder of a token, when it still counts at `now`. */
export const tokenHolder = (governance: Governance, id: string, now: Instant): Token | undefined => {
  const token = governance.at === "founded" ? governance.tokens.get(id) : undefined;
  return token?.isActive && token.notAfter >= now ? token : undefined;
};
