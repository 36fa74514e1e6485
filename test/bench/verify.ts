/**
 * The offline verifier over a bundle on disk. `verify-structure`: against parsing and hashing the same bytes; `verify-full`:
 * against that and the bare signature verifications that it cannot do without: two approvals and one certificate an issuance.
 */
import { createPublicKey, hash, type KeyObject, randomUUID, verify } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exportBundle } from "../../adapters/bundle/export.ts";
import { openScratch } from "../../adapters/bundle/scratch.ts";
import { verifyBundleAt } from "../../adapters/bundle/verify.ts";
import { openMemoryBlobStore } from "../../adapters/memory/blob-store.ts";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import { readEvent } from "../../domain/catalogue.ts";
import { fromBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { statementMessage } from "../../domain/statement/statement.ts";
import { formatVerifierKey, noteKeyOf, parseNote } from "../../domain/transparency/note.ts";
import { makeCsr } from "../support/csr.ts";
import { makeSealingKey, sealNow } from "../support/sealed.ts";
import { approveAndIssue, LEDGER, makeWorld, WEB, type World, withHierarchy } from "../support/world.ts";
import { inLanes, issuanceIn, issuanceMaker } from "./issuances.ts";
import { type Bench, rate, scratch } from "./measure.ts";

const STRUCTURE_ISSUANCES = 2_000;
const FULL_ISSUANCES = 400;

export const issueOne = async (world: World, csr: Uint8Array): Promise<void> => {
  const wanted = { authority: "web-ca", profile: "tls-server", csr, note: null };
  const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
  expectOk(await approveAndIssue(world, id));
};

const sealedBundle = async (world: Pick<World, "ports">, store: EventStore) => {
  const key = makeSealingKey();
  const note = await sealNow({ ...world.ports, store }, LEDGER, key);
  const origin = parseNote(note)?.text.split("\n")[0] ?? "";
  const directory = join(scratch(), "bundle");
  const room = openScratch();
  const scope = { kind: "all", isUnsealedToo: false } as const;
  await exportBundle({ store, blobs: openMemoryBlobStore(), directory, scope, tool: "bench" }, room);
  room.close();
  return { directory, vkey: formatVerifierKey(noteKeyOf(origin, key.spki)) };
};

const eachLine = (directory: string, work: (line: Buffer) => void): void => {
  for (const name of readdirSync(join(directory, "events")).sort()) {
    const bytes = readFileSync(join(directory, "events", name));
    for (let at = 0, end = bytes.indexOf(10); end >= 0; at = end + 1, end = bytes.indexOf(10, at))
      work(bytes.subarray(at, end));
  }
};

/** Parsed as JSON and hashed. */
const parseAndHash = (line: Buffer): void => {
  JSON.parse(line.toString("utf8"));
  hash("sha256", line, "buffer");
};

export const verifyStructure: Bench = async () => {
  const world = await withHierarchy(await makeWorld());
  await issueOne(world, await makeCsr());
  const history = await world.store.readAll("start", 10_000);
  const store = await openSqliteEventStore({ path: join(scratch(), "ledger.sqlite") });
  for (const e of history) await store.append(e.stream, e.revision === 0 ? "absent" : e.revision - 1, [e]);
  const make = issuanceMaker(issuanceIn(history));
  await inLanes(Array.from({ length: STRUCTURE_ISSUANCES }, make), 64, (a) =>
    store.append(a.stream, a.expected, a.events),
  );
  const { directory, vkey } = await sealedBundle(world, store);
  await store.close();
  let n = 0;
  eachLine(directory, () => {
    n += 1;
  });
  return rate({
    name: "verify-structure",
    unit: "events/s",
    yardstick: "the same lines read, parsed as JSON and hashed",
    n,
    rounds: 5,
    ours: () => {
      const { faults } = verifyBundleAt(directory, { key: vkey, isStructureOnly: true });
      if (faults.length > 0) throw new TypeError(`not sound: ${faults[0]?.what}`);
    },
    theirs: () => eachLine(directory, parseAndHash),
  });
};

type Signature = {
  readonly key: KeyObject;
  readonly hash: string | null;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

/** Those of the certificates, and of what the officers approved. */
const signaturesIn = async (world: World): Promise<readonly Signature[]> => {
  const found: Signature[] = [];
  const officers = new Map([world.alice, world.bob].map((o) => [o.id, o.spki]));
  const keys = new Map<string, string>();
  const prepared = new Map<string, string>();
  /** Read once: a few keys make all signatures. */
  const read = new Map<string, KeyObject>();
  const keyOf = (spki: string): KeyObject => {
    const key = read.get(spki) ?? createPublicKey({ key: Buffer.from(spki, "base64url"), format: "der", type: "spki" });
    read.set(spki, key);
    return key;
  };
  const add = (spki: string, message: Uint8Array, signature: Uint8Array): void => {
    const key = keyOf(spki);
    found.push({ key, hash: key.asymmetricKeyType === "ed25519" ? null : "sha256", message, signature });
  };
  for (const { bytes } of await world.store.readAll("start", 1_000_000)) {
    const event = expectOk(readEvent(bytes));
    if (event.type === "KeyGenerated") keys.set(event.stream.slice("key-".length), event.body.spki);
    if (event.type === "CertificatePrepared") prepared.set(event.stream, event.body.key);
    if (event.type === "ApprovalGiven" && event.body.approval.form === undefined) {
      const { statement, signature } = event.body.approval;
      add(officers.get(statement.approver) ?? "", statementMessage(statement), fromBase64url(signature) ?? utf8(""));
    }
    if (event.type === "CertificateIssued" && "plain" in event.body.der) {
      const own = expectOk(parseCertificate(fromBase64url(event.body.der.plain) ?? utf8("")));
      add(keys.get(prepared.get(event.stream) ?? "") ?? "", own.tbs, own.signature);
    }
  }
  return found;
};

export const verifyFull: Bench = async () => {
  const world = await withHierarchy(await makeWorld());
  const csr = await makeCsr();
  for (let i = 0; i < FULL_ISSUANCES; i++) await issueOne(world, csr);
  const signatures = await signaturesIn(world);
  const { directory, vkey } = await sealedBundle(world, world.store);
  let n = 0;
  eachLine(directory, () => {
    n += 1;
  });
  return rate({
    name: "verify-full",
    unit: "events/s",
    yardstick: `the same lines parsed and hashed, and their ${signatures.length} signatures verified by node:crypto`,
    n,
    rounds: 5,
    ours: () => {
      const { faults } = verifyBundleAt(directory, { key: vkey });
      if (faults.length > 0) throw new TypeError(`not sound: ${faults[0]?.what}`);
    },
    theirs: () => {
      eachLine(directory, parseAndHash);
      for (const { hash: by, message, key, signature } of signatures)
        if (!verify(by, message, key, signature)) throw new TypeError("a signature does not verify");
    },
  });
};
