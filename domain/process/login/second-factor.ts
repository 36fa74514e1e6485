/**
 * A security key after a password. The challenge is random, for one holder, for a few minutes, and for one answer; it is kept in
 * memory, as sessions are.
 */
import type { LoginState, LoginWay } from "../../governance/login.ts";
import type { FoundedGovernance } from "../../governance/state.ts";
import { fromBase64url, fromUtf8, toBase64url } from "../../kernel/bytes.ts";
import { addSeconds, type Instant } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Entropy } from "../../ports/entropy.ts";
import { counterOf, judgeResponse, type Response } from "../../statement/webauthn/judge-assertion.ts";

export type KeyResponse = Response & { readonly credentialId: string };

/** Who must have one: nobody, who has linked one, everybody. */
export const SECOND_FACTORS = ["never", "when-linked", "always"] as const;
export type SecondFactorRule = (typeof SECOND_FACTORS)[number];

/** Refuses `login.second-factor-needed` with what a browser needs to ask the key, and whatever is wrong with its answer. */
export type CheckSecondFactor = (
  governance: FoundedGovernance,
  login: LoginState,
  response: KeyResponse | undefined,
) => Result<unknown>;

const CHALLENGE_SECONDS = 300;
/** The oldest goes: whoever has it begins anew. */
const MAX_PENDING = 1_000;

type SecurityKey = Extract<LoginWay, { way: "security-key" }>;
type Linked = { readonly id: string; readonly key: SecurityKey };

const keysOf = ({ logins }: FoundedGovernance, holder: string): readonly Linked[] =>
  [...logins.values()].flatMap(({ id, isActive, holder: whose, by }) =>
    isActive && whose === holder && by.way === "security-key" ? [{ id, key: by }] : [],
  );

/** Only to find what was asked: what counts is compared afterwards, over all of it. */
const challengeIn = ({ clientDataJSON }: Response): string => {
  try {
    const { challenge } = JSON.parse(fromUtf8(fromBase64url(clientDataJSON) ?? new Uint8Array()) ?? "") ?? {};
    return typeof challenge === "string" ? challenge : "";
  } catch {
    return "";
  }
};

const wrong = (detail: string) => refuse(refusal("login.second-factor-wrong", detail));

export const secondFactorChecker = (
  { clock, entropy }: { readonly clock: Clock; readonly entropy: Entropy },
  rule: SecondFactorRule,
): CheckSecondFactor => {
  const pending = new Map<string, { readonly holder: string; readonly until: Instant }>();
  const counters = new Map<string, number>();

  const ask = (holder: string, keys: readonly Linked[]) => {
    const challenge = toBase64url(entropy.bytes(32));
    pending.set(challenge, { holder, until: addSeconds(clock.now(), CHALLENGE_SECONDS) });
    const [oldest] = pending.keys();
    if (pending.size > MAX_PENDING && oldest !== undefined) pending.delete(oldest);
    const credentials = keys.map(({ key }) => key.credentialId).join(" ");
    const facts = { challenge, credentials, rpId: keys[0]?.key.rpId ?? "" };
    return refuse(refusal("login.second-factor-needed", "a security key is to be touched", facts));
  };

  return (governance, { holder, by }, response) => {
    const keys = keysOf(governance, holder);
    // Who has a certificate's key has shown that they hold something.
    const isExempt = by.way === "certificate" || by.way === "certificate-name";
    if (rule === "never" || isExempt || (rule === "when-linked" && keys.length === 0)) return ok(undefined);
    if (keys.length === 0) return refuse(refusal("login.second-factor-missing", "no security key is linked"));
    if (response === undefined) return ask(holder, keys);
    const challenge = challengeIn(response);
    const asked = pending.get(challenge);
    pending.delete(challenge);
    if (asked === undefined || asked.holder !== holder || asked.until < clock.now())
      return wrong("nothing of the kind was asked of this holder");
    const linked = keys.find(({ key }) => key.credentialId === response.credentialId);
    if (linked === undefined) return wrong("the key is not linked");
    const judged = judgeResponse(response, challenge, linked.key, { counter: counters.get(linked.id) });
    if (!judged.ok) return wrong("the key's answer does not hold");
    counters.set(linked.id, counterOf(response) ?? 0);
    return ok(undefined);
  };
};
