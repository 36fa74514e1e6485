/** Before something is signed: what must be said yes to, by a person or by a flag. */
import { confirm } from "@clack/prompts";
import type { CliContext } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

/** What must be said yes to, and the flag that says it. */
export type Question = { readonly flag: `--${string}`; readonly text: string };

export const refuseToSign = (message: string): never => {
  throw new CliExit(EXIT.refused, "cli.not-confirmed", `nothing was signed: ${message}`);
};

/** `open`: what no flag has answered. Ends the command unless each is answered with yes. */
export const ask = async ({ options }: CliContext, open: readonly Question[]): Promise<void> => {
  const [first] = open;
  if (first === undefined) return;
  // With --json nothing was shown that one could say yes to.
  if (!process.stdin.isTTY || options.json)
    throw new CliExit(
      EXIT.usage,
      "cli.not-confirmed",
      `nothing was signed, and nobody can be asked. ${first.text} ${open.map(({ flag }) => flag).join(" ")} says yes`,
    );
  for (const { text } of open)
    if ((await confirm({ message: text, initialValue: false })) !== true) refuseToSign("you did not say yes");
};
