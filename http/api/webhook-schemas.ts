/** What goes in and out of the API about webhooks. */
import * as v from "valibot";
import { isEventType } from "../../domain/catalogue.ts";
import { Actor, RequestId } from "../../domain/kernel/brand.ts";
import { EventFilterSchema, EventTypeName } from "../../domain/kernel/event-filter.ts";
import { InstantSchema } from "../../domain/kernel/instant.ts";
import { OUTCOMES } from "../../domain/ports/webhook-sender.ts";
import { WebhookUrl } from "../../domain/webhook/events.ts";

const Position = v.pipe(
  v.string(),
  v.description("send it as Cartulary-Position with a read to see at least this write"),
);

const wantedTypes = v.pipe(v.array(v.pipe(EventTypeName, v.check(isEventType))), v.maxLength(16));

export const WebhookBody = v.strictObject({
  url: WebhookUrl,
  filter: v.optional(
    v.pipe(
      v.partial(v.strictObject({ ...EventFilterSchema.entries, types: wantedTypes })),
      v.description("which events; everything that is absent or empty lets all through"),
    ),
  ),
});

export const WebhookParam = v.object({ id: RequestId });
export const LetterParam = v.object({ id: RequestId, position: v.pipe(v.string(), v.regex(/^[0-9a-f]{16,32}$/)) });

const attemptEntries = {
  outcome: v.pipe(v.picklist(OUTCOMES), v.description("what came of the last attempt")),
  status: v.nullable(v.pipe(v.number(), v.description("the receiver's answer, if there was one"))),
};
export const AttemptAnswer = v.object(attemptEntries);
export type AttemptAnswer = v.InferOutput<typeof AttemptAnswer>;

export const WebhookAnswer = v.object({
  id: RequestId,
  state: v.picklist(["active", "disabled"]),
  url: v.string(),
  filter: EventFilterSchema,
  registeredAt: InstantSchema,
  registeredBy: Actor,
  delivered: v.nullable(v.pipe(v.string(), v.description("position of the last event that was delivered or given up"))),
  deadLetters: v.number(),
  trouble: v.nullable(
    v.pipe(
      v.object({ position: v.string(), attempts: v.number(), ...attemptEntries }),
      v.description("the event that is being tried again"),
    ),
  ),
});
export type WebhookAnswer = v.InferOutput<typeof WebhookAnswer>;

export const NewWebhookAnswer = v.object({
  id: RequestId,
  secret: v.pipe(v.string(), v.description("whsec_ and base64: what messages are signed with; not shown again")),
  position: v.nullable(Position),
});
export const WebhookChangedAnswer = v.object({ position: v.nullable(Position) });

export const DeadLetterAnswer = v.object({
  position: v.pipe(v.string(), v.description("of its event, and the letter's name")),
  type: v.string(),
  at: v.pipe(InstantSchema, v.description("when it was tried last")),
  attempts: v.number(),
  ...attemptEntries,
});
export type DeadLetterAnswer = v.InferOutput<typeof DeadLetterAnswer>;
