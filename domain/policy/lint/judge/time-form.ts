/** The forms of time. RFC 5280 §4.1.2.5. */
import { GENERALIZED_TIME, type TimeView, UTC_TIME } from "../view/time-view.ts";

/** Has the seconds and ends in `Z`. RFC 5280 §4.1.2.5.1. */
export const isWholeUtcTime = ({ tag, text }: TimeView): boolean => tag !== UTC_TIME || /^\d{12}Z$/.test(text);

/** Has the seconds, no fraction, and ends in `Z`. RFC 5280 §4.1.2.5.2. */
export const isWholeGeneralizedTime = ({ tag, text }: TimeView): boolean =>
  tag !== GENERALIZED_TIME || /^\d{14}Z$/.test(text);

/** Through 2049 a UTCTime stands. RFC 5280 §4.1.2.5. */
export const isGeneralizedTooEarly = ({ tag, text }: TimeView): boolean => tag === GENERALIZED_TIME && text < "2050";

/** In the right form, but the thirtieth of February. */
export const isNoSuchTime = (time: TimeView): boolean =>
  (time.tag === UTC_TIME || time.tag === GENERALIZED_TIME) &&
  isWholeUtcTime(time) &&
  isWholeGeneralizedTime(time) &&
  time.at === undefined;

/** Neither of the two types. */
export const isNoTime = ({ tag }: TimeView): boolean => tag !== UTC_TIME && tag !== GENERALIZED_TIME;

/** Whether both are known, and the first is after the second. */
export const isAfter = (a: TimeView | undefined, b: TimeView | undefined): boolean =>
  a?.at !== undefined && b?.at !== undefined && a.at > b.at;
