import type { Result } from "../kernel/result.ts";

/** What came of one attempt. Only `delivered` counts; `gone` is the receiver's word that it will never want more. */
export const OUTCOMES = ["delivered", "gone", "refused", "unreachable", "timeout", "not-allowed"] as const;
export type Attempt = { readonly outcome: (typeof OUTCOMES)[number]; readonly status: number | null };

export type Delivery = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * Carries a message to an address that somebody else chose: so it reaches no more than it must. No redirect is followed,
 * the time is bounded, and of an answer only the status is read.
 */
export interface WebhookSender {
  /** Refuses `webhook.target-not-allowed`: what can be told from the address itself. */
  readonly admits: (url: string) => Result<void>;
  /** Never rejects. */
  readonly send: (delivery: Delivery, signal?: AbortSignal) => Promise<Attempt>;
}
