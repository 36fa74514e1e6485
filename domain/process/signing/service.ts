/**
 * The signing service: the only code that asks the module to sign. It takes typed requests, decides each from the
 * ledger (authorise-*.ts), and releases a signature only after it verified and journalled it. docs/signer.md
 */
import { certificate } from "../../certificate/decider.ts";
import type { Digest } from "../../kernel/brand.ts";
import { fromBase64url, toBase64url, utf8 } from "../../kernel/bytes.ts";
import { sha256 } from "../../kernel/digest.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { certificateStream, keyStream } from "../../kernel/stream.ts";
import { key as keyAggregate } from "../../key/decider.ts";
import type { Clock } from "../../ports/clock.ts";
import { type EventStore, StoreFault } from "../../ports/event-store.ts";
import { type KeyModule, ModuleFault } from "../../ports/key-module.ts";
import { JournalFault, type SignatureJournal } from "../../ports/signature-journal.ts";
import { type Remembered, type Signed, type SignedCrl, type Signer, SignerFault } from "../../ports/signer.ts";
import { checkpointText } from "../../transparency/checkpoint.ts";
import type { Basis } from "../governance-reader.ts";
import { HistoryFault, loadState, readState } from "../ledger.ts";
import { ALLOWANCES, type Allowances, allowance } from "./allowance.ts";
import { authoriseCertificate, preparedTbs } from "./authorise-certificate.ts";
import { authoriseCrl } from "./authorise-crl.ts";
import { authoriseOcsp } from "./authorise-ocsp.ts";
import { gateOver } from "./gate.ts";
import { moduleStatus } from "./module-status.ts";
import { pinCrlNumber, pinKey, pinPlan } from "./pins.ts";
import { releaser } from "./release.ts";
import { spendMandate } from "./spend-mandate.ts";
import { baseOf, judgeGrowth } from "./tree-growth.ts";
import { treeMemory } from "./tree-memory.ts";
import { usableKey } from "./usable-key.ts";
import { watchGovernance } from "./watch.ts";

export type SigningPorts = {
  /** Read only: this service writes no history. */
  readonly store: EventStore;
  readonly module: KeyModule;
  readonly journal: SignatureJournal;
  readonly clock: Clock;
  /** SHA-256 of the founding event, handed over at the ceremony. */
  readonly genesis: string;
  readonly allowances?: Allowances;
};

/** Faults of the parts become faults of the service; a broken history is a refusal: nothing is signed on top of it. */
const guarded = async <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof HistoryFault)
      return refuse(refusal("signer.history-rewritten", "the ledger cannot be read as history", { code: fault.code }));
    if (fault instanceof ModuleFault || fault instanceof JournalFault)
      throw new SignerFault(fault.code, fault.retryable, { cause: fault });
    if (fault instanceof StoreFault) {
      const code = fault.code === "store.corrupt" ? "store.corrupt" : "store.unavailable";
      throw new SignerFault(code, code === "store.unavailable", { cause: fault });
    }
    throw fault;
  }
};

/** Some 800 kB in one answer. */
const DIGESTS_AT_ONCE = 10_000;

const signedOver = (bytes: Uint8Array, released: SignedCrl): Signed => ({ signed: toBase64url(bytes), ...released });

