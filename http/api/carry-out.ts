/** What officers ordered is done in the call that hands their order in, and the lists say so at once. */
import type { Context } from "hono";
import type { Order } from "../../domain/governance/order.ts";
import { ok } from "../../domain/kernel/result.ts";
import { type Carried, carryOutOrder } from "../../domain/process/carry-out-order.ts";
import type { Basis } from "../../domain/process/governance-reader.ts";
import type { ApiVariables } from "./variables.ts";

/** `basis`: as of the order. It stands: what stops here the recovery pass goes on with. */
export const carryOut = async (c: Context<ApiVariables>, basis: Basis, order: Order): Promise<void> => {
  const ports = { ...c.get("ports"), governance: async () => ok(basis) };
  const newest = new Map<string, Carried>();
  await carryOutOrder(ports, c.get("caller"), order, (carried) => {
    if (carried.state.at !== "absent") newest.set(carried.state.prepared.key, carried);
  });
  for (const { state, position } of newest.values()) await c.get("publishing").publishChange(state, position ?? null);
};
