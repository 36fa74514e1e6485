import { existsSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FILES, readServerConfig } from "../../http/config.ts";
import type { CliContext } from "./context.ts";

/**
 * The name of the ledger, from where no server can change it: the option, `CARTULARY_LEDGER`, or the local server's own
 * configuration when that server is asked. An officer of two ledgers signs for one what the other shows, unless this is
 * known. undefined when it is not.
 */
export const pinnedLedger = ({ home, options }: CliContext, given: string | undefined): string | undefined => {
  const named = given ?? process.env.CARTULARY_LEDGER;
  if (named !== undefined) return named;
  const isLocal = options.server === undefined && existsSync(join(home, CONFIG_FILES.server));
  return isLocal ? readServerConfig(home).ledger : undefined;
};