export const signingService = (ports: SigningPorts): Signer => {
  const { store, module, journal, clock, genesis, allowances = ALLOWANCES } = ports;
  const governance = watchGovernance(store, journal, genesis);
  const trees = treeMemory(module, journal, genesis);
  const gate = gateOver(ports, trees, genesis);
  const { earlier, release } = releaser(ports);
  const mayAnswer = { usual: allowance(allowances.usual), boundless: allowance(allowances.boundless) };

  /** Nothing is done on a ledger that others founded, or whose rules were not signed for. */
  const proven = <T>(work: (basis: Basis) => Promise<Result<T>>): Promise<Result<T>> =>
    guarded(async () => {
      const basis = await governance();
      return basis.ok ? work(basis.value) : basis;
    });

  return {
    generateKey: (asked) =>
      proven(async () => {
        const planned = await loadState(store, keyAggregate, keyStream(asked.key));
        if (planned.at === "absent") return refuse(refusal("key.unknown", "no such key was planned"));
        const pinned = await pinKey(journal, asked.key, planned.purpose, planned.authority);
        if (!pinned.ok) return pinned;
        const { spki } = await module.generate(asked.key, planned.algorithm);
        return ok({ spki: toBase64url(spki), module: await module.describe() });
      }),
    signCertificate: (asked) =>
      proven(async (basis) => {
        const cert = await readState(store, certificate, certificateStream(asked.issuer, asked.serial));
        const prepared = preparedTbs(cert.state, asked);
        // It was justified when it was made, and is in the world whatever happened since: an officer retired, a statement
        // ran out. Refused now, the ledger would say that it was never signed.
        const had = prepared && (await earlier(prepared.key, prepared.tbs));
        if (had) return ok(signedOver(prepared.tbs, had));
        const now = clock.now();
        const may = await authoriseCertificate(ports, basis, asked, cert, now);
        if (!may.ok) return may;
        const { key, spki, tbs, plan, mandate, events } = may.value;
        const passed = await gate.pass(basis.governance, events, asked.seal);
        if (!passed.ok) return passed;
        // Asked for together, they are written together. Whoever is refused by one may lose a count or a plan by the other.
        const [spent, once] = await Promise.all([
          mandate === null ? ok(true) : spendMandate(journal, mandate, plan, now),
          pinPlan(journal, plan, toBase64url(sha256(tbs))),
        ]);
        if (!spent.ok) return spent;
        if (!once.ok) return once;
        return ok(
          signedOver(tbs, await release({ key, spki, purpose: "certificate", bytes: tbs, basis: basis.revision })),
        );
      }),
    signCrl: (asked) =>
      proven(async ({ revision: basis }) => {
        const may = await authoriseCrl(ports, asked, clock.now());
        if (!may.ok) return may;
        const { spki, tbs, digest } = may.value;
        const newer = await pinCrlNumber(journal, asked, asked.number, digest);
        return newer.ok ? ok(await release({ key: asked.key, spki, purpose: "crl", bytes: tbs, basis })) : newer;
      }),
    signOcsp: (asked) =>
      proven(async ({ revision: basis }) => {
        const now = clock.now();
        const may = await authoriseOcsp(ports, asked, now);
        if (!may.ok) return may;
        const { spki, data, isOfIssued } = may.value;
        const key = asked.responderKey;
        const had = await earlier(key, data);
        if (had) return ok(signedOver(data, had));
        const isUsual = isOfIssued && asked.responses.length === 1;
        if (!mayAnswer[isUsual ? "usual" : "boundless"](key, now)) {
          if (isOfIssued) throw new SignerFault("signer.busy", true);
          return refuse(refusal("certificate.unknown", "too many ask for certificates that do not exist"));
        }
        return ok(signedOver(data, await release({ key, spki, purpose: "ocsp", bytes: data, basis })));
      }),
    signCheckpoint: (asked) =>
      proven(async ({ governance: rules, revision: basis }) => {
        const { key: id, origin, size } = asked;
        const key = await usableKey(ports, id, "checkpoint", null);
        if (!key.ok) return key;
        const root = fromBase64url(asked.root);
        if (root === undefined) return refuse(refusal("input.malformed", "the root is no SHA-256"));
        const tree = { origin, size, root };
        const grown = await trees.grow({ origin, size, root: asked.root, key: id }, (before) => {
          const base = baseOf(rules, genesis, before);
          return base.ok ? judgeGrowth(base.value, tree, asked.consistency) : base;
        });
        if (!grown.ok) return grown;
        const bytes = utf8(checkpointText(tree));
        const signed = await release({ key: id, spki: key.value, purpose: "checkpoint", bytes, basis });
        gate.know(tree);
        return ok(signedOver(bytes, signed));
      }),
    remembered: () =>
      guarded<Remembered>(async () => {
        const tree = await trees.read();
        if (!tree.ok) return tree;
        const basis = await guarded(governance);
        const base = basis.ok ? baseOf(basis.value.governance, genesis, tree.value) : basis;
        if (!base.ok) return ok({ tree: tree.value ?? null, next: null });
        const { origin, size, root } = base.value;
        return ok({ tree: tree.value ?? null, next: { origin, size, root: toBase64url(root) as Digest } });
      }),
    counters: () => guarded(async () => ok({ keys: await journal.countsByKey() })),
    digests: ({ key, purpose, after }) =>
      guarded(async () => ok({ signed: await journal.digestsOf(key, purpose, after, DIGESTS_AT_ONCE) })),
    status: moduleStatus(ports),
  };
};
