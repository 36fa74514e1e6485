import type { Fact } from "../kernel/decider.ts";
import type { WebhookEvent } from "./events.ts";

type Body<T extends WebhookEvent["type"]> = Extract<WebhookEvent, Fact<T, unknown>>["body"];
export type Registered = Body<"WebhookRegistered">;

export type Webhook =
  | { readonly at: "absent" }
  | { readonly at: "active" | "disabled" | "removed"; readonly registered: Registered };

export const initialWebhook: Webhook = { at: "absent" };

export const evolveWebhook = (state: Webhook, event: WebhookEvent): Webhook => {
  if (event.type === "WebhookRegistered") return { at: "active", registered: event.body };
  if (state.at === "absent") throw new TypeError("a webhook changed that nobody registered");
  return { ...state, at: event.type === "WebhookDisabled" ? "disabled" : "removed" };
};
