/** docs/api.md: every command of the guide, run in its order as a reader would, on real parts. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const guide = readFileSync(join(root, "docs/api.md"), "utf8");
let directory: string;
let said: string;
let code: number | null;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** Each section's commands, so that what they say can be told apart. */
const sections = [...guide.matchAll(/^## (.+)$([\s\S]*?)(?=^## |(?![\s\S]))/gm)].map(([, title = "", text = ""]) => ({
  title,
  commands: [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((m) => m[1] ?? ""),
}));

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "cartulary-guide-"));
  mkdirSync(join(directory, "bin"));
  symlinkSync(join(root, "bin/cartulary"), join(directory, "bin/cartulary"));
  const script = sections.map(({ title, commands }) => `echo "## ${title}"\n${commands.join("")}`).join("");
  // The guide's ports may be taken here.
  const [api, open] = [await freePort(), await freePort()];
  writeFileSync(
    join(directory, "guide.sh"),
    `trap 'kill $(jobs -p)' EXIT\n${script.replaceAll("8443", String(api)).replaceAll("8080", String(open))}echo "## end"\n`,
  );
  const child = spawn("bash", ["-euo", "pipefail", "guide.sh"], {
    cwd: directory,
    env: { ...process.env, PATH: `${join(directory, "bin")}:${process.env.PATH}` },
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (part) => {
    output += part;
  });
  child.stderr.on("data", (part) => {
    errors += part;
  });
  code = await new Promise((resolve) => child.once("close", resolve));
  said = output;
  if (code !== 0) throw new Error(`after ${output.slice(-2000)}\n${errors.slice(-3000)}`);
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What the commands of a section said. */
const of = (title: string): string => said.split(`## ${title}\n`)[1]?.split("\n## ")[0] ?? "";

test("runs to its end", () => expect([code, said.trimEnd().endsWith("## end")]).toEqual([0, true]));

test.for([
  ["A server to talk to", /"quorum": 2/],
  ["Create the authorities", /"fulfilled"\n"fulfilled"\n"fulfilled"\nroot\troot\tactive\t.*\nweb-ca\tissuing\tactive/],
  ["Ask for a certificate", /"dryRun": true/],
  ["Ask for a certificate", /"state": "fulfilled"/],
  ["Fetch it, in the form that you need", /www\.pem: OK/],
  ["Find certificates", /^issuer,serial,/m],
  ["Find certificates", /^304$/m],
  ["Hold it, release it, revoke it", /"status": "held"[\s\S]*"status": "good"[\s\S]*"status": "revoked"/],
  ["Hold it, release it, revoke it", /www\.pem: revoked/],
  ["Many at once", /"succeeded": 1,\s*"failed": 1/],
  ["Work that takes long", /"status": "succeeded"/],
  ["When something is refused", /"field": "csr"[\s\S]*urn:cartulary:problem:caller\.forbidden/],
  ["Look at the ledger", /1 CertificateRevoked/],
] as const)("%s: %s", ([title, shape]) => expect(of(title)).toMatch(shape));

test("every curl of the guide stands in a block that is run", () => {
  const shown = guide.match(/^\s*(?:curl|as) /gm)?.length ?? 0;
  const run =
    sections
      .flatMap((s) => s.commands)
      .join("")
      .match(/^\s*(?:curl|as) /gm)?.length ?? 0;
  expect(run).toBeGreaterThan(15);
  // Beside these there is the one inside the function that gives it a name.
  expect(run).toBe(shown);
});
