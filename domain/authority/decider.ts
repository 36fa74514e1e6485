/** Life of one authority. Stream `authority-<id>`. */
import type { Decider, Fact } from "../kernel/decider.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, refuse } from "../kernel/result.ts";
import type { AuthorityEvent } from "./events.ts";
import { type Authority, evolveAuthority, initialAuthority } from "./state.ts";

type Body<T extends AuthorityEvent["type"]> = Extract<AuthorityEvent, Fact<T, unknown>>["body"];

export type AuthorityCommand =
  | ({ readonly type: "Create" } & Body<"AuthorityCreated">)
  /** Whether the request before it has ended is for the process to know: it stands in another stream. */
  | ({ readonly type: "RenewRequest" } & Body<"AuthorityRequestRenewed">)
  | ({ readonly type: "RecordCertified" } & Body<"AuthorityCertified">);

export const authority: Decider<Authority, AuthorityCommand, AuthorityEvent> = {
  initial: initialAuthority,
  decide(command, state) {
    switch (command.type) {
      case "Create": {
        if (state.at !== "absent") return refuse(refusal("authority.exists", "an authority of this id exists"));
        const { type: _, ...body } = command;
        return ok([{ type: "AuthorityCreated", body }]);
      }
      case "RenewRequest": {
        if (state.at === "absent") return refuse(refusal("authority.unknown", "no such authority"));
        if (state.at === "active") return refuse(refusal("authority.exists", "the authority has its certificate"));
        const { type: _, ...body } = command;
        return ok([{ type: "AuthorityRequestRenewed", body }]);
      }
      case "RecordCertified": {
        if (state.at === "absent") return refuse(refusal("authority.unknown", "no such authority"));
        if (state.at === "active")
          return state.digest === command.digest
            ? ok([])
            : refuse(refusal("authority.exists", "the authority has another certificate"));
        if (state.key !== command.key)
          return refuse(refusal("certificate.wrong-content", "the certificate is for another key"));
        const { type: _, ...body } = command;
        return ok([{ type: "AuthorityCertified", body }]);
      }
    }
  },
  evolve: evolveAuthority,
};
