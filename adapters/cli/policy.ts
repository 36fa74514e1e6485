/** cartulary policy: how many officers each act needs (docs/dual-control.md). */
import type { Command } from "commander";
import { PolicyAnswer } from "../../http/api/policy-schemas.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { readJsonFile } from "./proposal-file.ts";

const show = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const policy = await api(context, PolicyAnswer, "/v1/policy");
  const { version, rules, revocationsAtOnce } = policy;
  context.out.note(`version ${version}; one revoker may revoke at most ${revocationsAtOnce ?? "any number"} at once`);
  const rows = rules.map((r) => [r.act, String(r.approvals), r.group ?? "every approver", r.forms.join(" ")]);
  context.out.table(policy, ["act", "approvals", "of", "signed by"], rows);
};

export const addPolicy = (program: Command): void => {
  const policy = program
    .command("policy")
    .description("how many officers each act needs, of whom, signed in which forms");
  policy
    .command("show")
    .description("show what every act needs; with --json what adopt takes, once its version is counted up")
    .action((_options, command: Command) => show(command));
  proposing(policy.command("adopt"))
    .argument("<file>", "the whole new policy, JSON")
    .description("propose a new policy; it is signed as the policy before it asks for")
    .action((file: string, _options, command: Command) =>
      propose(
        command,
        wishOf({ type: "AdoptPolicy", policy: readJsonFile(file) }),
        "the officers that policy.adopt needs",
      ),
    );
};
