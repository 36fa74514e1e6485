/** What the service says of itself. Anybody may ask for it through `/readyz`, so that the module is not asked each time. */
import { type Instant, secondsBetween } from "../../kernel/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import { type KeyModule, ModuleFault } from "../../ports/key-module.ts";
import { JournalFault, type SignatureJournal } from "../../ports/signature-journal.ts";
import type { SignerStatus } from "../../ports/signer.ts";

const KEPT_SECONDS = 2;

export const moduleStatus = (ports: {
  readonly module: KeyModule;
  readonly journal: SignatureJournal;
  readonly clock: Clock;
}): (() => Promise<SignerStatus>) => {
  const { module, journal, clock } = ports;
  let kept: { readonly at: Instant; readonly status: Promise<SignerStatus> } | undefined;

  const ask = async (): Promise<SignerStatus> => {
    try {
      const described = await module.describe();
      const signatures = await journal.count();
      const abilities = await module.abilities();
      return { isReady: true, reason: null, module: described, signatures, abilities };
    } catch (fault) {
      const reason = fault instanceof ModuleFault || fault instanceof JournalFault ? fault.code : "module.misbehaved";
      return { isReady: false, reason, module: null, signatures: 0, abilities: [] };
    }
  };

  return () => {
    const now = clock.now();
    // Also when it is not ready: looking for a module that is away costs more than asking one that is there.
    if (kept === undefined || Math.abs(secondsBetween(kept.at, now)) >= KEPT_SECONDS) kept = { at: now, status: ask() };
    return kept.status;
  };
};
