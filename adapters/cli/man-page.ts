/** Manual pages in roff, made from the tree of commands. man(7). */
import { type CommandNode, everyCommand, type OptionNode } from "./command-tree.ts";

/** Text as roff has it: no escape and no request can come from it. */
const plain = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .split("\n")
    .map((line) => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join("\n");
const bold = (text: string): string => `\\fB${plain(text)}\\fR`;
const italic = (text: string): string => `\\fI${plain(text)}\\fR`;

const nameOf = ({ path }: CommandNode): string => ["cartulary", ...path].join("-");
const callOf = ({ path }: CommandNode): string => ["cartulary", ...path].join(" ");

const optionText = (o: OptionNode): string => {
  const flags = o.flags.map(bold).join(", ");
  const notes = [
    ...(o.isMandatory ? ["must be given"] : []),
    ...(o.choices.length > 0 ? [`one of ${o.choices.join(", ")}`] : []),
    ...(o.fallback === undefined ? [] : [`default ${o.fallback}`]),
  ];
  const about = [o.about, ...(notes.length > 0 ? [`(${notes.join("; ")})`] : [])].filter((t) => t !== "").join(" ");
  return `.TP\n${flags}${o.value === undefined ? "" : ` ${italic(o.value)}`}\n${plain(about || "no more to say")}`;
};

const section = (title: string, body: readonly string[]): readonly string[] =>
  body.length === 0 ? [] : [`.SH ${title}`, ...body];

/** `root`: the program, whose options each command takes, too. */
export const manPage = (root: CommandNode, node: CommandNode, version: string): string => {
  const isRoot = node === root;
  const words = [
    bold(callOf(node)),
    ...(node.options.length > 0 ? [italic("[options]")] : []),
    ...(node.commands.length > 0 ? [italic("<command>")] : []),
    ...node.args.map((a) => italic(a.text)),
  ];
  const others = isRoot ? [] : [`${bold("cartulary")}(1)`, ...node.commands.map((c) => `${bold(nameOf(c))}(1)`)];
  return [
    `.TH ${nameOf(node).toUpperCase()} 1 "" "cartulary ${version}" "Cartulary"`,
    ...section("NAME", [`${plain(nameOf(node))} \\- ${plain(node.about)}`]),
    ...section("SYNOPSIS", [words.join(" ")]),
    ...section("DESCRIPTION", [plain(`${node.about}.`)]),
    ...section(
      "ARGUMENTS",
      node.args.filter((a) => a.about !== "").map((a) => `.TP\n${italic(a.text)}\n${plain(a.about)}`),
    ),
    ...section(
      "COMMANDS",
      node.commands.map((c) => `.TP\n${bold(c.path.at(-1) ?? "")}\n${plain(c.about)}`),
    ),
    ...section("OPTIONS", node.options.map(optionText)),
    ...section("MORE", node.more === "" ? [] : [".nf", plain(node.more), ".fi"]),
    ...section("SEE ALSO", others.length === 0 ? [] : [others.join(",\n")]),
    "",
  ].join("\n");
};

/** The command that `names` lead to; undefined when there is none. */
export const findCommand = (root: CommandNode, names: readonly string[]): CommandNode | undefined =>
  everyCommand(root).find(({ path }) => path.join(" ") === names.join(" "));
