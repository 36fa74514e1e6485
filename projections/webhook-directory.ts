/** Every webhook that was not removed: where events go, and which. */
import { idOf } from "../domain/kernel/stream.ts";
import type { View } from "../domain/ports/read-store.ts";
import type { Hook, Webhooks } from "../domain/ports/webhooks.ts";
import { mustGet, type Projection } from "./projection.ts";

export const webhookDirectory: Projection = {
  name: "webhook-directory",
  version: 1,
  categories: ["webhook"],
  when: {
    WebhookRegistered: (view, { stream, position, at, body }) =>
      view.put(idOf(stream), {
        id: idOf(stream),
        state: "active",
        url: body.url,
        filter: body.filter,
        secret: body.secret,
        since: position,
        at,
        by: body.by,
      } satisfies Hook),
    WebhookDisabled: (view, { stream }) =>
      view.put(idOf(stream), { ...mustGet<Hook>(view, idOf(stream)), state: "disabled" } satisfies Hook),
    WebhookRemoved: (view, { stream }) => view.delete(idOf(stream)),
  },
};

export const webhooksOver = (view: View): Webhooks => ({
  all: () => view.list("").map(({ value }) => value as Hook),
  find: (id) => view.get(id) as Hook | undefined,
});
