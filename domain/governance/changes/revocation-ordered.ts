import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { OrderSchema } from "../order.ts";
import { withEntry } from "../state.ts";

export const revocationOrdered = changeKind({
  command: "OrderRevocation",
  event: "RevocationOrdered",
  tells: "Officers ordered certificates to be revoked: an authority's, or many at once.",
  fields: { order: OrderSchema },
  operation: "revocation.order",
  signs: ({ order }) => ({ subject: order.id, over: order }),
  lines: ({ order: { id, certificates, reason, invalidSince } }) => [
    `change     revoke ${certificates.length === 1 ? "a certificate" : `${certificates.length} certificates`}, for ever`,
    ...certificates.map(({ issuer, serial }) => `revokes    serial ${serial} of the issuer ${issuer}`),
    `reason     ${reason}${invalidSince === null ? "" : `, the key lost on ${invalidSince}`}`,
    `order      ${id}`,
  ],
  sound: (before, { order }, now) => {
    if (before.orders.has(order.id)) return refuse(refusal("command.reused", "an order of this id was given before"));
    if (order.invalidSince !== null && order.invalidSince > now)
      return refuse(refusal("validity.out-of-bounds", "the key cannot have been lost in the future"));
    const places = new Set(order.certificates.map(({ issuer, serial }) => `${issuer}.${serial}`));
    return places.size === order.certificates.length
      ? ok(undefined)
      : refuse(refusal("input.malformed", "a certificate stands twice", { field: "order.certificates" }));
  },
  rule: () => ({}),
  evolve: (before, { order }) => ({ ...before, orders: withEntry(before.orders, order.id, order) }),
});
