import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { KNOWN_EXTENSIONS } from "../../domain/pki/extension/known.ts";
import { OCSP_EXTENSIONS } from "../../domain/pki/ocsp-extensions.ts";
import { JUDGES, PARSERS } from "./hostile.ts";
import { EXTENSION_PARSERS } from "./hostile-extensions.ts";
import { pkcs12Withstands } from "./hostile-pkcs12.ts";
import { STATEMENT_PARSERS } from "./hostile-statements.ts";
import { STRUCTURE_JUDGES, STRUCTURE_PARSERS } from "./hostile-structures.ts";
import { TEXT_PARSERS } from "./hostile-texts.ts";
import { withstands } from "./withstands.ts";

const ALL = [
  ...PARSERS,
  ...STRUCTURE_PARSERS,
  ...JUDGES,
  ...STRUCTURE_JUDGES,
  ...TEXT_PARSERS,
  ...STATEMENT_PARSERS,
  ...EXTENSION_PARSERS,
];

test.for(ALL)("10 000 hostile inputs: $name", (parser) => {
  withstands(parser, 10_000, 20_261_124);
});

// A library that is not ours reads it, a thousand times slower than the others.
test("1000 hostile PKCS #12 files", () => pkcs12Withstands(1_000, 20_261_126));

test("every parser that there is stands trial", () => {
  const folder = fileURLToPath(new URL("../../domain/pki/", import.meta.url));
  const parsers = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(/^export const (parse[A-Za-z0-9]+)/gm)])
    .map(([, name = ""]) => name);
  expect(parsers.length).toBeGreaterThan(60);
  const byTables = [...KNOWN_EXTENSIONS.values(), ...OCSP_EXTENSIONS.values()].map((e) => e.parse.name);
  const byHand = ["hostile", "hostile-structures", "hostile-statements", "hostile-texts"].map((file) =>
    readFileSync(new URL(`./${file}.ts`, import.meta.url), "utf8"),
  );
  const missing = parsers.filter(
    (p) => !byTables.includes(p) && !byHand.some((text) => new RegExp(`\\b${p}\\b`).test(text)),
  );
  expect(missing).toEqual([]);
  expect(EXTENSION_PARSERS.filter((p) => p.samples.length === 0).map((p) => p.name)).toEqual([]);
});
