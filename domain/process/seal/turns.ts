/** When the next seal is due: by time, by number, or because somebody waits for it. */

export type SealPace = {
  /** How long an event waits at most, in milliseconds, and how many may wait. */
  readonly intervalMs: number;
  readonly events: number;
  /** How long a seal is put off that somebody waits for, counted from the last one: others join it. */
  readonly urgentMs: number;
};
export const SEAL_PACE: SealPace = { intervalMs: 1_000, events: 256, urgentMs: 10 };

/** `wake`: called when a seal may have become due. */
export const turns = ({ intervalMs, events, urgentMs }: SealPace, wake: () => void) => {
  let [waiting, isUrgentNow, isLate, isResting] = [0, false, false, false];
  /** One more than the index of the last event that waits. */
  let behindLast = 0;
  let late: ReturnType<typeof setTimeout> | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const taken = (): void => {
    clearTimeout(late);
    clearTimeout(rest);
    [waiting, isUrgentNow, isLate, isResting] = [0, false, false, true];
    rest = setTimeout(() => {
      isResting = false;
      wake();
    }, urgentMs);
  };
  return {
    wait: (index: number, urgent: boolean): void => {
      if (waiting === 0)
        late = setTimeout(() => {
          isLate = true;
          wake();
        }, intervalMs);
      waiting += 1;
      behindLast = Math.max(behindLast, index + 1);
      isUrgentNow ||= urgent;
    },
    isDue: (): boolean => waiting > 0 && (isLate || waiting >= events || (isUrgentNow && !isResting)),
    /** All that waits is sealed now. */
    taken,
    /** Somebody else sealed so many events: nothing waits any more, if that was all. */
    takenBy: (size: number): void => {
      if (waiting > 0 && size >= behindLast) taken();
    },
    end: (): void => {
      clearTimeout(late);
      clearTimeout(rest);
    },
  };
};
