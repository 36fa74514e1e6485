/** cartulary completion, cartulary man: what the tree of commands tells shells and readers. */
import { Argument, type Command } from "commander";
import { commandTree } from "./command-tree.ts";
import { completionScript, SHELLS, type Shell } from "./completion.ts";
import { CliExit, EXIT } from "./exit.ts";
import { findCommand, manPage } from "./man-page.ts";

const rootOf = (command: Command): Command => (command.parent === null ? command : rootOf(command.parent));

const COMPLETION_HELP = `
To have it in this shell:   source <(cartulary completion bash)
For good, bash:             cartulary completion bash > ~/.local/share/bash-completion/completions/cartulary
          zsh:              cartulary completion zsh > DIRECTORY-IN-FPATH/_cartulary
          fish:             cartulary completion fish > ~/.config/fish/completions/cartulary.fish`;

const MAN_HELP = `
To read one:   cartulary man authority create | man -l -
To keep all:   for each command, cartulary man COMMAND > ~/.local/share/man/man1/cartulary-COMMAND.1`;

export const addManual = (program: Command): void => {
  program
    .command("completion")
    .description("print a completion script for a shell")
    .addArgument(new Argument("<shell>", "which shell it is for").choices(SHELLS))
    .addHelpText("after", COMPLETION_HELP)
    .action((shell: Shell, _options, command: Command) => {
      process.stdout.write(completionScript(shell, commandTree(rootOf(command))));
    });
  program
    .command("man")
    .description("print the manual page of the program or of a command (roff)")
    .argument("[command...]", "such as: authority create")
    .addHelpText("after", MAN_HELP)
    .action((names: readonly string[], _options, command: Command) => {
      const program_ = rootOf(command);
      const root = commandTree(program_);
      const node = findCommand(root, names);
      if (node === undefined)
        throw new CliExit(EXIT.usage, "cli.no-such-command", 'there is no such command: "cartulary --help" names them');
      process.stdout.write(manPage(root, node, program_.version() ?? ""));
    });
};
