/** Commands of the command line inside this process: what they print, and how they end. */
import type { Command } from "commander";
import { vi } from "vitest";
import { CliExit } from "../../adapters/cli/exit.ts";
import { makeProgram } from "../../adapters/cli/program.ts";

export type Ended = {
  /** 0 when it went well, else the code of its exit. */
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string;
  readonly stdout: string;
  readonly stderr: string;
};

/** Anything but an exit of the program's own is a defect, and thrown. */
export const runCommand = async (add: (program: Command) => void, args: readonly string[]): Promise<Ended> => {
  const written = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    }),
  );
  const program = makeProgram();
  add(program);
  try {
    await program.parseAsync([...args], { from: "user" });
    return { status: 0, code: undefined, message: "", ...written };
  } catch (error) {
    if (!(error instanceof CliExit)) throw error;
    return { status: error.exitCode, code: error.code, message: error.message, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};
