/** What a person does about a webhook: a message to try it, and a dead letter sent once more. */

import type { Position } from "../../kernel/brand.ts";
import { toHex } from "../../kernel/bytes.ts";
import { deriveUuid } from "../../kernel/envelope.ts";
import { refusal } from "../../kernel/refusal.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import type { DeliveryBook } from "../../ports/delivery-book.ts";
import type { Entropy } from "../../ports/entropy.ts";
import type { Attempt } from "../../ports/webhook-sender.ts";
import type { Hook } from "../../ports/webhooks.ts";
import { messageOf } from "../../webhook/message.ts";
import { type AttemptPorts, attempt } from "./attempt.ts";

/** One signed message of type `ping` that is no event's; what came of it. */
export const pingWebhook = (
  ports: AttemptPorts & { readonly entropy: Entropy },
  hook: Hook,
): Promise<Result<Attempt>> => {
  const id = `ping-${deriveUuid("ping", toHex(ports.entropy.bytes(16)))}`;
  return attempt(ports, hook, messageOf(id, "ping", ports.clock.now(), { webhook: hook.id }));
};

/**
 * Sends a dead letter once more, with the id and the body that it had; delivered, it is taken from the list. Refuses:
 * `webhook.letter-unknown`.
 */
export const retryLetter = async (
  ports: AttemptPorts & { readonly book: DeliveryBook },
  hook: Hook,
  position: Position,
): Promise<Result<Attempt>> => {
  const { book, clock } = ports;
  const letter = book.letter(hook.id, position);
  if (letter === undefined) return refuse(refusal("webhook.letter-unknown", "no such dead letter"));
  const tried = await attempt(ports, hook, letter.message);
  if (!tried.ok) return tried;
  const last = tried.value;
  if (last.outcome === "delivered") book.discard(hook.id, position);
  else book.replace(hook.id, { ...letter, attempts: letter.attempts + 1, at: clock.now(), last });
  return tried;
};
