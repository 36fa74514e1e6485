/** cartulary login: how officers and operators log in, and proposals to link and to end it. */

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { password } from "@clack/prompts";
import type { Command } from "commander";
import { ARGON2_DEFAULT } from "../../domain/policy/password-verifier.ts";
import { verifierDigest } from "../../domain/process/login/check-password.ts";
import { LoginAnswer, LoginsQuery } from "../../http/api/schemas.ts";
import { argon2id } from "../system/argon2.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";
import { wishOf } from "./governance-gate.ts";
import { addLink, signersOf } from "./login-link.ts";
import { propose, proposing } from "./officer.ts";
import { listOptions, rowsOf } from "./rows.ts";

const PASSWORD = "CARTULARY_LOGIN_PASSWORD";
/** Characters. NIST SP 800-63B asks for length, and for nothing else. */
const SHORTEST = 12;
const LONGEST = 1000;

const unusable = (why: string): CliExit => new CliExit(EXIT.usage, "cli.password-unusable", `the password ${why}`);

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, LoginAnswer, "/v1/governance/logins", LoginsQuery);
  context.out.table(
    items,
    ["id", "holder", "with", "state"],
    items.map((l) => [l.id, l.holder, l.directory === null ? l.way : `${l.way} ${l.directory}`, l.state]),
  );
};

const askTwice = async (holder: string): Promise<string> => {
  if (!process.stdin.isTTY) throw unusable(`is not given: set ${PASSWORD}, or give --password-file`);
  const first = await password({ message: `New password of ${holder}` });
  const again = await password({ message: "Once more" });
  if (typeof first !== "string" || typeof again !== "string") throw unusable("was not given");
  if (first !== again) throw unusable("was not the same twice");
  return first;
};

const fromFile = (path: string): string => {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch {
    throw unusable(`cannot be read from ${path}`);
  }
};

const newPassword = async (holder: string, file: string | undefined): Promise<string> => {
  const given = file === undefined ? process.env[PASSWORD] : fromFile(file);
  const chosen = given ?? (await askTwice(holder));
  const { length } = [...chosen];
  if (length < SHORTEST || length > LONGEST) throw unusable(`has ${SHORTEST} to ${LONGEST} characters`);
  return chosen;
};

const setPassword = async (holder: string, command: Command): Promise<void> => {
  const chosen = await newPassword(holder, command.opts<{ passwordFile?: string }>().passwordFile);
  const verifier = await argon2id(ARGON2_DEFAULT).make(chosen);
  const by = { way: "password", verifier: verifierDigest(verifier) };
  const wish = wishOf({ type: "LinkLogin", login: { id: randomUUID(), holder, by } });
  const told = "the file has the password's Argon2id verifier: keep it from others until it is handed in";
  await propose(command, wish, signersOf(holder), { value: {}, lines: [told], verifier });
};

export const addLogin = (program: Command): void => {
  const login = program
    .command("login")
    .description("how officers and operators log in, and proposals to link and to end it (docs/logins.md)");
  listOptions(login.command("list"), LoginsQuery)
    .description("list logins: whose, and with what")
    .action((_options, command: Command) => list(command));
  proposing(login.command("set-password <holder>"))
    .description("propose a password for officer:ID or operator:NAME; an earlier one ends when it is handed in")
    .option("--password-file <file>", `read it from a file (default: ${PASSWORD}, or you are asked)`)
    .action((holder: string, _options, command: Command) => setPassword(holder, command));
  addLink(login);
  proposing(login.command("end <id>"))
    .description("propose the end of a login and its sessions; one officer signs it")
    .action((id: string, _options, command: Command) =>
      propose(command, wishOf({ type: "EndLogin", login: id }), "one approver, or its own officer"),
    );
};
