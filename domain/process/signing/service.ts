/**
 * The signing service: the only code that asks the module to sign. It takes typed requests, decides each from the
 * ledger (authorise-*.ts), and releases a signature only after it verified and journalled it. docs/signer.md
 */
import { fromBase64url, toBase64, toBase64url, utf8 } from "../../kernel/bytes.ts";
import { sha256, verifySignature } from "../../kernel/digest.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { keyStream } from "../../kernel/stream.ts";
import { key as keyAggregate } from "../../key/decider.ts";
import { schemeOfKey } from "../../pki/public-key.ts";
import type { Clock } from "../../ports/clock.ts";
import { type EventStore, StoreFault } from "../../ports/event-store.ts";
import { type KeyModule, ModuleFault } from "../../ports/key-module.ts";
import { type JournalEntry, JournalFault, type SignatureJournal } from "../../ports/signature-journal.ts";
import { type Signed, type Signer, SignerFault } from "../../ports/signer.ts";
import { HistoryFault, loadState } from "../ledger.ts";
import { authoriseCertificate } from "./authorise-certificate.ts";
import { authoriseCrl } from "./authorise-crl.ts";
import { authoriseOcsp } from "./authorise-ocsp.ts";
import { spendMandate } from "./spend-mandate.ts";
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
};

type Order = {
  readonly key: string;
  readonly spki: Uint8Array;
  readonly purpose: JournalEntry["purpose"];
  readonly bytes: Uint8Array;
};

/** Sign, verify, journal, release: in this order. Bytes that were signed before give the signature made then. */
const release = async ({ module, journal, clock }: SigningPorts, order: Order): Promise<Signed> => {
  const { key, spki, purpose, bytes } = order;
  const digest = toBase64url(sha256(bytes));
  const signed = toBase64url(bytes);
  const earlier = await journal.find(key, digest);
  if (earlier) return { signed, signature: toBase64url(earlier.signature), sequence: earlier.sequence };
  const signature = await module.sign(key, bytes, schemeOfKey(spki));
  // A faulty module, or one whose key was swapped, must not speak for the authority.
  if (!verifySignature(spki, bytes, signature)) throw new SignerFault("signer.self-check-failed", false);
  const [entry] = await journal.record([{ at: clock.now(), key, purpose, digest, signature }]);
  if (entry === undefined) throw new TypeError("a journal that records nothing");
  return { signed, signature: toBase64url(signature), sequence: entry.sequence };
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

/** The text of a tree head that is signed. c2sp.org/tlog-checkpoint */
const checkpointText = (origin: string, size: number, root: string): Uint8Array =>
  utf8(`${origin}\n${size}\n${toBase64(fromBase64url(root) ?? new Uint8Array())}\n`);

/** One plan is signed once: a second certificate from the same approvals, with another validity, is refused. */
const pinOnce = async (journal: SignatureJournal, name: string, value: string): Promise<Result<true>> => {
  const pinned = await journal.pinned(name);
  if (pinned === value) return ok(true);
  if (pinned !== undefined)
    return refuse(refusal("signer.not-authorised", "this was signed before, with other content"));
  await journal.pin(name, value);
  return ok(true);
};

/** CRL numbers only grow, whatever the ledger's file says today. */
const pinNumber = async (
  journal: SignatureJournal,
  name: string,
  number: string,
  digest: string,
): Promise<Result<true>> => {
  const pinned = await journal.pinned(name);
  const [last, lastDigest] = pinned?.split(" ") ?? ["0", ""];
  if (number === last && digest === lastDigest) return ok(true);
  if (BigInt(number) <= BigInt(last ?? "0"))
    return refuse(refusal("signer.history-rewritten", "a CRL of this or a higher number was signed before"));
  await journal.pin(name, `${number} ${digest}`);
  return ok(true);
};

export const signingService = (ports: SigningPorts): Signer => {
  const { store, module, journal, clock } = ports;
  const governance = watchGovernance(store, journal, ports.genesis);
  return {
    generateKey: (asked) =>
      guarded(async () => {
        const basis = await governance();
        if (!basis.ok) return basis;
        const planned = await loadState(store, keyAggregate, keyStream(asked.key));
        if (planned.at === "absent") return refuse(refusal("key.unknown", "no such key was planned"));
        const { spki } = await module.generate(asked.key, planned.algorithm);
        return ok({ spki: toBase64url(spki), module: await module.describe() });
      }),
    signCertificate: (asked) =>
      guarded(async () => {
        const basis = await governance();
        if (!basis.ok) return basis;
        const now = clock.now();
        const may = await authoriseCertificate(store, basis.value, asked, now);
        if (!may.ok) return may;
        const { key, spki, tbs, plan, mandate } = may.value;
        const spent = mandate === null ? ok(true) : await spendMandate(journal, mandate, plan, now);
        if (!spent.ok) return spent;
        const once = await pinOnce(journal, `plan.${plan}`, toBase64url(sha256(tbs)));
        return once.ok ? ok(await release(ports, { key, spki, purpose: "certificate", bytes: tbs })) : once;
      }),
    signCrl: (asked) =>
      guarded(async () => {
        const basis = await governance();
        if (!basis.ok) return basis;
        const may = await authoriseCrl(store, asked, clock.now());
        if (!may.ok) return may;
        const { spki, tbs } = may.value;
        const name = `crl.${asked.key}.${asked.shard}`;
        const newer = await pinNumber(journal, name, asked.number, toBase64url(sha256(tbs)));
        return newer.ok ? ok(await release(ports, { key: asked.key, spki, purpose: "crl", bytes: tbs })) : newer;
      }),
    signOcsp: (asked) =>
      guarded(async () => {
        const may = await authoriseOcsp(store, asked, clock.now());
        if (!may.ok) return may;
        const { spki, data } = may.value;
        return ok(await release(ports, { key: asked.responderKey, spki, purpose: "ocsp", bytes: data }));
      }),
    signCheckpoint: (asked) =>
      guarded(async () => {
        const key = await usableKey(store, asked.key, "checkpoint", null);
        if (!key.ok) return key;
        const bytes = checkpointText(asked.origin, asked.size, asked.root);
        return ok(await release(ports, { key: asked.key, spki: key.value, purpose: "checkpoint", bytes }));
      }),
    status: async () => {
      try {
        const described = await module.describe();
        const signatures = await journal.count();
        const abilities = await module.abilities();
        return { isReady: true, reason: null, module: described, signatures, abilities };
      } catch (fault) {
        const reason = fault instanceof ModuleFault || fault instanceof JournalFault ? fault.code : "module.misbehaved";
        return { isReady: false, reason, module: null, signatures: 0, abilities: [] };
      }
    },
  };
};
