/** How events leave: as streams to whoever listens, and as messages to webhooks. */
import { setTimeout as wait } from "node:timers/promises";
import type { DeliveryBook } from "../domain/ports/delivery-book.ts";
import type { EventFeed } from "../domain/ports/event-feed.ts";
import type { Log } from "../domain/ports/log.ts";
import type { WebhookSender } from "../domain/ports/webhook-sender.ts";
import type { Webhooks } from "../domain/ports/webhooks.ts";
import type { Ports } from "../domain/process/ports.ts";
import { type Courier, type CourierPolicy, courier } from "../domain/process/webhook/courier.ts";
import { disableWebhook } from "../domain/process/webhook/manage.ts";
import { eventFeedOver } from "../projections/event-feed.ts";
import type { Runner } from "../projections/runner.ts";
import { webhookDirectory, webhooksOver } from "../projections/webhook-directory.ts";
import { type EventStreams, eventStreams, type StreamLimits } from "./api/event-streams.ts";

export type Events = {
  readonly feed: EventFeed;
  readonly streams: EventStreams;
  readonly webhooks: Webhooks;
  readonly sender: WebhookSender;
  readonly book: DeliveryBook;
  readonly courier: Courier;
};

/** What operators should read instead of a code. */
const WORDS: Readonly<Record<string, string>> = {
  "webhook.dead-letter": "a message could not be delivered and is kept as a dead letter",
  "sealed.destroyed": "a webhook's secret cannot be opened here: nothing is sent to it from this server",
};

export const eventsOf = (
  composed: {
    readonly ports: Ports;
    readonly runner: Runner;
    readonly book: DeliveryBook;
    readonly sender: WebhookSender;
  },
  log: Log,
  options: { readonly limits?: StreamLimits; readonly policy?: CourierPolicy } = {},
): Events => {
  const { ports, runner, book, sender } = composed;
  const feed = eventFeedOver(runner);
  const webhooks = webhooksOver(runner.view(webhookDirectory.name));
  const sending = courier(
    {
      vault: ports.vault,
      clock: ports.clock,
      entropy: ports.entropy,
      sender,
      feed,
      webhooks,
      book,
      disable: (hook) => disableWebhook(ports, hook),
      pause: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
      tell: (code, hook) =>
        log.warn({ code, webhook: hook }, WORDS[code] ?? "a webhook cannot be served; trying again"),
    },
    options.policy,
  );
  return { feed, streams: eventStreams(feed, options.limits), webhooks, sender, book, courier: sending };
};
