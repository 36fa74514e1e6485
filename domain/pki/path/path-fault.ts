/** What a step of path validation finds wrong. */
import { refuse } from "../../kernel/result.ts";

/** The clause that is not met, as it is cited: `RFC 5280 §6.1.3 (a)(2)`. */
export type Clause = `RFC ${number} §${string}`;

/** `detail`: one sentence for a person; never repeats what the certificate says. */
export type PathFault = { readonly clause: Clause; readonly detail: string };

/** A Result that is a fault. */
export const fault = (clause: Clause, detail: string) => refuse<PathFault>({ clause, detail });
