import { pino } from "pino";
import type { Log } from "../../domain/ports/log.ts";

/** JSON lines on standard error, so that standard output stays the command's own. */
export const openLog = (name: string, level = "info"): Log => {
  const logger = pino({ name, level, base: { name } }, pino.destination({ fd: 2, sync: true }));
  return {
    info: (facts, message) => logger.info(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    error: (facts, message) => logger.error(facts, message),
  };
};

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
