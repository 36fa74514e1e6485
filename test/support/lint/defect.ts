import type { Parts } from "./parts.ts";

/** By the rule that is broken. */
export type Defects = Readonly<Record<string, Parts>>;
