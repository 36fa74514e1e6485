/**
 * Where a change of governance is proposed and handed in: at the server, or, with `--local`, at the store itself. Both
 * check the same signatures. The second is for when nobody has a token any more.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import * as v from "valibot";
import type { Proposal } from "../../domain/governance/proposal.ts";
import { canonicalDigest } from "../../domain/kernel/envelope.ts";
import { governanceReader } from "../../domain/process/governance-reader.ts";
import { changeWithVerifier } from "../../domain/process/login/change-logins.ts";
import { proposeChange, type Wish, WishSchema } from "../../domain/process/propose-change.ts";
import { ChangedAnswer, ProposalAnswer } from "../../http/api/schemas.ts";
import { openStore } from "../../http/compose.ts";
import { passwordBookIn } from "../../http/compose-logins.ts";
import { readServerConfig } from "../../http/config.ts";
import { systemClock } from "../system/clock.ts";
import { systemEntropy } from "../system/entropy.ts";
import { keyFiles } from "../vault/key-files.ts";
import { vaultOver } from "../vault/vault.ts";
import { api } from "./client.ts";
import type { CliContext } from "./context.ts";
import { CliExit, EXIT, orExit } from "./exit.ts";

type Changed = { readonly type: string; readonly revision: number };

export type Gate = {
  readonly propose: (wish: Wish) => Promise<Proposal>;
  readonly handIn: (proposal: Proposal) => Promise<Changed>;
};

const LOCAL = { actor: "operator:local", authentication: "local" } as const;

const founding = (): CliExit =>
  new CliExit(EXIT.usage, "cli.proposal-unusable", 'a founding is handed in by "cartulary init --signed"');

const serverGate = (context: CliContext): Gate => ({
  propose: (wish) => api(context, ProposalAnswer, "/v1/governance/proposals", { body: wish }),
  handIn: ({ change, approvals, verifier }) => {
    // The same change may come again after years; with the same signatures it is the same command.
    const idempotencyKey = `change-${canonicalDigest({ change, approvals })}`;
    const body = { change, approvals, ...(verifier !== undefined && { verifier }) };
    return api(context, ChangedAnswer, "/v1/governance/changes", { body, idempotencyKey });
  },
});

const localGate = async <T>({ home }: CliContext, work: (gate: Gate) => Promise<T>): Promise<T> => {
  const config = readServerConfig(home);
  const store = await openStore(home, config.store);
  const ports = {
    store,
    publicUrl: config.publicUrl,
    clock: systemClock,
    entropy: systemEntropy,
    vault: vaultOver(keyFiles({ directory: join(home, "vault") })),
    governance: governanceReader(store, { isProven: true }),
  };
  try {
    return await work({
      propose: async (wish) => orExit(await proposeChange(ports, wish)),
      handIn: async ({ change, approvals, verifier }) => {
        if (change.type === "Found") throw founding();
        const { events } = orExit(
          await changeWithVerifier(passwordBookIn(home), verifier, ports, LOCAL, randomUUID(), change, approvals),
        );
        const [event] = events;
        if (event === undefined) throw new TypeError("changed, and nothing there");
        return { type: event.type, revision: event.revision };
      },
    });
  } finally {
    await store.close();
  }
};

export const withGate = <T>(context: CliContext, isLocal: boolean, work: (gate: Gate) => Promise<T>): Promise<T> =>
  isLocal ? localGate(context, work) : work(serverGate(context));

/** Checks what the command line made of a wish before anybody is asked. */
export const wishOf = (wish: unknown): Wish => {
  const parsed = v.safeParse(WishSchema, wish);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  // `officer.roles.0`: the last name in it is the option's.
  const field = (v.getDotPath(issue) ?? "").split(".").findLast((part) => !/^\d+$/.test(part));
  throw new CliExit(EXIT.usage, "cli.wish-malformed", `${field}: ${issue.message}`);
};
