/** What a requester and an auditor do with the sealed ledger: elsewhere, with one key and one file, and no server. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtVerifier } from "../build-verifier.ts";
import { cartulary, DemoFailure, file, home, json, launcher, run, say } from "./stage.ts";

const START_MS = 30_000;

type Checkpoint = { readonly key: string; readonly size: number; readonly events: number };

/** Waits until the ledger is sealed, and takes down the key as the officers would. */
export const pinnedKey = async (): Promise<string> => {
  for (const end = Date.now() + START_MS; Date.now() < end; ) {
    const { status, stdout } = run(launcher, ["--home", home, "--json", "ledger", "checkpoint"]);
    if (status === 0) return (JSON.parse(stdout) as Checkpoint).key;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new DemoFailure(`the ledger was not sealed; see ${file("server.log")}`);
};

/** Node and the verifier's one file, in a folder that has nothing else. */
const verify = (folder: string, ...args: readonly string[]) =>
  run(process.execPath, ["--disable-warning=ExperimentalWarning", join(folder, "cartulary-verify.mjs"), ...args]);

export const audit = async (key: string, place: string): Promise<void> => {
  cartulary("certificate", "receipt", place, "--out", file("www.receipt.json"));
  const auditor = file("auditor");
  rmSync(auditor, { recursive: true, force: true });
  mkdirSync(auditor, { mode: 0o700 });
  writeFileSync(join(auditor, "cartulary-verify.mjs"), await builtVerifier());
  const receipt = verify(auditor, "receipt", file("www.receipt.json"), "--key", key);
  if (receipt.status !== 0) throw new DemoFailure(`the receipt does not hold:\n${receipt.stdout}${receipt.stderr}`);
  say(
    "the requester's receipt, verified offline: request, plan, approvals and certificate stand in the sealed ledger",
    false,
  );
  const { events } = json<{ events: number }>("ledger", "export", join(auditor, "bundle"));
  const bundle = verify(auditor, "bundle", join(auditor, "bundle"), "--key", key);
  if (bundle.status !== 0) throw new DemoFailure(`the bundle does not hold:\n${bundle.stdout}${bundle.stderr}`);
  say(`an auditor with one pinned key and one file verifies all ${events} events offline: sound`, false);
  const forged = join(auditor, "forged");
  cpSync(join(auditor, "bundle"), forged, { recursive: true });
  const [first = ""] = readdirSync(join(forged, "events"));
  const path = join(forged, "events", first);
  writeFileSync(path, readFileSync(path, "utf8").replace("CertificateIssued", "CertificateIssuee"));
  const convicted = verify(auditor, "bundle", forged, "--key", key);
  if (convicted.status === 0) throw new DemoFailure("a forged bundle was taken for sound");
  say("one letter of it changed: not sound, and the place is named", false);
  rmSync(auditor, { recursive: true, force: true });
};
