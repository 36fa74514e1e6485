import { fromMillis } from "../../domain/kernel/instant.ts";
import type { Clock } from "../../domain/ports/clock.ts";

export const systemClock: Clock = { now: () => fromMillis(Date.now()) };
