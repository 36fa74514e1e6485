/** One attempt to deliver one message: the secret is opened for it, and forgotten. */
import { ok, type Result } from "../../kernel/result.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Vault } from "../../ports/vault.ts";
import type { Attempt, WebhookSender } from "../../ports/webhook-sender.ts";
import type { Hook } from "../../ports/webhooks.ts";
import { type Message, signedHeaders } from "../../webhook/message.ts";

export type AttemptPorts = { readonly vault: Vault; readonly clock: Clock; readonly sender: WebhookSender };

/** Refuses `sealed.destroyed` where the secret cannot be opened: removed, or registered at a server with another vault. */
export const attempt = async (
  { vault, clock, sender }: AttemptPorts,
  { url, secret }: Hook,
  message: Message,
  signal?: AbortSignal,
): Promise<Result<Attempt>> => {
  const opened = await vault.open(secret);
  if (!opened.ok) return opened;
  const headers = signedHeaders(message, opened.value.plaintext, clock.now());
  return ok(await sender.send({ url, headers, body: message.body }, signal));
};
