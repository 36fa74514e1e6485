/** Webhooks registered, removed, and taken out of service when their receiver says that it is gone. */

import { derivedId, deriveUuid } from "../../kernel/envelope.ts";
import type { EventFilter } from "../../kernel/event-filter.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { webhookStream } from "../../kernel/stream.ts";
import type { WebhookSender } from "../../ports/webhook-sender.ts";
import type { Webhooks } from "../../ports/webhooks.ts";
import { webhook } from "../../webhook/decider.ts";
import { SECRET_BYTES, secretText } from "../../webhook/message.ts";
import { type Caller, handle, newWork } from "../handle.ts";
import type { Ports } from "../ports.ts";

const MAX_WEBHOOKS = 32;

export type Wanted = { readonly url: string; readonly filter: EventFilter };
/** `secret`: to be shown to whoever registered it, once. */
export type Registration = { readonly id: string; readonly secret: string; readonly position: string | null };

/**
 * Registers a webhook under a secret that is made here and sealed. The same command again answers with the same secret: its
 * first answer may have been lost. Refuses: `webhook.target-not-allowed`, `webhook.too-many`.
 */
export const registerWebhook = async (
  ports: Ports & { readonly webhooks: Webhooks; readonly sender: Pick<WebhookSender, "admits"> },
  caller: Caller,
  commandId: string,
  { url, filter }: Wanted,
): Promise<Result<Registration>> => {
  const admitted = ports.sender.admits(url);
  if (!admitted.ok) return admitted;
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const id = derivedId(commandId, "webhook");
  const work = newWork(caller, commandId, { url, filter }, basis.value.revision);
  const written = await handle(ports, webhook, webhookStream(id), work, async () => {
    if (ports.webhooks.all().length >= MAX_WEBHOOKS)
      return refuse(refusal("webhook.too-many", "remove one before another is registered", { most: MAX_WEBHOOKS }));
    const secret = await ports.vault.seal(derivedId(commandId, "subject"), ports.entropy.bytes(SECRET_BYTES));
    return secret.ok ? ok({ type: "Register", url, filter, secret: secret.value, by: caller.actor }) : secret;
  });
  if (!written.ok) return written;
  const { state, position } = written.value;
  if (state.at === "absent") throw new TypeError("registered, and nothing there");
  const opened = await ports.vault.open(state.registered.secret);
  return opened.ok ? ok({ id, secret: secretText(opened.value.plaintext), position: position ?? null }) : opened;
};

/** Nothing is sent any more; the key to the secret is destroyed. Refuses: `webhook.unknown`. */
export const removeWebhook = async (
  ports: Ports,
  caller: Caller,
  commandId: string,
  id: string,
): Promise<Result<{ readonly position: string | null }>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const work = newWork(caller, commandId, { remove: id }, basis.value.revision);
  const written = await handle(ports, webhook, webhookStream(id), work, { type: "Remove", by: caller.actor });
  if (!written.ok) return written;
  const { state, position } = written.value;
  if (state.at !== "absent") await ports.vault.destroy(state.registered.secret.subject);
  return ok({ position: position ?? null });
};

const SYSTEM = { actor: "system:webhooks", authentication: "process" } as const;

/** The receiver is gone. */
export const disableWebhook = async (ports: Pick<Ports, "store" | "clock">, id: string): Promise<void> => {
  const work = newWork(SYSTEM, deriveUuid("webhook-disable", id), { disable: id }, null);
  await handle(ports, webhook, webhookStream(id), work, { type: "Disable", reason: "gone" });
};
