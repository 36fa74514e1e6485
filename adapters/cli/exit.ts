import type { Result } from "../../domain/kernel/result.ts";

/** Exit codes, the same for every command. They are part of the interface: scripts depend on them. */
export const EXIT = {
  done: 0,
  /** The ledger or the server said no; the reason is printed with its code. */
  refused: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Server, signer, store or file cannot be reached now; trying again may help. */
  unavailable: 3,
  /** A check found something. */
  found: 4,
  /** A defect of this program. */
  defect: 70,
} as const;

/** Ends a command with a sentence for a human and a code for a script. */
export class CliExit extends Error {
  override readonly name = "CliExit";
  readonly exitCode: number;
  readonly code: string;
  constructor(exitCode: number, code: string, message: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** A check found something, and its report is printed: the report is the command's one JSON, so no other follows. */
export class FoundExit extends CliExit {
  constructor(code: string, message: string) {
    super(EXIT.found, code, message);
  }
}

/** All is printed that the command had to tell, and it ends well. */
export class ToldExit extends CliExit {
  constructor() {
    super(EXIT.done, "done", "");
  }
}

/** What a rule said, as the end of a command. */
export const orExit = <T>(result: Result<T>, exitCode: number = EXIT.refused): T => {
  if (result.ok) return result.value;
  throw new CliExit(exitCode, result.error.code, result.error.detail);
};
