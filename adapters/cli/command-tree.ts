/** The commands as data: what completion scripts and manual pages are made from, so that neither can be forgotten. */
import type { Argument, Command, Option } from "commander";

export type OptionNode = {
  /** `--port`, `-V, --version`. */
  readonly flags: readonly string[];
  /** `<number>`; undefined for a switch. */
  readonly value: string | undefined;
  readonly about: string;
  readonly choices: readonly string[];
  readonly fallback: string | undefined;
  readonly isMandatory: boolean;
};
export type CommandNode = {
  /** `authority create`, without the program's own name; empty for the program. */
  readonly path: readonly string[];
  readonly about: string;
  /** `<id>`, `[files...]`. */
  readonly args: readonly { readonly text: string; readonly about: string }[];
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
  /** What stands below the help. */
  readonly more: string;
};

const optionNode = (o: Option): OptionNode => ({
  flags: [o.short, o.long].filter((f) => f !== undefined && f !== null),
  value: /[<[].*[>\]]/.exec(o.flags)?.[0],
  about: o.description,
  choices: o.argChoices ?? [],
  fallback: o.defaultValue === undefined || typeof o.defaultValue === "boolean" ? undefined : String(o.defaultValue),
  isMandatory: o.mandatory,
});

const argumentText = (a: Argument): string => {
  const name = `${a.name()}${a.variadic ? "..." : ""}`;
  return a.required ? `<${name}>` : `[${name}]`;
};

/** The help of a command, and of it what was added below. */
const moreOf = (command: Command): string => {
  let written = "";
  const { writeOut } = command.configureOutput();
  command.configureOutput({
    writeOut: (text) => {
      written += text;
    },
  });
  command.outputHelp();
  command.configureOutput(writeOut === undefined ? {} : { writeOut });
  return written.replace(command.helpInformation(), "").trim();
};

/** The whole tree under `command`. What is hidden there is hidden here. */
export const commandTree = (command: Command, path: readonly string[] = []): CommandNode => {
  const help = command.createHelp();
  return {
    path,
    about: command.description(),
    args: command.registeredArguments.map((a) => ({ text: argumentText(a), about: a.description })),
    options: help.visibleOptions(command).map(optionNode),
    commands: command.commands.map((c) => commandTree(c, [...path, c.name()])),
    more: moreOf(command),
  };
};

export const everyCommand = (node: CommandNode): readonly CommandNode[] => [
  node,
  ...node.commands.flatMap(everyCommand),
];

/** Whether a value names a file or a directory. */
export const isFile = (text: string): boolean =>
  /\b(?:file|files|directory|path|key\.pem|csr)\b/.test(text) && !text.includes("=");
