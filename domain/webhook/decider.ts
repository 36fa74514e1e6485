/** An address to which events are sent. Stream `webhook-<id>`; the deliveries themselves are no events. */
import type { Decider } from "../kernel/decider.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { WebhookEvent } from "./events.ts";
import { evolveWebhook, initialWebhook, type Registered, type Webhook } from "./state.ts";

export type WebhookCommand =
  | ({ readonly type: "Register" } & Registered)
  | { readonly type: "Disable"; readonly reason: "gone" }
  | { readonly type: "Remove"; readonly by: string };

const unknown = (): Result<never> => refuse(refusal("webhook.unknown", "no such webhook"));

export const webhook: Decider<Webhook, WebhookCommand, WebhookEvent> = {
  initial: initialWebhook,
  decide(command, state) {
    switch (command.type) {
      case "Register": {
        if (state.at !== "absent")
          return refuse(refusal("webhook.exists", "a webhook of this id was registered before"));
        const { type: _, ...body } = command;
        return ok([{ type: "WebhookRegistered", body }]);
      }
      case "Disable":
        return ok(state.at === "active" ? [{ type: "WebhookDisabled", body: { reason: command.reason } }] : []);
      case "Remove":
        if (state.at === "absent" || state.at === "removed") return unknown();
        return ok([{ type: "WebhookRemoved", body: { by: command.by } }]);
    }
  },
  evolve: evolveWebhook,
};
