/** cartulary profile: what may be issued. */
import type { Command } from "commander";
import { ProfileAnswer, ProfilesQuery } from "../../http/api/schemas.ts";
import { api } from "./client.ts";
import { contextOf } from "./context.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { fieldLines } from "./output.ts";
import { readJsonFile } from "./proposal-file.ts";
import { listOptions, rowsOf } from "./rows.ts";

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, ProfileAnswer, "/v1/profiles", ProfilesQuery);
  const rows = items.map((p) => [p.id, String(p.version), p.kind, p.title]);
  context.out.table(items, ["profile", "version", "for", "title"], rows);
};

const show = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const profile = await api(context, ProfileAnswer, `/v1/profiles/${encodeURIComponent(id)}`);
  context.out.result(profile, fieldLines(profile));
};

export const addProfile = (program: Command): void => {
  const profile = program
    .command("profile")
    .description(
      'profiles: what kinds of certificate there are; "request submit --profile ID" takes one of kind subscriber',
    );
  listOptions(profile.command("list"), ProfilesQuery)
    .description("list profiles in force")
    .action((_options, command: Command) => list(command));
  profile
    .command("show")
    .argument("<id>", 'as "cartulary profile list" prints it')
    .description("show everything that a requester may not choose: keys, names, extensions, validity")
    .action((id: string, _options, command: Command) => show(id, command));
  proposing(profile.command("publish"))
    .argument("<file>", 'the whole profile, JSON, as "profile show ID --json" prints it, its version counted up')
    .description("propose a profile, or a new version of one")
    .action((file: string, _options, command: Command) => {
      const wish = wishOf({ type: "PublishProfile", profile: readJsonFile(file) });
      return propose(command, wish, "the officers that profile.publish needs");
    });
};
