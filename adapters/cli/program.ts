import { Command, Help } from "commander";
import { version } from "../../http/version.ts";
import { FIRST_STEPS } from "./first-steps.ts";

const CODES_HELP = `
Exit codes: 0 done, 1 refused, 2 wrong usage, 3 unavailable (try again), 4 a check found something, 70 defect.
Environment: CARTULARY_HOME, CARTULARY_SERVER, CARTULARY_SERVER_CA, CARTULARY_TOKEN, CARTULARY_LEDGER,
CARTULARY_STORE, CARTULARY_OFFICER_PASSPHRASE; CARTULARY_PIN for "cartulary signer" only; and every value of the
configuration ("cartulary config show" names them).`;

/** The program with its global options, and no commands yet. */
export const makeProgram = (): Command =>
  new Command("cartulary")
    .description("A certificate authority whose only truth is a ledger.")
    .version(version())
    .option("--home <directory>", "where the data lies; cartulary init makes it", process.env.CARTULARY_HOME ?? "data")
    .option("--server <url>", "which server to ask (default: the local one)", process.env.CARTULARY_SERVER)
    .option(
      "--server-ca <file>",
      "whom to believe about that server: certificates in PEM (default: the local server's own)",
      process.env.CARTULARY_SERVER_CA,
    )
    .option(
      "--as <holder>",
      "whose token to use: operator:NAME, officer:ID or service:NAME, of those in HOME/tokens",
      "operator:admin",
    )
    .option("--token-file <file>", "a file with the token, for a server elsewhere")
    .option("--json", "print JSON", false)
    .configureHelp({
      optionDescription(option) {
        const text = Help.prototype.optionDescription.call(this, option);
        return option.mandatory ? `${text} (required)` : text;
      },
    })
    .addHelpText("after", `${FIRST_STEPS}${CODES_HELP}`)
    .showHelpAfterError("(--help tells more)")
    .exitOverride();
