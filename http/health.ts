/** /livez: the process answers. /readyz: it can do its work, or why not. */
import { Hono } from "hono";
import { addSeconds, type Instant } from "../domain/kernel/instant.ts";
import { secondsMoved } from "../domain/ports/clock.ts";
import { SignerFault } from "../domain/ports/signer.ts";
import type { Ports } from "../domain/process/ports.ts";
import { endings, readTerms } from "../domain/process/terms.ts";
import type { Runner } from "../projections/runner.ts";
import { endingText } from "./ending-text.ts";

/** What runs in the background and cannot do its work, by what it is: in words for the operator. */
export type Troubles = ReadonlyMap<string, string>;

/** Reasons that make the node unfit; a signer that is away is told and does not: OCSP and reads go on. */
const reasons = async (ports: Ports, runner: Runner, troubles: Troubles): Promise<readonly string[]> => {
  const out = [...troubles.values()];
  const moved = secondsMoved(ports.clock);
  if (moved !== 0)
    out.push(
      `the clock was moved ${Math.abs(Math.round(moved))} seconds ${moved > 0 ? "ahead" : "back"}, and nothing is written: set it right, or restart if it is right now`,
    );
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

const PRIVATE = [
  ["token", "tokens of the API"],
  ["mandate", "mandates"],
] as const;

/** Anybody may ask: who has a token or a mandate is not told, only how many do. `cartulary doctor` tells more. */
const warningsNow = async (ports: Ports, now: Instant): Promise<readonly string[]> => {
  const all = endings(await readTerms(ports), now);
  const counts = PRIVATE.map(([kind, name]) => [name, all.filter((e) => e.kind === kind).length] as const);
  return [
    ...all.filter((e) => PRIVATE.every(([kind]) => kind !== e.kind)).map(endingText),
    ...counts.filter(([, n]) => n > 0).map(([name, n]) => `${name} that have ended or soon will: ${n}`),
  ];
};

const WARNINGS_SECONDS = 60;

/** What ends does so on a day, and whoever asks for health asks every second: looked up once a minute. */
const rememberedWarnings = (ports: Ports): (() => Promise<readonly string[]>) => {
  let known: { readonly until: Instant; readonly warnings: readonly string[] } | undefined;
  return async () => {
    const now = ports.clock.now();
    if (known !== undefined && known.until > now) return known.warnings;
    try {
      known = { until: addSeconds(now, WARNINGS_SECONDS), warnings: await warningsNow(ports, now) };
      return known.warnings;
    } catch {
      // The ledger cannot be read: that is one of the reasons, and no warning.
      return known?.warnings ?? [];
    }
  };
};

/** What is looked at besides: `warnings` about what does not stand in the ledger, `reasons` that it is not ready. */
export type MoreHealth = {
  readonly warnings: () => readonly string[];
  readonly reasons?: (() => Promise<readonly string[]>) | undefined;
};

export const healthApp = (ports: Ports, runner: Runner, troubles: Troubles, more: MoreHealth): Hono => {
  const warnings = rememberedWarnings(ports);
  return new Hono()
    .get("/livez", (c) => c.json({ status: "alive" }))
    .get("/readyz", async (c) => {
      const [own, others, signer] = await Promise.all([
        reasons(ports, runner, troubles),
        more.reasons?.() ?? [],
        signerState(ports),
      ]);
      const why = [...own, ...others];
      return c.json(
        {
          status: why.length === 0 ? "ready" : "not ready",
          reasons: why,
          signer,
          warnings: [...(await warnings()), ...more.warnings()],
        },
        why.length === 0 ? 200 : 503,
      );
    });
};
