/** Alarms about the store: in words, which are grave, and which an operator has looked at. */
import type { Alarm } from "../domain/ports/event-store.ts";

const SAYS: { readonly [K in Alarm["kind"]]: string } = {
  hidden: "events of the ledger were hidden at the store",
  deleted: "a stream of the ledger was deleted at the store",
  access: "access to the store was changed",
  scavenged: "the store was scavenged",
};
export const alarmText = ({ kind }: Alarm): string => SAYS[kind];

/** After these the ledger that is served is no longer the ledger that was written. */
export const isGrave = ({ kind }: Alarm): boolean => kind === "hidden" || kind === "deleted";

/**
 * Alarms that are still to be told, grave ones first. What was done on purpose is no more told once `alarmsSeen` of the
 * configuration names its position or a later one; what is grave always is.
 */
export const untold = (alarms: readonly Alarm[], alarmsSeen: string | undefined): readonly Alarm[] => {
  const grave = alarms.filter(isGrave);
  return [...grave, ...alarms.filter((a) => !isGrave(a) && (alarmsSeen === undefined || a.position > alarmsSeen))];
};
