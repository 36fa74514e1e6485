/** Setting up: a signer with its token, a founded ledger, the first tokens of the API, and the configuration of it all. */
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileDurably } from "../adapters/atomic-file.ts";
import { makeChannel } from "../adapters/signer-socket/identity.ts";
import { systemClock } from "../adapters/system/clock.ts";
import { keyFiles } from "../adapters/vault/key-files.ts";
import { vaultOver } from "../adapters/vault/vault.ts";
import { governance } from "../domain/governance/decider.ts";
import type { Founding, GovernanceEvent, Token } from "../domain/governance/events.ts";
import { changeOf } from "../domain/governance/proof.ts";
import { soundEvent } from "../domain/governance/soundness.ts";
import type { Digest } from "../domain/kernel/brand.ts";
import { toBase64url, toHex, utf8 } from "../domain/kernel/bytes.ts";
import { sha256 } from "../domain/kernel/digest.ts";
import { envelopeDigest } from "../domain/kernel/envelope.ts";
import { addSeconds } from "../domain/kernel/instant.ts";
import { ok, type Result } from "../domain/kernel/result.ts";
import type { Sealed } from "../domain/kernel/sealed.ts";
import { GOVERNANCE } from "../domain/kernel/stream.ts";
import { builtInProfiles } from "../domain/policy/built-in.ts";
import { changeGovernance, foundLedger } from "../domain/process/found.ts";
import { governanceReader } from "../domain/process/governance-reader.ts";
import type { SignedStatement } from "../domain/statement/statement.ts";
import type { Subject } from "../domain/statement/verdict.ts";
import { openStore } from "./compose.ts";
import { CONFIG_FILES, ConfigFault, newStore, type ServerConfig, type SignerConfig } from "./config.ts";
import { MODULE_FILE, type ModuleFile, writeJson } from "./module-file.ts";

const OPERATOR = { actor: "operator:setup", authentication: "local" } as const;
const TOKEN_SECONDS = 365 * 86_400;

/** A founder: their public key, and a way to their signature. The private key is theirs alone. */
export type Founder = {
  readonly id: string;
  readonly name: string;
  readonly spki: Uint8Array;
  readonly sign: (subject: Subject) => Promise<SignedStatement>;
};

export type SetupOptions = {
  readonly home: string;
  readonly ledger: string;
  readonly quorum: number;
  readonly founders: readonly Founder[];
  /** Holders of the first tokens, such as `operator:admin`. */
  readonly holders: readonly string[];
  readonly listen: { readonly host: string; readonly port: number };
  readonly publicUrl: string;
  readonly mode: "development" | "production";
};

const NOT_YET_SEALED = { subject: "0".repeat(32), iv: "", ct: "", cm: "A".repeat(43) as Digest };

const officerOf = ({ id, spki }: Founder, name: Sealed): Founding["officers"][number] => ({
  id,
  name,
  spki: toBase64url(spki),
  roles: ["approver", "revoker"],
});

const tokenFor = (holder: string, secret: Uint8Array): Token => ({
  id: randomUUID(),
  digest: toBase64url(sha256(secret)) as Digest,
  holder,
  notAfter: addSeconds(systemClock.now(), TOKEN_SECONDS),
});

/**
 * Whether the ceremony would be refused: asked of the rules themselves, before anything is written. Throws ConfigFault for
 * a store that is none.
 */
export const checkSetUp = (options: SetupOptions): Result<unknown> => {
  newStore();
  const { ledger, quorum, founders, holders } = options;
  const officers = founders.map((f) => officerOf(f, NOT_YET_SEALED));
  const founded: GovernanceEvent = {
    type: "LedgerFounded",
    body: { founding: { ledger, quorum, officers, profiles: [...builtInProfiles] }, approvals: [] },
  };
  const now = systemClock.now();
  const sound = soundEvent(governance.initial, founded, now);
  if (!sound.ok) return sound;
  let state = governance.evolve(governance.initial, founded);
  for (const holder of holders) {
    const issued: GovernanceEvent = {
      type: "TokenIssued",
      body: { token: tokenFor(holder, new Uint8Array()), approvals: [] },
    };
    const soundToken = soundEvent(state, issued, now);
    if (!soundToken.ok) return soundToken;
    state = governance.evolve(state, issued);
  }
  return ok(undefined);
};

