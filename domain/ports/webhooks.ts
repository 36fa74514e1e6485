import type { Position } from "../kernel/brand.ts";
import type { EventFilter } from "../kernel/event-filter.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Sealed } from "../kernel/sealed.ts";

/** A webhook that was not removed. `since`: its registration; what comes after it is sent. */
export type Hook = {
  readonly id: string;
  readonly state: "active" | "disabled";
  readonly url: string;
  readonly filter: EventFilter;
  readonly secret: Sealed;
  readonly since: Position;
  readonly at: Instant;
  readonly by: string;
};

/** Which webhooks there are. From a read model, so it may lag. */
export interface Webhooks {
  readonly all: () => readonly Hook[];
  readonly find: (id: string) => Hook | undefined;
}
