/**
 * What a command would do, without doing it: every rule is asked, every key is left alone, and nothing is written. Events
 * are kept beside the real store for as long as the question takes, sealed values under keys that are thrown away.
 */

import type { Digest, Position } from "../kernel/brand.ts";
import { toBase64url } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";
import { ok } from "../kernel/result.ts";
import type { Sealed } from "../kernel/sealed.ts";
import { keyStream } from "../kernel/stream.ts";
import { key as keyAggregate } from "../key/decider.ts";
import type { KeyAlgorithm } from "../pki/key-algorithm.ts";
import { checkAppend, type EventStore, type Recorded, RevisionConflict } from "../ports/event-store.ts";
import { type Signer, SignerFault } from "../ports/signer.ts";
import type { Vault } from "../ports/vault.ts";
import { loadState } from "./ledger.ts";
import type { Ports } from "./ports.ts";

/** What a dry run needs besides, made anew for each. */
export type Scratch = {
  readonly vault: Vault;
  /** SubjectPublicKeyInfo of a key of that kind that nobody will ever use. */
  readonly publicKey: (algorithm: KeyAlgorithm) => Promise<Uint8Array>;
};

export type DryRun = {
  readonly ports: Ports;
  /** What would stand in the ledger. */
  readonly events: () => readonly { readonly stream: string; readonly type: string }[];
  /** Whether the module would be asked for a signature next: what it says to that is not known. */
  readonly isAtModule: () => boolean;
};

/** After every position that there is: no reader ever gets there. */
const NOWHERE = "f".repeat(32) as Position;

const overlay = (store: EventStore): EventStore & { readonly written: () => readonly Recorded[] } => {
  const beside: Recorded[] = [];
  const of = (stream: string): readonly Recorded[] => beside.filter((r) => r.stream === stream);
  const readStream: EventStore["readStream"] = async (stream, from) => [
    ...(await store.readStream(stream, from)),
    ...of(stream).filter((r) => r.revision >= (from ?? 0)),
  ];
  return {
    readStream,
    readAll: store.readAll,
    follow: store.follow,
    append: async (stream, expected, events) => {
      checkAppend(stream, events);
      const end = (await readStream(stream)).at(-1)?.revision ?? "absent";
      if (end !== expected) throw new RevisionConflict(stream, expected);
      let revision = end === "absent" ? -1 : end;
      for (const event of events) {
        revision += 1;
        beside.push({ ...event, stream, revision, position: NOWHERE });
      }
      return { revision, position: NOWHERE };
    },
    close: async () => undefined,
    written: () => beside,
  };
};

/** Seals under keys of the scratch vault; opens what stands in the ledger, and what was sealed here. */
const besideVault = (real: Vault, scratch: Vault): Vault => {
  const own = new Set<string>();
  return {
    seal: async (subject, plaintext) => {
      own.add(subject);
      return scratch.seal(subject, plaintext);
    },
    open: (sealed: Sealed) => (own.has(sealed.subject) ? scratch : real).open(sealed),
    destroy: async () => undefined,
  };
};

const MODULE = { kind: "none", manufacturer: "", model: "", tokenLabel: "", tokenSerial: "" };

/** Ports for one dry run over `ports`. */
export const dryRun = (ports: Ports, scratch: Scratch): DryRun => {
  const store = overlay(ports.store);
  let atModule: number | undefined;
  const stop = async (): Promise<never> => {
    atModule ??= store.written().length;
    throw new SignerFault("module.unavailable", true);
  };
  const signer: Signer = {
    status: ports.signer.status,
    generateKey: async ({ key }) => {
      const state = await loadState(store, keyAggregate, keyStream(key));
      if (state.at === "absent") throw new TypeError("a key that nobody planned");
      return ok({ spki: toBase64url(await scratch.publicKey(state.algorithm)), module: MODULE });
    },
    signCertificate: stop,
    signCrl: stop,
    signOcsp: stop,
    signCheckpoint: stop,
    remembered: ports.signer.remembered,
    counters: ports.signer.counters,
    digests: ports.signer.digests,
  };
  const blobs: Ports["blobs"] = {
    put: async (bytes) => toBase64url(sha256(bytes)) as Digest,
    get: ports.blobs.get,
  };
  const queries: Ports["queries"] = {
    ...ports.queries,
    caughtUp: async (position, timeoutMs) => position === NOWHERE || ports.queries.caughtUp(position, timeoutMs),
  };
  return {
    ports: { ...ports, store, signer, blobs, queries, vault: besideVault(ports.vault, scratch.vault) },
    // What is written because the module did not answer would not be.
    events: () =>
      store
        .written()
        .slice(0, atModule)
        .map(({ stream, type }) => ({ stream, type })),
    isAtModule: () => atModule !== undefined,
  };
};
