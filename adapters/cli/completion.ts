/** Completion scripts for shells, made from the tree of commands: names, options, choices, files. */
import { type CommandNode, everyCommand, isFile, type OptionNode } from "./command-tree.ts";

/** What a text is inside single quotes of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const place = ({ path }: CommandNode): string => path.map((name) => `/${name}`).join("");
const flagsOf = (options: readonly OptionNode[]): readonly string[] => options.flatMap((o) => o.flags);

type Valued = { readonly at: string; readonly flag: string; readonly option: OptionNode };

/** Options that take a value, each where it may stand: the program's own may stand anywhere. */
const valued = (root: CommandNode): readonly Valued[] =>
  everyCommand(root).flatMap((c) =>
    c.options.flatMap((option) =>
      option.value === undefined ? [] : option.flags.map((flag) => ({ at: c === root ? "*" : place(c), flag, option })),
    ),
  );

const pattern = (v: Valued): string => (v.at === "*" ? `*" ${v.flag}"` : `"${v.at} ${v.flag}"`);
/** The program's own match anything before them, so they come last. */
const inOrder = (all: readonly Valued[]): readonly Valued[] => [
  ...all.filter((v) => v.at !== "*"),
  ...all.filter((v) => v.at === "*"),
];

/** A name may have spaces in it. */
const FILES = `IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$cur"))`;

const bashValue = ({ option }: Valued): string => {
  if (option.choices.length > 0) return `COMPREPLY=($(compgen -W ${quoted(option.choices.join(" "))} -- "$cur"))`;
  return isFile(option.value ?? "") ? FILES : "COMPREPLY=()";
};

const bashPlace = (root: CommandNode, c: CommandNode): string => {
  const options = [...flagsOf(c.options), ...(c === root ? [] : flagsOf(root.options))].join(" ");
  const names = c.commands.map((s) => s.path.at(-1)).join(" ");
  const files = c.args.some((a) => isFile(a.text)) ? " files=yes" : "";
  return `    ${quoted(place(c))}) options=${quoted(options)} names=${quoted(names)}${files} ;;`;
};

/** For bash, and for zsh through its own bashcompinit. */
const bashScript = (root: CommandNode): string => {
  const all = everyCommand(root);
  const takers = inOrder(valued(root));
  return `\
_cartulary() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" options="" names="" files="" i word
  local IFS=$' \\t\\n'
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$at $word" in
${takers.map((v) => `      ${pattern(v)}) ((++i)); continue ;;`).join("\n")}
    esac
    case "$at/$word" in
      ${all
        .filter((c) => c !== root)
        .map((c) => quoted(place(c)))
        .join(" | ")}) at="$at/$word" ;;
    esac
  done
  COMPREPLY=()
  case "$at $prev" in
${takers.map((v) => `    ${pattern(v)}) ${bashValue(v)}; return ;;`).join("\n")}
  esac
  case "$at" in
${all.map((c) => bashPlace(root, c)).join("\n")}
  esac
  if [[ "$cur" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  elif [[ -n "$names" ]]; then
    COMPREPLY=($(compgen -W "$names" -- "$cur"))
  elif [[ -n "$files" ]]; then
    ${FILES}
  fi
}
complete -o filenames -F _cartulary cartulary
`;
};

const fishOption = (at: string, o: OptionNode): string => {
  const long = o.flags.filter((f) => f.startsWith("--")).map((f) => ` -l ${f.slice(2)}`);
  const short = o.flags.filter((f) => !f.startsWith("--")).map((f) => ` -s ${f.slice(1)}`);
  const value = o.value === undefined ? "" : isFile(o.value) ? " -r -F" : " -x";
  const choices = o.choices.length > 0 ? ` -a ${quoted(o.choices.join(" "))}` : "";
  return `complete -c cartulary${at}${short.join("")}${long.join("")}${value}${choices} -d ${quoted(o.about)}`;
};

const fishScript = (root: CommandNode): string => {
  const all = everyCommand(root);
  const at = (c: CommandNode): string => ` -n ${quoted(`__cartulary_at '${place(c)}'`)}`;
  return `\
set -g __cartulary_places ${all.flatMap((c) => (c === root ? [] : [quoted(place(c))])).join(" ")}
function __cartulary_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    if contains -- "$at/$word" $__cartulary_places
      set at "$at/$word"
    end
  end
  test "$at" = "$argv[1]"
end
complete -c cartulary -f
${root.options.map((o) => fishOption("", o)).join("\n")}
${all
  .flatMap((c) => [
    ...c.commands.map((s) => `complete -c cartulary${at(c)} -a ${s.path.at(-1)} -d ${quoted(s.about)}`),
    ...(c === root ? [] : c.options.map((o) => fishOption(at(c), o))),
    ...(c.args.some((a) => isFile(a.text)) ? [`complete -c cartulary${at(c)} -F`] : []),
  ])
  .join("\n")}
`;
};

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

export const completionScript = (shell: Shell, root: CommandNode): string => {
  if (shell === "fish") return fishScript(root);
  if (shell === "zsh") return `#compdef cartulary\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(root)}`;
  return bashScript(root);
};
