/** cartulary token: who may call the API, and proposals to let them and to stop them. */
import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { utf8 } from "../../domain/kernel/bytes.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { TokenAnswer, TokensQuery } from "../../http/api/schemas.ts";
import { makeToken } from "../../http/api-token.ts";
import { writeFileDurably } from "../atomic-file.ts";
import { systemClock } from "../system/clock.ts";
import { many } from "./argument.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { listOptions, rowsOf } from "./rows.ts";

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, TokenAnswer, "/v1/governance/tokens", TokensQuery);
  context.out.table(
    items,
    ["id", "holder", "until", "state", "only"],
    items.map((t) => [t.id, t.holder, t.notAfter.slice(0, 16), t.state, t.scope?.join(" ") ?? ""]),
  );
};

const signersOf = (holder: string): string =>
  holder.startsWith("officer:") ? `${holder.slice("officer:".length)}, or by the quorum` : "the quorum";

const issue = async (holder: string, command: Command): Promise<void> => {
  const { days, secretFile, scope } = command.opts<{ days: number; secretFile?: string; scope?: string[] }>();
  if (secretFile !== undefined && existsSync(secretFile))
    throw new CliExit(EXIT.usage, "cli.file-exists", `${secretFile} exists: give another file`);
  const { token, bearer } = makeToken(holder, addSeconds(systemClock.now(), days * 86_400));
  const wish = wishOf({ type: "IssueToken", token: { ...token, ...(scope && { scope }) } });
  const shown =
    secretFile === undefined
      ? {
          value: { token: bearer },
          lines: [`token      ${bearer}`, "           shown once, and stored nowhere: keep it now"],
        }
      : { value: { secretFile }, lines: [`token      written to ${secretFile}`] };
  await propose(command, wish, signersOf(holder), shown);
  if (secretFile !== undefined) writeFileDurably(secretFile, utf8(`${bearer}\n`));
};

const dayCount = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError("Expected a number of days, 1 to 9999.");
  return Number(text);
};

export const addToken = (program: Command): void => {
  const token = program.command("token").description("tokens of the API, and proposals to issue and revoke them");
  listOptions(token.command("list"), TokensQuery)
    .description("list tokens: whose, until when")
    .action((_options, command: Command) => list(command));
  proposing(token.command("issue <holder>"))
    .description(
      "propose a token for officer:ID, service:NAME or operator:NAME; it counts once it is signed and handed in",
    )
    .option("--days <n>", "how long it lasts", dayCount, 365)
    .option("--scope <right>", "leave the holder only these rights (repeat; docs/roles.md has them all)", many)
    .option("--secret-file <file>", "write the token here, 0600, and do not show it")
    .action((holder: string, _options, command: Command) => issue(holder, command));
  proposing(token.command("revoke <id>"))
    .description("propose the end of a token; one officer signs it")
    .action((id: string, _options, command: Command) =>
      propose(command, wishOf({ type: "RevokeToken", token: id }), "one approver, or its own officer"),
    );
};
