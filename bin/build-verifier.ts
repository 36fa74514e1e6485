/** Builds the verifier into one file: `npm run build:verifier`. The same source gives the same bytes. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

export const builtVerifier = async (): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["adapters/bundle/main.ts"],
    bundle: true,
    write: false,
    platform: "node",
    target: "node24",
    format: "esm",
    charset: "utf8",
    // Readable: whoever trusts it with an audit may want to read it.
    minify: false,
    legalComments: "inline",
    banner: { js: "// cartulary-verify: verifies a ledger's bundle offline. Built by npm run build:verifier." },
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new TypeError("nothing was built");
  return file.contents;
};

if (import.meta.main) {
  const contents = await builtVerifier();
  const path = join(root, "build", "cartulary-verify.mjs");
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(path, contents);
  process.stdout.write(
    `build/cartulary-verify.mjs: ${contents.length} bytes, SHA-256 ${createHash("sha256").update(contents).digest("hex")}\n`,
  );
}
