/** /livez: the process answers. /readyz: it can do its work, or why not. */
import { Hono } from "hono";
import { SignerFault } from "../domain/ports/signer.ts";
import type { Ports } from "../domain/process/ports.ts";
import type { Runner } from "../projections/runner.ts";

/** What runs in the background and cannot do its work, by what it is: in words for the operator. */
export type Troubles = ReadonlyMap<string, string>;

/** Reasons that make the node unfit; a signer that is away is told and does not: OCSP and reads go on. */
const reasons = async (ports: Ports, runner: Runner, troubles: Troubles): Promise<readonly string[]> => {
  const out = [...troubles.values()];
  out.push(...runner.quarantined().map((q) => `read model ${q.projection} stopped: ${q.code}`));
  try {
    const basis = await ports.governance();
    if (!basis.ok) out.push(basis.error.code);
  } catch (error) {
    out.push(`ledger: ${(error as { code?: string }).code ?? "unreadable"}`);
  }
  return out;
};

const signerState = async (ports: Ports): Promise<string> => {
  try {
    const status = await ports.signer.status();
    return status.isReady ? "ready" : (status.reason ?? "not ready");
  } catch (error) {
    return error instanceof SignerFault ? error.code : "unknown";
  }
};

export const healthApp = (ports: Ports, runner: Runner, troubles: Troubles = new Map()): Hono =>
  new Hono()
    .get("/livez", (c) => c.json({ status: "alive" }))
    .get("/readyz", async (c) => {
      const [why, signer] = await Promise.all([reasons(ports, runner, troubles), signerState(ports)]);
      return c.json(
        { status: why.length === 0 ? "ready" : "not ready", reasons: why, signer },
        why.length === 0 ? 200 : 503,
      );
    });
