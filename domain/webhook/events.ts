import * as v from "valibot";
import { Actor } from "../kernel/brand.ts";
import { EventFilterSchema } from "../kernel/event-filter.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { SealedSchema } from "../kernel/sealed.ts";

/** Where messages go: `http:` or `https:`, no user, no fragment; more is decided when one is registered. */
export const WebhookUrl = v.pipe(
  v.string(),
  v.maxLength(2000),
  v.url(),
  v.regex(/^https?:\/\/[^\s@#\\]+$/, "http:// or https://, without a user or a fragment"),
  v.description("https:// anywhere, or http:// to this machine"),
);

export const webhookEvents = {
  WebhookRegistered: {
    v: 1,
    tells: "From the next event on, events that pass the filter are sent to this address, signed with this secret.",
    body: v.strictObject({ url: WebhookUrl, filter: EventFilterSchema, secret: SealedSchema, by: Actor }),
  },
  WebhookDisabled: {
    v: 1,
    tells: "The receiver answered that it is gone; nothing is sent to it any more.",
    body: v.strictObject({ reason: v.picklist(["gone"]) }),
  },
  WebhookRemoved: {
    v: 1,
    tells: "Nothing is sent any more, and the key to the secret is destroyed.",
    body: v.strictObject({ by: Actor }),
  },
} as const satisfies EventTable;

export type WebhookEvent = FactOf<typeof webhookEvents>;
