/** Completion and manual pages, both from the tree of commands: nothing that there is may be missing in them. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CommandNode, commandTree, everyCommand } from "../../../adapters/cli/command-tree.ts";
import { COMMANDS } from "../../../adapters/cli/commands.ts";
import { completionScript, SHELLS } from "../../../adapters/cli/completion.ts";
import { findCommand, manPage } from "../../../adapters/cli/man-page.ts";
import { addManual } from "../../../adapters/cli/manual.ts";
import { makeProgram } from "../../../adapters/cli/program.ts";
import { runCommand } from "../../support/commands.ts";

const directory = mkdtempSync(join(tmpdir(), "manual-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let root: CommandNode;
beforeAll(async () => {
  const program = makeProgram();
  for (const load of Object.values(COMMANDS)) (await load())(program);
  root = commandTree(program);
});
const isThere = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;

test("each noun has its commands, and each command and option a word on what it is for", () => {
  const nouns = root.commands.map((c) => c.path.join(" "));
  const wanted =
    "authority key request certificate crl ocsp governance profile ledger store module signer serve doctor config";
  expect(nouns).toEqual(expect.arrayContaining(wanted.split(" ")));
  const all = everyCommand(root);
  expect(all.filter((c) => c.about === "").map((c) => c.path)).toEqual([]);
  const silent = all.flatMap((c) =>
    c.options.filter((o) => o.about === "").map((o) => [...c.path, ...o.flags].join(" ")),
  );
  expect(silent).toEqual([]);
});

describe("completion for bash, by a real bash", () => {
  const CASES: readonly { readonly words: readonly string[]; readonly offers: RegExp }[] = [
    { words: ["auth"], offers: /^authority$/ },
    { words: ["authority", ""], offers: /^create\|request\|responder\|list\|show\|retire$/ },
    { words: ["authority", "cr"], offers: /^create$/ },
    { words: ["--home", "ledger", "--as", "x", "authority", "cr"], offers: /^create$/ },
    { words: ["authority", "create", "--ki"], offers: /^--kind$/ },
    { words: ["authority", "create", "--kind", ""], offers: /^root\|issuing$/ },
    { words: ["authority", "create", "--kind", "root", "--name", "authority", "--pa"], offers: /^--parent$/ },
    { words: ["authority", "create", "create", "--js"], offers: /^--json$/ },
    { words: ["init", "--module", "soft"], offers: /^softhsm\|softkey$/ },
    { words: ["request", "submit", "some"], offers: /^some file\.csr$/ },
    { words: ["--server-ca", "some"], offers: /^some file\.csr$/ },
    { words: ["authority", "create", "--name", ""], offers: /^$/ },
    { words: ["completion", "--n"], offers: /^$/ },
  ];
  let offered: readonly string[];
  beforeAll(() => {
    const script = join(directory, "completion.bash");
    writeFileSync(script, completionScript("bash", root));
    writeFileSync(join(directory, "some file.csr"), "");
    const quote = (text: string): string => `'${text}'`;
    const asks = CASES.map(
      ({ words }) =>
        `COMP_WORDS=(cartulary ${words.map(quote).join(" ")}); COMP_CWORD=${words.length}; COMPREPLY=(); _cartulary; (IFS='|'; echo "\${COMPREPLY[*]}")`,
    );
    const told = execFileSync("bash", ["--norc", "-uc", [`source ${script}`, ...asks].join("\n")], {
      encoding: "utf8",
      cwd: directory,
      stdio: ["ignore", "pipe", "inherit"],
    });
    offered = told.split("\n");
  });
  for (const [i, { words, offers }] of CASES.entries())
    test(`cartulary ${words.join(" ")}`, () => expect(offered[i]).toMatch(offers));
});

test.for(SHELLS)("completion for %s names every command and option, and that shell can read it", (shell) => {
  const script = completionScript(shell, root);
  const all = everyCommand(root);
  const flags = all
    .flatMap((c) => c.options.flatMap((o) => o.flags))
    .map((f) => (shell === "fish" ? f.replace(/^--?/, "") : f));
  for (const word of [...all.flatMap((c) => c.path), ...flags]) expect(script).toContain(word);
  if (!isThere(shell)) return;
  const file = join(directory, `syntax.${shell}`);
  writeFileSync(file, script);
  expect(spawnSync(shell, ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

test("a text of a command cannot leave its quotes, nor begin a request of roff", () => {
  const program = new Command("cartulary").description("it's $(touch /tmp/x)\n.so /etc/passwd\n'in \\fB quotes");
  program.addCommand(new Command("a").description("a").addOption(new Option("--b <c>", "it's `d`").choices(["it's"])));
  const tree = commandTree(program);
  for (const shell of ["bash", "zsh"] as const) {
    const file = join(directory, "quotes");
    writeFileSync(file, completionScript(shell, tree));
    expect(spawnSync("bash", ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  }
  expect(completionScript("fish", tree)).toContain(`-d 'it'\\''s \`d\`'`);
  const page = manPage(tree, tree, "1");
  expect(page.split("\n").filter((line) => /^[.']/.test(line) && !/^\.(?:TH|SH|TP|nf|fi)\b/.test(line))).toEqual([]);
  expect(page).toContain("\\efB quotes");
});

test("each manual page tells name, use, arguments, commands and options, and groff finds nothing in it", () => {
  const pages = everyCommand(root).map((node) => ({ node, page: manPage(root, node, "0") }));
  for (const { node, page } of pages) {
    expect(page).toMatch(/^\.TH \S+ 1 /);
    const roff = (text: string): string => text.replaceAll("-", "\\-");
    for (const o of node.options) for (const f of o.flags) expect(page).toContain(roff(f));
    for (const c of node.commands) expect(page).toContain(`\\fB${roff(c.path.at(-1) ?? "")}\\fR\n`);
    for (const a of node.args) expect(page).toContain(roff(a.text));
  }
  expect(pages[0]?.page).toContain("Exit codes");
  if (!isThere("groff")) return;
  const all = pages.map(({ page }) => page).join("\n");
  expect(spawnSync("groff", ["-man", "-ww", "-z", "-"], { input: all, encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: "",
  });
});

test("a command's page is found by its names; one that is none is refused", async () => {
  expect(findCommand(root, ["authority", "create"])?.path).toEqual(["authority", "create"]);
  const { stdout } = await runCommand(addManual, ["man", "completion"]);
  expect(stdout).toMatch(/^\.TH CARTULARY-COMPLETION 1 /);
  expect(await runCommand(addManual, ["man", "no", "such"])).toMatchObject({ status: 2, code: "cli.no-such-command" });
});