const foundersDocument = async (options: SetupOptions): Promise<Result<Founding>> => {
  const vault = vaultOver(keyFiles({ directory: join(options.home, "vault") }));
  const officers: Founding["officers"] = [];
  for (const founder of options.founders) {
    const sealed = await vault.seal(toHex(new Uint8Array(randomBytes(16))), utf8(founder.name));
    if (!sealed.ok) return sealed;
    officers.push(officerOf(founder, sealed.value));
  }
  return ok({ ledger: options.ledger, quorum: options.quorum, officers, profiles: [...builtInProfiles] });
};

/** Throws ConfigFault for a module that the signer would refuse to run with. */
export const checkModule = (mode: SetupOptions["mode"], kind: string): void => {
  if (mode === "production" && kind === "softkey")
    throw new ConfigFault(
      "softkey keeps its keys in a file and refuses production: use --module softhsm or pkcs11, or --mode development",
    );
};

export type Setup = { readonly genesis: string; readonly tokens: Readonly<Record<string, string>> };

/** Founds the ledger with every founder's signature, issues the first tokens, and writes both configurations. */
export const setUp = async (options: SetupOptions): Promise<Result<Setup>> => {
  const { home, founders } = options;
  if (existsSync(join(home, CONFIG_FILES.server))) throw new ConfigFault(`${home} is set up already`);
  if (!existsSync(join(home, MODULE_FILE))) throw new ConfigFault("the signer is not set up yet");
  const moduleFile = JSON.parse(readFileSync(join(home, MODULE_FILE), "utf8")) as ModuleFile;
  checkModule(options.mode, moduleFile.module.kind);
  makeChannel(join(home, "signer"), join(home, "api"));
  const storeName = newStore();
  const store = await openStore(home, storeName);
  try {
    const founding = await foundersDocument(options);
    if (!founding.ok) return founding;
    const change = changeOf({ type: "LedgerFounded", body: { founding: founding.value, approvals: [] } });
    const subject: Subject = { ledger: options.ledger, requester: null, ...change };
    const approvals = await Promise.all(founders.map((f) => f.sign(subject)));
    const ports = { store, clock: systemClock };
    const founded = await foundLedger(ports, OPERATOR, randomUUID(), founding.value, approvals);
    if (!founded.ok) return founded;
    const [first] = await store.readStream(GOVERNANCE);
    if (first === undefined) throw new TypeError("founded, and nothing there");
    const genesis = envelopeDigest(first.bytes);

    const reader = governanceReader(store, { isProven: true });
    const tokens: Record<string, string> = {};
    for (const holder of options.holders) {
      const secret = new Uint8Array(randomBytes(32));
      const token = tokenFor(holder, secret);
      const about = changeOf({ type: "TokenIssued", body: { token, approvals: [] } });
      // An officer's token is theirs alone to sign; every other is a matter of all founders.
      const own = founders.filter((f) => holder === `officer:${f.id}`);
      const signers = own.length > 0 ? own : founders;
      const signed = await Promise.all(
        signers.map((f) => f.sign({ ledger: options.ledger, requester: null, ...about })),
      );
      const issued = await changeGovernance(
        { ...ports, governance: reader },
        OPERATOR,
        randomUUID(),
        { type: "IssueToken", token },
        signed,
      );
      if (!issued.ok) return issued;
      tokens[holder] = `cartulary_${token.id}_${toBase64url(secret)}`;
    }
    writeConfiguration({ ...options, store: storeName }, moduleFile, genesis, tokens);
    return ok({ genesis, tokens });
  } finally {
    await store.close();
  }
};

/** The server's file comes last: it is what tells a finished set-up from a broken one. */
const writeConfiguration = (
  options: SetupOptions & { readonly store: string },
  moduleFile: ModuleFile,
  genesis: string,
  tokens: Setup["tokens"],
): void => {
  const { home, mode, store, ledger, listen, publicUrl } = options;
  const address = "unix:run/signer.sock";
  mkdirSync(join(home, "run"), { recursive: true, mode: 0o700 });
  mkdirSync(join(home, "tokens"), { recursive: true, mode: 0o700 });
  for (const [holder, token] of Object.entries(tokens))
    writeFileDurably(join(home, "tokens", `${holder.replace(":", "-")}.token`), utf8(`${token}\n`));
  writeJson(join(home, CONFIG_FILES.signer), { mode, store, address, genesis, ...moduleFile } satisfies Omit<
    SignerConfig,
    "home"
  >);
  const server: Omit<ServerConfig, "home"> = {
    mode,
    store,
    ledger,
    listen,
    publicUrl,
    signer: { address, isSupervised: true },
    blockedKeys: [],
  };
  writeJson(join(home, CONFIG_FILES.server), server);
};
