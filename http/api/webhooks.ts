/** /v1/webhooks: addresses to which events are sent. Operators' business, all of it. */
import { type Context, Hono } from "hono";
import type * as v from "valibot";
import type { Position } from "../../domain/kernel/brand.ts";
import type { EventFilter } from "../../domain/kernel/event-filter.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { ok } from "../../domain/kernel/result.ts";
import type { DeadLetter, DeliveryBook } from "../../domain/ports/delivery-book.ts";
import type { Attempt, WebhookSender } from "../../domain/ports/webhook-sender.ts";
import type { Hook, Webhooks } from "../../domain/ports/webhooks.ts";
import type { Courier } from "../../domain/process/webhook/courier.ts";
import { pingWebhook, retryLetter } from "../../domain/process/webhook/letters.ts";
import { registerWebhook, removeWebhook } from "../../domain/process/webhook/manage.ts";
import { commandId } from "./authenticate.ts";
import { list, pageOfAll } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, json, param, query, written } from "./route.ts";
import {
  AttemptAnswer,
  DeadLetterAnswer,
  LetterParam,
  ListQuery,
  NewWebhookAnswer,
  pageOf,
  WebhookAnswer,
  WebhookBody,
  WebhookChangedAnswer,
  WebhookParam,
} from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

export type WebhookDeps = {
  readonly webhooks: Webhooks;
  readonly sender: WebhookSender;
  readonly book: DeliveryBook;
  readonly courier: Pick<Courier, "struggle">;
};

const TAG = "webhooks";

const unknown = () => problem(refusal("webhook.unknown", "no such webhook"));
const noLetter = () => problem(refusal("webhook.letter-unknown", "no such dead letter"));

const filterOf = (wanted: v.InferOutput<typeof WebhookBody>["filter"] = {}): EventFilter => ({
  types: wanted.types ?? [],
  streams: wanted.streams ?? [],
  actors: wanted.actors ?? [],
  correlations: wanted.correlations ?? [],
});

const attemptAnswer = ({ outcome, status }: Attempt): AttemptAnswer => ({ outcome, status });
const letterAnswer = ({ position, message, at, attempts, last }: DeadLetter): DeadLetterAnswer => ({
  position,
  type: message.type,
  at,
  attempts,
  ...attemptAnswer(last),
});

const HOOK_COLUMNS = Object.keys(WebhookAnswer.entries);
const LETTER_COLUMNS = Object.keys(DeadLetterAnswer.entries);

/** What a dry run keeps from being done: these are no events, so its ports do not know of them. */
const UNTRIED = ok<Attempt>({ outcome: "delivered", status: null });
const isDry = (c: Context): boolean => c.req.query("dryRun") === "true";

