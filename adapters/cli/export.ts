/** cartulary ledger export: the ledger as files that an auditor verifies without us. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { reconcileSignatures } from "../../domain/process/reconcile-signatures.ts";
import type { SignatureCounts } from "../../domain/transparency/signature-counts.ts";
import { openStore } from "../../http/compose.ts";
import { readServerConfig, signerAddress } from "../../http/config.ts";
import { version } from "../../http/version.ts";
import { exportBundle, type Scope } from "../bundle/export.ts";
import { openScratch } from "../bundle/scratch.ts";
import { openFileBlobStore } from "../files/blob-store.ts";
import { connectSigner } from "../signer-socket/client.ts";
import { readIdentity } from "../signer-socket/identity.ts";
import { systemClock } from "../system/clock.ts";
import { many } from "./argument.ts";
import { contextOf } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

type Options = {
  readonly from?: number;
  readonly to?: number;
  readonly certificate?: string;
  readonly since?: string;
  readonly witness?: readonly string[];
  readonly unsealed: boolean;
};

const index = (text: string): number => {
  if (!/^(?:0|[1-9]\d{0,14})$/.test(text)) throw new InvalidArgumentError("Expected an index, from 0.");
  return Number(text);
};

const scopeOf = ({ from, to, certificate, unsealed }: Options): Scope => {
  if (certificate !== undefined) {
    const [, issuer, serial] = /^([0-9a-f]{32})\/([0-9a-f]{2,40})$/.exec(certificate) ?? [];
    if (issuer === undefined || serial === undefined || from !== undefined || to !== undefined || unsealed)
      throw new CliExit(EXIT.usage, "cli.no-scope", "--certificate takes ISSUER/SERIAL, and nothing beside it");
    return { kind: "story", issuer, serial };
  }
  if (from === undefined && to === undefined) return { kind: "all", isUnsealedToo: unsealed };
  if (from === undefined || to === undefined || unsealed)
    throw new CliExit(EXIT.usage, "cli.no-scope", "a range has --from and --to, both sealed");
  return { kind: "range", from, to };
};

const REFUSED = {
  unsealed: "nothing of this ledger was sealed yet: there is no checkpoint to verify a bundle against",
  outside: "the range ends behind the last checkpoint, or before it begins",
  unknown: "no such certificate was prepared",
} as const;

/** undefined when the signer does not answer: a bundle is as good without, and says that it has none. */
const countsOf = async (home: string, store: EventStore): Promise<SignatureCounts | undefined> => {
  const client = connectSigner({
    address: signerAddress(home, readServerConfig(home).signer.address),
    identity: () => readIdentity(join(home, "api")),
    timeoutMs: 30_000,
  });
  try {
    return await reconcileSignatures(store, client, systemClock);
  } catch (fault) {
    if (fault instanceof SignerFault) return undefined;
    throw fault;
  } finally {
    client.close();
  }
};

const exportTo = async (directory: string, command: Command): Promise<void> => {
  const { home, out } = contextOf(command);
  const options = command.opts<Options>();
  const scope = scopeOf(options);
  const since = options.since === undefined ? undefined : readFileSync(options.since, "utf8");
  const store = await openStore(home, readServerConfig(home).store, { readOnly: true });
  const scratch = openScratch();
  const line = out.progress("exporting");
  try {
    const blobs = openFileBlobStore({ directory: join(home, "blobs") });
    let hasCounts = scope.kind !== "all";
    const done = await exportBundle(
      {
        store,
        blobs,
        directory,
        scope,
        since,
        signatures: async () => {
          const counts = await countsOf(home, store);
          hasCounts = counts !== undefined;
          return counts;
        },
        ...(options.witness !== undefined && { witnesses: options.witness }),
        tool: version(),
        onProgress: line.at,
      },
      scratch,
    );
    line.end();
    if (done.is !== "exported") throw new CliExit(EXIT.refused, `export.${done.is}`, REFUSED[done.is]);
    const { manifest, missing } = done;
    const unsealed = Math.max(0, manifest.first + manifest.events - manifest.size);
    out.result({ ...manifest, missing }, [
      `${manifest.events} events of ${manifest.ledger} in ${directory}, under a checkpoint of ${manifest.size}`,
      ...(unsealed > 0 && manifest.kind === "all" ? [`the last ${unsealed} of them are not sealed`] : []),
      "what is sealed about people is in it as ciphertext and commitment; its keys and openings are not",
      manifest.key === ""
        ? "verify it with: cartulary verify bundle DIRECTORY --key VKEY"
        : `verify it with: cartulary verify bundle ${directory} --key ${manifest.key}`,
      ...(hasCounts ? [] : ["the signer did not answer: its count of signatures is not in it"]),
      "the auditor has that key from the officers, not from here",
    ]);
    for (const digest of missing) out.warn(`the bytes of a published list are missing: ${digest}`);
    if (missing.length > 0) throw new CliExit(EXIT.found, "export.blobs-missing", "the bundle lacks lists");
  } finally {
    line.end();
    scratch.close();
    await store.close();
  }
};

export const addExport = (ledger: Command): void => {
  ledger
    .command("export <directory>")
    .description("write a bundle for auditors: all, a range, or one certificate's story; safe to stop and run again")
    .option("--from <index>", "the first event of a range", index)
    .option("--to <index>", "the last event of a range", index)
    .option("--certificate <issuer/serial>", 'a story, as "cartulary certificate list" prints it')
    .option("--since <file>", "a checkpoint that the auditor has from before")
    .option("--witness <vkey>", "a witness's verifier key, to lie beside; may be given more than once", many)
    .option("--unsealed", "also events after the last checkpoint", false)
    .action((directory: string, _options, command: Command) => exportTo(directory, command));
};
