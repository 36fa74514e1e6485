/** What `cartulary doctor` found: one line of its report. */
export type Finding = {
  readonly check: string;
  readonly isWell: boolean;
  readonly says: string;
  readonly counts?: unknown;
};

export const well = (check: string, says: string): Finding => ({ check, isWell: true, says });
export const ill = (check: string, says: string): Finding => ({ check, isWell: false, says });
