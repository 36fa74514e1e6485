import type { Reason } from "../certificate/events.ts";
import type { Instant } from "../kernel/instant.ts";

export type StatusChange =
  | {
      readonly act: "revoke";
      readonly reason: Reason;
      readonly invalidSince: Instant | null;
      /** The officers' order that is carried out; nobody's word but what stands in `governance` under this id. */
      readonly order?: string | undefined;
    }
  | { readonly act: "hold" }
  | { readonly act: "release" };
