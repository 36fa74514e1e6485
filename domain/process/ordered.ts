/** What one person must not revoke alone, and whether officers ordered it. */
import type { PreparedCertificate } from "../certificate/state.ts";
import type { FoundedGovernance } from "../governance/state.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { StatusChange } from "./status-change.ts";

type Prepared = PreparedCertificate["prepared"];

/** Whether what is to be done to this certificate is what an order says. */
const isOrdered = (
  { orders }: FoundedGovernance,
  { issuer, serial }: Pick<Prepared, "issuer" | "serial">,
  change: Extract<StatusChange, { act: "revoke" }> & { readonly order: string },
): boolean => {
  const order = orders.get(change.order);
  return (
    order !== undefined &&
    order.reason === change.reason &&
    order.invalidSince === change.invalidSince &&
    order.certificates.some((c) => c.issuer === issuer && c.serial === serial)
  );
};

/**
 * An authority's certificate makes everything below it worthless, so it is revoked or held by order only. In a ledger
 * without a policy nobody agreed on that. Ok with whether an order stands behind the change; refuses
 * `certificate.needs-order`.
 */
export const judgeOrder = (
  governance: FoundedGovernance,
  prepared: Prepared,
  change: StatusChange,
): Result<{ readonly isOrdered: boolean }> => {
  if (change.act === "revoke" && change.order !== undefined)
    return isOrdered(governance, prepared, { ...change, order: change.order })
      ? ok({ isOrdered: true })
      : refuse(refusal("certificate.needs-order", "no order of the officers says this"));
  const kind = governance.profiles.get(prepared.profile.id)?.kind;
  return governance.policy !== null && (kind === "root" || kind === "authority")
    ? refuse(refusal("certificate.needs-order", "an authority's certificate is revoked by order of the officers"))
    : ok({ isOrdered: false });
};
