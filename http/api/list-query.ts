/** What every list takes. */
import * as v from "valibot";

export const ListQuery = v.strictObject({
  cursor: v.optional(
    v.pipe(v.string(), v.regex(/^[0-9A-Za-z:./-]{1,100}$/), v.description("`next` of the former page")),
  ),
  limit: v.optional(
    v.pipe(v.string(), v.regex(/^(?:[1-9][0-9]{0,2}|1000)$/), v.description("1 to 1000, default 100; all for CSV")),
  ),
});
