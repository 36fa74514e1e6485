/** Setting up: a signer with its token, a founded ledger, the first tokens of the API, and the configuration of it all. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileDurably } from "../adapters/atomic-file.ts";
import { makeChannel } from "../adapters/signer-socket/identity.ts";
import { systemClock } from "../adapters/system/clock.ts";
import { systemEntropy } from "../adapters/system/entropy.ts";
import { keyFiles } from "../adapters/vault/key-files.ts";
import { vaultOver } from "../adapters/vault/vault.ts";
import { type Found, factOf } from "../domain/governance/change.ts";
import { governance } from "../domain/governance/decider.ts";
import type { Founding } from "../domain/governance/founding.ts";
import type { Officer } from "../domain/governance/officer.ts";
import { firstPolicy, type Policy } from "../domain/governance/policy.ts";
import type { Proposal } from "../domain/governance/proposal.ts";
import { soundEvent } from "../domain/governance/soundness.ts";
import type { Digest } from "../domain/kernel/brand.ts";
import { toBase64url, utf8 } from "../domain/kernel/bytes.ts";
import { envelopeDigest } from "../domain/kernel/envelope.ts";
import { addSeconds, type Instant } from "../domain/kernel/instant.ts";
import { ok, type Result } from "../domain/kernel/result.ts";
import type { Sealed } from "../domain/kernel/sealed.ts";
import { GOVERNANCE } from "../domain/kernel/stream.ts";
import { builtInProfiles } from "../domain/policy/built-in.ts";
import { changeGovernance, foundLedger } from "../domain/process/found.ts";
import { governanceReader } from "../domain/process/governance-reader.ts";
import { sealName } from "../domain/process/propose-change.ts";
import type { SignedStatement } from "../domain/statement/statement.ts";
import { makeToken, type NewToken } from "./api-token.ts";
import { openStore } from "./compose.ts";
import { readTls } from "./compose-tls.ts";
import { CONFIG_FILES, ConfigFault, newStore, readServerConfig, type SignerConfig, serverFile } from "./config.ts";
import { configText, type NewConfig } from "./config-files.ts";
import { MODULE_FILE, type ModuleFile, writeJson } from "./module-file.ts";

const OPERATOR = { actor: "operator:setup", authentication: "local" } as const;

/** A founder by their public key: the private one is theirs alone, and not needed here. */
export type Founder = { readonly id: string; readonly name: string; readonly spki: Uint8Array };

type FoundersOptions = {
  readonly home: string;
  readonly ledger: string;
  readonly quorum: number;
  /** Version 1 of it; without one, the quorum for everything. */
  readonly policy?: Policy | undefined;
  readonly founders: readonly Founder[];
};

const NOT_YET_SEALED = { subject: "0".repeat(32), iv: "", ct: "", cm: "A".repeat(43) as Digest };

const officerOf = ({ id, spki }: Founder, name: Sealed): Officer => ({
  id,
  name,
  spki: toBase64url(spki),
  roles: ["approver", "revoker"],
});

const foundingOf = (
  { ledger, quorum, policy }: Pick<FoundersOptions, "ledger" | "quorum" | "policy">,
  officers: Officer[],
): Founding => ({
  ledger,
  quorum,
  officers,
  profiles: [...builtInProfiles],
  policy: policy ?? firstPolicy(quorum),
});

/**
 * Whether the ceremony would be refused: asked of the rules themselves, before anything is written. `holders`: of the first
 * tokens. Throws ConfigFault for a store that is none.
 */
export const checkSetUp = (options: FoundersOptions & { readonly holders: readonly string[] }): Result<unknown> => {
  newStore();
  const { founders, holders } = options;
  const officers = founders.map((f) => officerOf(f, NOT_YET_SEALED));
  const founding = foundingOf(options, officers);
  const founded = factOf({ type: "Found", founding }, []);
  const now = systemClock.now();
  const sound = soundEvent(governance.initial, founded, now);
  if (!sound.ok) return sound;
  let state = governance.evolve(governance.initial, founded);
  for (const holder of holders) {
    const issued = factOf({ type: "IssueToken", token: makeToken(holder, firstTokenEnds()).token }, []);
    const soundToken = soundEvent(state, issued, now);
    if (!soundToken.ok) return soundToken;
    state = governance.evolve(state, issued);
  }
  return ok(undefined);
};

/** The founding as a document for every founder to sign. Their names are sealed under keys in the home's vault. */
export const proposeFounding = async (options: FoundersOptions): Promise<Result<FoundingProposal>> => {
  const { home, ledger, founders } = options;
  const ports = { vault: vaultOver(keyFiles({ directory: join(home, "vault") })), entropy: systemEntropy };
  const officers: Officer[] = [];
  const openings: Proposal["openings"] = {};
  for (const founder of founders) {
    const sealed = await sealName(ports, founder.name);
    if (!sealed.ok) return sealed;
    officers.push(officerOf(founder, sealed.value.name));
    Object.assign(openings, sealed.value.openings);
  }
  const change: Found = { type: "Found", founding: foundingOf(options, officers) };
  return ok({ v: 1, purpose: "cartulary.proposal", ledger, change, openings, approvals: [] });
};

