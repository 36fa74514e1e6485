/** Keys that were planned and are not generated yet: open work, and gone from here when it is done. */
import type { Instant } from "../domain/kernel/instant.ts";
import { idOf } from "../domain/kernel/stream.ts";
import type { View } from "../domain/ports/read-store.ts";
import type { Projection } from "./projection.ts";

export const plannedKeys: Projection = {
  name: "planned-keys",
  version: 1,
  categories: ["key"],
  when: {
    KeyPlanned: (view, { stream, at }) => view.put(idOf(stream), at),
    KeyGenerated: (view, { stream }) => view.delete(idOf(stream)),
  },
};

export const keysPlanned = (view: View): readonly { readonly id: string; readonly at: Instant }[] =>
  view.list("").map(({ key, value }) => ({ id: key, at: value as Instant }));
