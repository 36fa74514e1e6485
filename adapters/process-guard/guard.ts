/** What must hold of a process before it may hold a PIN: no core dumps, no debugger, files of its own only. */
import { readFileSync } from "node:fs";
import { url as inspectorUrl } from "node:inspector";

export class GuardFault extends Error {
  override readonly name = "GuardFault";
  readonly code: "guard.core-dumps" | "guard.inspector" | "guard.debug-signal" | "guard.pin-source" | "guard.pin-file";
  readonly retryable = false;
  constructor(code: GuardFault["code"], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

/** The soft limit on core files as Linux tells it; undefined where there is no /proc. */
const coreLimit = (): string | undefined => {
  try {
    return /^Max core file size\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  } catch {
    return undefined;
  }
};

/**
 * Throws GuardFault unless the launcher did its part: `ulimit -c 0` (a core file holds the PIN) and
 * `--disable-sigusr1` (else any process of this user can open an inspector by a signal).
 */
export const assertHardened = (execArgv: readonly string[] = process.execArgv): void => {
  if (coreLimit() !== "0") throw new GuardFault("guard.core-dumps");
  const isInspected =
    execArgv.some((a) => a.startsWith("--inspect")) || /--inspect/.test(process.env.NODE_OPTIONS ?? "");
  if (isInspected || inspectorUrl() !== undefined) throw new GuardFault("guard.inspector");
  if (!execArgv.includes("--disable-sigusr1")) throw new GuardFault("guard.debug-signal");
  process.umask(0o077);
};
