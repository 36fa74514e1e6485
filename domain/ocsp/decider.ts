/** Who answers OCSP for one authority key. Stream `ocsp-<key>`. RFC 6960 §4.2.2.2. */
import type { Decider } from "../kernel/decider.ts";
import { ok } from "../kernel/result.ts";
import type { OcspEvent } from "./events.ts";
import { evolveOcsp, initialOcsp, type Ocsp } from "./state.ts";

export type OcspCommand = { readonly type: "RecordCertified" } & OcspEvent["body"];

export const ocsp: Decider<Ocsp, OcspCommand, OcspEvent> = {
  initial: initialOcsp,
  decide(command, state) {
    if (state.responder?.digest === command.digest) return ok([]);
    const { type: _, ...body } = command;
    return ok([{ type: "ResponderCertified", body }]);
  },
  evolve: evolveOcsp,
};