export type FoundingProposal = Proposal & { readonly change: Found };

/**
 * Whether every founder has signed, and nobody else: asked before anything is written. Throws ConfigFault when another
 * home proposed it: nobody could ever read the names here.
 */
export const checkFounding = async (
  home: string,
  { change, approvals }: FoundingProposal,
): Promise<Result<unknown>> => {
  newStore();
  const directory = join(home, "vault");
  const vault = existsSync(directory) ? vaultOver(keyFiles({ directory })) : undefined;
  for (const { name } of change.founding.officers)
    if ((await vault?.open(name))?.ok !== true)
      throw new ConfigFault(`another home than ${home} proposed this founding`);
  return governance.decide({ ...change, approvals, now: systemClock.now() }, governance.initial);
};

/** Throws ConfigFault for a module that the signer would refuse to run with. */
export const checkModule = (mode: SetupOptions["mode"], kind: string): void => {
  if (mode === "production" && kind === "softkey")
    throw new ConfigFault(
      "softkey keeps its keys in a file and refuses production: use --module softhsm or pkcs11, or --mode development",
    );
};

const TOKEN_SECONDS = 365 * 86_400;
export const firstTokenEnds = (): Instant => addSeconds(systemClock.now(), TOKEN_SECONDS);

export type SetupOptions = {
  readonly home: string;
  readonly founding: FoundingProposal;
  /** The first tokens, each with the signatures that let it be issued. */
  readonly tokens: readonly (NewToken & { readonly approvals: readonly SignedStatement[] })[];
  readonly listen: NewConfig["listen"];
  readonly publicUrl: string;
  readonly mode: "development" | "production";
};

/** Founds the ledger, issues the first tokens, and writes both configurations. Returns the founding event's digest. */
export const setUp = async (options: SetupOptions): Promise<Result<{ readonly genesis: string }>> => {
  const { home, founding, tokens } = options;
  if (serverFile(home) !== undefined) throw new ConfigFault(`${home} is set up already`);
  if (!existsSync(join(home, MODULE_FILE))) throw new ConfigFault("the signer is not set up yet");
  const moduleFile = JSON.parse(readFileSync(join(home, MODULE_FILE), "utf8")) as ModuleFile;
  checkModule(options.mode, moduleFile.module.kind);
  makeChannel(join(home, "signer"), join(home, "api"));
  const storeName = newStore();
  const store = await openStore(home, storeName);
  try {
    const ports = { store, clock: systemClock, governance: governanceReader(store, { isProven: true }) };
    const founded = await foundLedger(ports, OPERATOR, randomUUID(), founding.change.founding, founding.approvals);
    if (!founded.ok) return founded;
    const [first] = await store.readStream(GOVERNANCE);
    if (first === undefined) throw new TypeError("founded, and nothing there");
    const genesis = envelopeDigest(first.bytes);
    for (const { token, approvals } of tokens) {
      const issued = await changeGovernance(ports, OPERATOR, randomUUID(), { type: "IssueToken", token }, approvals);
      if (!issued.ok) return issued;
    }
    writeConfiguration({ ...options, store: storeName }, moduleFile, genesis);
    return ok({ genesis });
  } finally {
    await store.close();
  }
};

/** The server's file comes last: it is what tells a finished set-up from a broken one. */
const writeConfiguration = (
  options: SetupOptions & { readonly store: string },
  moduleFile: ModuleFile,
  genesis: string,
): void => {
  const { home, mode, store, listen, publicUrl, tokens } = options;
  const { ledger } = options.founding;
  const address = "unix:run/signer.sock";
  mkdirSync(join(home, "run"), { recursive: true, mode: 0o700 });
  mkdirSync(join(home, "tokens"), { recursive: true, mode: 0o700 });
  for (const { token, bearer } of tokens)
    writeFileDurably(join(home, "tokens", `${token.holder.replace(":", "-")}.token`), utf8(`${bearer}\n`));
  writeJson(join(home, CONFIG_FILES.signer), { mode, store, address, genesis, ...moduleFile } satisfies Omit<
    SignerConfig,
    "home"
  >);
  const server = { mode, store, ledger, listen, publicUrl, signer: { address, isSupervised: true } };
  writeFileDurably(join(home, CONFIG_FILES.server), utf8(configText(server)));
  // Made with the home, so that commands can trust it before the server has ever run.
  readTls(readServerConfig(home));
};
