/**
 * What officers ordered is done: each certificate that the order names is revoked. Whoever hands the order in starts it,
 * the recovery pass goes on with what stopped, and neither can add a certificate.
 */
import { certificate, isGraver } from "../certificate/decider.ts";
import type { Certificate } from "../certificate/state.ts";
import type { Order } from "../governance/order.ts";
import { deriveUuid } from "../kernel/envelope.ts";
import { ok, type Result } from "../kernel/result.ts";
import { certificateStream } from "../kernel/stream.ts";
import type { Caller, Written } from "./handle.ts";
import { loadState } from "./ledger.ts";
import type { Ports } from "./ports.ts";
import { changeStatus } from "./revoke.ts";

export type CarriedOut = {
  readonly revoked: number;
  /** Serial numbers that no certificate has, or that were revoked before, with as grave a reason. */
  readonly left: number;
};

export type Carried = Written<Certificate>;

/** `onRevoked`: told of each. Faults of the store end it; the next pass goes on. */
export const carryOutOrder = async (
  ports: Ports,
  caller: Caller,
  order: Order,
  onRevoked: (carried: Carried) => void = () => undefined,
): Promise<Result<CarriedOut>> => {
  let revoked = 0;
  const { id, reason, invalidSince } = order;
  for (const place of order.certificates) {
    const commandId = deriveUuid("order", `${id} ${place.issuer} ${place.serial}`);
    const change = { act: "revoke", reason, invalidSince, order: id } as const;
    const written = await changeStatus(ports, caller, commandId, place, change);
    if (written.ok) {
      revoked += 1;
      onRevoked(written.value);
    } else if (written.error.code !== "certificate.unknown" && written.error.code !== "certificate.already-revoked")
      return written;
  }
  return ok({ revoked, left: order.certificates.length - revoked });
};

/** Whether nothing is left to do: every certificate that the order names is revoked, as gravely as it says. */
export const isCarriedOut = async ({ store }: Pick<Ports, "store">, order: Order): Promise<boolean> => {
  for (const { issuer, serial } of order.certificates) {
    const state = await loadState(store, certificate, certificateStream(issuer, serial));
    if (state.at === "absent") continue;
    if (state.status.is !== "revoked" || isGraver(state.status.reason, order.reason)) return false;
  }
  return true;
};
