/** A ledger with everything that a bundle tells of, sealed, and the bundle of it on disk. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Exported, exportBundle, type Scope } from "../../adapters/bundle/export.ts";
import { openScratch } from "../../adapters/bundle/scratch.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { publishCrl } from "../../domain/process/publish-crl.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { formatVerifierKey, noteKeyOf, parseNote } from "../../domain/transparency/note.ts";
import type { SignatureCounts } from "../../domain/transparency/signature-counts.ts";
import { makeCsr } from "./csr.ts";
import { makeSealingKey, makeTestWitness, type SealingKey, sealNow, type TestWitness } from "./sealed.ts";
import { ALICE, approveAndIssue, LEDGER, makeWorld, WEB, type World, withHierarchy } from "./world.ts";

export type SealedWorld = {
  readonly world: World;
  readonly key: SealingKey;
  readonly witness: TestWitness;
  /** As an auditor pins them. */
  readonly vkey: string;
  readonly witnessKey: string;
  /** The checkpoint before the last. */
  readonly since: string;
  readonly issued: { readonly issuer: string; readonly serial: string };
};

export const issueOne = async (world: World) => {
  const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: "please" };
  const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
  const outcome = expectOk(await approveAndIssue(world, id));
  if (outcome.outcome !== "fulfilled") throw new TypeError("not issued");
  return { issuer: outcome.issuer, serial: outcome.serial };
};

export const publishLists = async (world: World): Promise<void> => {
  await world.runner.catchUp();
  for (const authority of world.ports.queries.authorities()) expectOk(await publishCrl(world.ports, authority, 0));
};

/** Two seals, the second one witnessed; between them a revocation, a hold, a release, and two lists of each authority. */
export const makeSealedWorld = async (): Promise<SealedWorld> => {
  const world = await withHierarchy(await makeWorld());
  const [one, two, three] = [await issueOne(world), await issueOne(world), await issueOne(world)];
  const [key, witness] = [makeSealingKey(), makeTestWitness("witness.example/one")];
  const since = await sealNow(world.ports, LEDGER, key);
  const change = async (which: typeof one, what: Parameters<typeof changeStatus>[4]) =>
    expectOk(await changeStatus(world.ports, ALICE, randomUUID(), which, what));
  await change(one, { act: "revoke", reason: "keyCompromise", invalidSince: null });
  await change(two, { act: "hold" });
  await publishLists(world);
  await change(two, { act: "release" });
  await publishLists(world);
  const note = await sealNow(world.ports, LEDGER, key, [witness]);
  const origin = parseNote(note)?.text.split("\n")[0] ?? "";
  return {
    world,
    key,
    witness,
    vkey: formatVerifierKey(noteKeyOf(origin, key.spki)),
    witnessKey: formatVerifierKey(witness.key),
    since,
    issued: three,
  };
};

export const exportTo = async (
  { ports }: Pick<World, "ports">,
  directory: string,
  scope: Scope = { kind: "all", isUnsealedToo: false },
  since?: string,
  signatures?: () => Promise<SignatureCounts>,
): Promise<Exported> => {
  const scratch = openScratch();
  try {
    return await exportBundle(
      {
        store: ports.store,
        blobs: ports.blobs,
        directory,
        scope,
        since,
        tool: "test",
        ...(signatures && { signatures }),
      },
      scratch,
    );
  } finally {
    scratch.close();
  }
};

export const emptyDirectory = (): string => mkdtempSync(join(tmpdir(), "cartulary-test-"));

export const manifestIn = (directory: string) =>
  JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as Record<string, unknown>;
