import type { Digest } from "../kernel/brand.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { Mandate } from "../policy/mandate.ts";
import type { Profile } from "../policy/profile.ts";
import type { Credential } from "../statement/credential.ts";
import type { SignedStatement } from "../statement/statement.ts";
import type { Signatory } from "../statement/verdict.ts";
import { accountsOf, entitlementOf, personOf, type Staffing } from "./entitlement.ts";
import type { LoginState } from "./login.ts";
import type { Officer } from "./officer.ts";
import type { Order } from "./order.ts";
import type { Policy } from "./policy.ts";
import type { Token } from "./token.ts";
import type { Gap, Witnessing } from "./witness.ts";

export type OfficerState = Officer & { readonly isActive: boolean };
export type TokenState = Token & { readonly isActive: boolean };
/** `digest`: what its officers signed. */
export type MandateState = { readonly mandate: Mandate; readonly digest: Digest; readonly isSuspended: boolean };

/** `counter`: of the last signature under an event of governance, for a security key. */
export type CredentialState = {
  readonly credential: Credential;
  readonly isActive: boolean;
  readonly counter: number;
};

/** What rules everything else, as of some revision of the governance stream. */
export type Governance =
  | { readonly at: "unfounded" }
  | (Omit<Staffing, "officers"> & {
      readonly at: "founded";
      readonly ledger: string;
      readonly quorum: number;
      readonly officers: ReadonlyMap<string, OfficerState>;
      readonly profiles: ReadonlyMap<string, Profile>;
      readonly tokens: ReadonlyMap<string, TokenState>;
      readonly logins: ReadonlyMap<string, LoginState>;
      readonly mandates: ReadonlyMap<string, MandateState>;
      /** Null in a ledger of before there were policies: the quorum rules everything. */
      readonly policy: Policy | null;
      /** Authorities that issue nothing more. */
      readonly retired: ReadonlySet<string>;
      readonly orders: ReadonlyMap<string, Order>;
      /** Who cosigns the ledger's checkpoints. */
      readonly witnessing: Witnessing;
      /** What of the ledger officers know to be lost, in the order in which they accepted it. */
      readonly gaps: readonly Gap[];
      /** What officers sign with beside their keys, by its id. */
      readonly enrolled: ReadonlyMap<string, CredentialState>;
      /** Every key that was ever an officer's, `spki`: also one that its officer has replaced since. */
      readonly credentials: ReadonlySet<string>;
      /** Every statement that ever justified an event, `markOf`. */
      readonly counted: ReadonlySet<string>;
    });

export type FoundedGovernance = Extract<Governance, { at: "founded" }>;

export const initialGovernance: Governance = { at: "unfounded" };

export const withEntry = <V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> =>
  new Map(map).set(key, value);

/** What tells a statement from every other: the officer and their nonce. Not the signature, which may be written anew. */
export const markOf = ({ statement }: SignedStatement): string => `${statement.approver} ${statement.nonce}`;

/** What an officer signs with beside their key. */
const credentialsOf = ({ enrolled }: FoundedGovernance, id: string): Pick<Signatory, "credentials"> => {
  const own = [...enrolled.values()].filter((e) => e.isActive && e.credential.officer === id);
  return own.length === 0 ? {} : { credentials: own.map(({ credential }) => ({ credential })) };
};

const asSignatory = (governance: FoundedGovernance, { id, spki }: OfficerState, mayApprove: boolean): Signatory => {
  const actor = `officer:${id}`;
  const [person, accounts] = [personOf(governance, actor), accountsOf(governance, actor)];
  return { id, spki, mayApprove, person, accounts, ...credentialsOf(governance, id) };
};

/** The officer as statements see them; undefined when not enrolled or retired. */
export const signatory =
  (governance: Governance) =>
  (id: string): Signatory | undefined => {
    const officer = governance.at === "founded" ? governance.officers.get(id) : undefined;
    if (governance.at !== "founded" || !officer?.isActive) return undefined;
    return asSignatory(governance, officer, entitlementOf(governance, `officer:${id}`).has("statements.sign"));
  };

/** What lets somebody call, tokens or logins, with those of `holder` ended. */
export const silenced = <V extends { readonly holder: string; readonly isActive: boolean }>(
  voices: ReadonlyMap<string, V>,
  holder: string,
): ReadonlyMap<string, V> =>
  new Map([...voices].map(([id, v]) => [id, v.holder === holder ? { ...v, isActive: false } : v]));

/** The officer in whose name `holder` (`officer:alice`) acts: their own signature counts for what is theirs. */
export const officerBehind = (governance: FoundedGovernance, holder: string): Signatory | undefined => {
  const id = holder.startsWith("officer:") ? holder.slice("officer:".length) : undefined;
  const officer = id === undefined ? undefined : governance.officers.get(id);
  return officer?.isActive ? asSignatory(governance, officer, true) : undefined;
};

/** A mandate that may be used, time apart. Refuses `mandate.unknown`, `mandate.suspended`. */
export const standingMandate = (governance: FoundedGovernance, id: string): Result<MandateState> => {
  const granted = governance.mandates.get(id);
  if (granted === undefined) return refuse(refusal("mandate.unknown", "no such mandate was granted"));
  return granted.isSuspended
    ? refuse(refusal("mandate.suspended", "an officer has suspended this mandate"))
    : ok(granted);
};

/** Refuses `authority.retired`. */
export const notRetired = ({ retired }: FoundedGovernance, authority: string): Result<unknown> =>
  retired.has(authority) ? refuse(refusal("authority.retired", "officers have retired this authority")) : ok(undefined);

/** The holder of a token, when it still counts at `now`. */
export const tokenHolder = (governance: Governance, id: string, now: Instant): Token | undefined => {
  const token = governance.at === "founded" ? governance.tokens.get(id) : undefined;
  return token?.isActive && token.notAfter >= now ? token : undefined;
};
