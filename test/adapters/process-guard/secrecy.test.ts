/** A process that signs with a PIN from a file: where could somebody else find that PIN? */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { hasSoftHsm, openSoftHsm, type SoftHsm } from "../../support/softhsm.ts";

const hsm: SoftHsm | undefined = hasSoftHsm ? openSoftHsm() : undefined;
afterAll(() => hsm?.remove());

const url = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);

describe.runIf(hsm !== undefined)("the PIN of a running signer", () => {
  test("stands in no argument, no variable, no output and no file but its own", async () => {
    const { directory, library, serial, pin } = hsm as SoftHsm;
    const home = join(directory, "home");
    mkdirSync(home, { mode: 0o700 });
    const pinFile = join(directory, "pin");
    writeFileSync(pinFile, `${pin}\n`, { mode: 0o600 });
    const script = `
      const { assertHardened } = await import(${url("adapters/process-guard/guard.ts")});
      const { readPin } = await import(${url("adapters/process-guard/pin.ts")});
      const { openPkcs11Module } = await import(${url("adapters/pkcs11/module.ts")});
      const { openSignatureJournal } = await import(${url("adapters/signer-journal/journal.ts")});
      assertHardened();
      const [library, serial, file, home] = process.argv.slice(1);
      const module = openPkcs11Module({ library, token: { serial }, pin: await readPin({ file }) });
      const journal = openSignatureJournal({ path: home + "/journal.sqlite" });
      const key = "00112233445566778899aabbccddeeff";
      await module.generate(key, "ec-p256");
      const signature = await module.sign(key, new Uint8Array(3), "ecdsa-sha256");
      await journal.record([{ at: "2026-06-01T12:00:00.000Z", key, purpose: "crl", digest: "AAAA", signature, basis: null }]);
      console.log(await module.describe());
      const wrong = openPkcs11Module({ library, token: { serial: "00" }, pin: await readPin({ file }) });
      await wrong.sign(key, new Uint8Array(3), "ecdsa-sha256").catch((fault) => console.error(fault));
      console.log("signed");
      setInterval(() => undefined, 1000);`;
    const command = 'ulimit -c 0; exec "$@"';
    const argv = [process.execPath, "--disable-sigusr1", "--input-type=module", "-e", script];
    const child = spawn("sh", ["-c", command, "sh", ...argv, library, serial, pinFile, home]);
    let output = "";
    const signed = new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes("signed\n")) resolve();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("close", () => reject(new Error(output)));
    });
    await signed;
    const seen = {
      arguments: readFileSync(`/proc/${child.pid}/cmdline`, "latin1"),
      variables: readFileSync(`/proc/${child.pid}/environ`, "latin1"),
      output,
      ...Object.fromEntries(readdirSync(home).map((f) => [f, readFileSync(join(home, f), "latin1")])),
      ...Object.fromEntries(
        readdirSync(hsm?.tokens ?? "", { recursive: true, withFileTypes: true })
          .filter((f) => f.isFile())
          .map((f) => [f.name, readFileSync(join(f.parentPath, f.name), "latin1")]),
      ),
    };
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(Object.keys(seen).length).toBeGreaterThan(6);
    expect(seen.output).toContain("module.unavailable");
    expect(Object.entries(seen).filter(([, text]) => text.includes(pin))).toEqual([]);
    // The search itself can find: the file that holds it does.
    expect(readFileSync(pinFile, "latin1")).toContain(pin);
  });
});
