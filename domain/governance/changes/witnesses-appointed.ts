import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { WITNESS_FIELDS, witnessKey } from "../witness.ts";

const unsound = (detail: string, field: string): Result<never> =>
  refuse(refusal("governance.witnesses-unsound", detail, { field }));

/** All witnesses from here on: who is not named is none any more. */
export const witnessesAppointed = changeKind({
  command: "AppointWitnesses",
  event: "WitnessesAppointed",
  tells:
    "Officers said who cosigns the ledger's checkpoints, how many of them make one count, and whether the signer asks for it.",
  fields: WITNESS_FIELDS,
  operation: "witness.appoint",
  signs: ({ witnesses, quorum, gate }) => ({ subject: "witnesses", over: { witnesses, quorum, gate } }),
  lines: ({ witnesses, quorum, gate }) => [
    `change     all witnesses of the ledger from here on: ${witnesses.length === 0 ? "none" : witnesses.length}`,
    ...witnesses.flatMap(({ vkey, url }) => [`witness    ${vkey}`, `asked at   ${url}`]),
    `quorum     ${quorum} of ${witnesses.length} make a checkpoint count as witnessed`,
    ...(quorum > 0 && 2 * quorum <= witnesses.length
      ? ["           so few that two histories could each have their own"]
      : []),
    `gate       ${gate ? "the signer signs only under such a checkpoint" : "the signer signs without one, too"}`,
  ],
  sound: (_before, { witnesses, quorum, gate }) => {
    const keys = witnesses.map(({ vkey }) => witnessKey(vkey));
    if (new Set(keys.map((k) => k?.name)).size !== keys.length) return unsound("two have one name", "witnesses");
    if (new Set(keys.map((k) => k?.key.join())).size !== keys.length) return unsound("two have one key", "witnesses");
    if (quorum > witnesses.length) return unsound("more are needed than there are witnesses", "quorum");
    if (gate && quorum === 0) return unsound("the signer cannot ask for a quorum of none", "gate");
    return ok(undefined);
  },
  rule: () => ({}),
  evolve: (before, { witnesses, quorum, gate }) => ({ ...before, witnessing: { witnesses, quorum, gate } }),
});