export const webhookRoutes = ({ webhooks, sender, book, courier }: WebhookDeps): Hono<ApiVariables> => {
  const sending = (c: Context<ApiVariables>) => ({ ...c.get("ports"), sender, book, webhooks });

  const answerOf = ({ id, state, url, filter, at, by }: Hook): WebhookAnswer => {
    const stuck = courier.struggle(id);
    return {
      id,
      state,
      url,
      filter,
      registeredAt: at,
      registeredBy: by,
      delivered: book.cursor(id) ?? null,
      deadLetters: book.count(id),
      trouble: stuck === undefined ? null : { position: stuck.position, attempts: stuck.attempts, ...stuck.last },
    };
  };

  return new Hono<ApiVariables>()
    .post(
      "/webhooks",
      described({
        tag: TAG,
        about: ["webhook", "sealed"],
        id: "registerWebhook",
        right: "webhooks.manage",
        summary: "Register an address for events; the answer shows its secret, once",
        status: 201,
        answer: NewWebhookAnswer,
        problems: [403, 409, 422],
      }),
      json(WebhookBody),
      async (c) => {
        const { url, filter } = c.req.valid("json");
        const wanted = { url, filter: filterOf(filter) };
        const made = await registerWebhook(sending(c), c.get("caller"), commandId(c), wanted);
        return made.ok ? written(c, made.value, 201) : problem(made.error);
      },
    )
    .get(
      "/webhooks",
      described({
        tag: TAG,
        about: ["webhook", "sealed"],
        id: "listWebhooks",
        right: "webhooks.read",
        summary: "List webhooks, and how far they have come",
        answer: pageOf(WebhookAnswer),
        other: { "text/csv": "all rows" },
        problems: [403],
      }),
      query(ListQuery),
      (c) => list(c, c.req.valid("query"), HOOK_COLUMNS, pageOfAll(webhooks.all().map(answerOf))),
    )
    .get(
      "/webhooks/:id",
      described({
        tag: TAG,
        about: ["webhook", "sealed"],
        id: "readWebhook",
        right: "webhooks.read",
        summary: "Read one webhook",
        answer: WebhookAnswer,
        problems: [403, 404],
      }),
      param(WebhookParam),
      (c) => {
        const hook = webhooks.find(c.req.valid("param").id);
        return hook === undefined ? unknown() : c.json(answerOf(hook));
      },
    )
    .delete(
      "/webhooks/:id",
      described({
        tag: TAG,
        about: ["webhook", "sealed"],
        id: "removeWebhook",
        right: "webhooks.manage",
        summary: "Send nothing more to an address, and destroy its secret",
        answer: WebhookChangedAnswer,
        problems: [403, 404],
      }),
      param(WebhookParam),
      async (c) => {
        const removed = await removeWebhook(c.get("ports"), c.get("caller"), commandId(c), c.req.valid("param").id);
        return removed.ok ? written(c, removed.value) : problem(removed.error);
      },
    )
    .post(
      "/webhooks/:id/ping",
      described({
        tag: TAG,
        about: ["webhook", "sealed"],
        id: "pingWebhook",
        right: "webhooks.manage",
        summary: "Send one signed message that is no event's, and say what came of it",
        answer: AttemptAnswer,
        problems: [403, 404, 410],
      }),
      param(WebhookParam),
      async (c) => {
        const hook = webhooks.find(c.req.valid("param").id);
        if (hook === undefined) return unknown();
        const tried = isDry(c) ? UNTRIED : await pingWebhook(sending(c), hook);
        return tried.ok ? c.json(attemptAnswer(tried.value)) : problem(tried.error);
      },
    )
    .get(
      "/webhooks/:id/dead-letters",
      described({
        tag: TAG,
        about: ["webhook", "sealed"],
        id: "listDeadLetters",
        right: "webhooks.read",
        summary: "List what could not be delivered",
        answer: pageOf(DeadLetterAnswer),
        other: { "text/csv": "all rows" },
        problems: [403, 404],
      }),
      param(WebhookParam),
      query(ListQuery),
      (c) => {
        const { id } = c.req.valid("param");
        if (webhooks.find(id) === undefined) return unknown();
        return list(c, c.req.valid("query"), LETTER_COLUMNS, ({ cursor, limit }) => {
          const letters = book.letters(id, cursor as Position | undefined, limit).map(letterAnswer);
          return { items: letters, next: letters.length === limit ? (letters.at(-1)?.position ?? null) : null };
        });
      },
    )
    .post(
      "/webhooks/:id/dead-letters/:position/retry",
      described({
        tag: TAG,
        about: ["webhook", "sealed"],
        id: "retryDeadLetter",
        right: "webhooks.manage",
        summary: "Send a dead letter once more; delivered, it leaves the list",
        answer: AttemptAnswer,
        problems: [403, 404, 410],
      }),
      param(LetterParam),
      async (c) => {
        const { id, position } = c.req.valid("param");
        const hook = webhooks.find(id);
        if (hook === undefined) return unknown();
        const tried = isDry(c) ? UNTRIED : await retryLetter(sending(c), hook, position as Position);
        return tried.ok ? c.json(attemptAnswer(tried.value)) : problem(tried.error);
      },
    )
    .delete(
      "/webhooks/:id/dead-letters/:position",
      described({
        tag: TAG,
        about: ["webhook", "sealed"],
        id: "discardDeadLetter",
        right: "webhooks.manage",
        summary: "Give a dead letter up for good",
        answer: WebhookChangedAnswer,
        problems: [403, 404],
      }),
      param(LetterParam),
      (c) => {
        const { id, position } = c.req.valid("param");
        if (webhooks.find(id) === undefined) return unknown();
        if (book.letter(id, position as Position) === undefined) return noLetter();
        if (!isDry(c)) book.discard(id, position as Position);
        return c.json({ position: null });
      },
    );
};
