/** What an officer is asked before they sign, on a terminal of their own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { RequestAnswer } from "../../../http/api/schemas.ts";
import { type App, makeApp } from "../../support/app.ts";
import { startLyingServer } from "../../support/lying-server.ts";

const launcher = fileURLToPath(new URL("../../../bin/cartulary", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "prompt-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);

let app: App;
let plan: RequestAnswer;
beforeAll(async () => {
  app = await makeApp();
  writeFileSync(file("alice.pem"), app.world.alice.key.export({ format: "pem", type: "pkcs8" }));
  writeFileSync(file("token"), "any");
  const authority = { id: "other-ca", kind: "issuing", name: "CN=Other", parent: "root" };
  const { body } = await app.call("operator:admin", "POST", "/v1/authorities", authority);
  plan = (await app.call("operator:admin", "GET", `/v1/requests/${body.request}`)).body as unknown as RequestAnswer;
});

/** Types each key when its question is there. */
const approve = async (answers: readonly (readonly [question: string, keys: string])[], ...more: readonly string[]) => {
  const server = await startLyingServer(() => ({ body: plan }));
  const where = ["--server", server.url, "--token-file", file("token")];
  const args = [...where, "approve", plan.id, "--officer", "alice", "--key", file("alice.pem"), ...more];
  // A terminal without columns would break the question's every letter.
  const line = `stty cols 200; ${[launcher, ...args].join(" ")}`;
  const child = spawn("script", ["-qec", line, "/dev/null"], { stdio: "pipe" });
  onTestFinished(() => void child.kill());
  const left = [...answers];
  let shown = "";
  let unseen = "";
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    unseen += chunk.toString();
    const [next] = left;
    if (next === undefined || !unseen.includes(next[0])) return;
    left.shift();
    unseen = "";
    setTimeout(() => child.stdin.write(next[1]), 100);
  });
  await once(child, "close");
  server.close();
  return { shown, statements: server.statements };
};

describe.runIf(existsSync("/usr/bin/script"))("for a key that issues, two questions", () => {
  const power = "Its key may issue certificates, sign CRLs. Go on?";
  const sign = "Sign: approve this certificate?";

  test("both answered with yes: signed", async () => {
    const { shown, statements } = await approve([
      [power, "y"],
      [sign, "y"],
    ]);
    expect(shown).toContain("AUTHORITY, at most 0 authorities below it");
    expect(statements).toHaveLength(1);
  });

  test.for<{ name: string; answers: readonly (readonly [string, string])[]; more?: readonly string[] }>([
    { name: "Enter is no", answers: [[power, "\r"]] },
    { name: "Ctrl-C is no", answers: [[power, "\u0003"]] },
    {
      name: "yes and no is no",
      answers: [
        [power, "y"],
        [sign, "\r"],
      ],
    },
    { name: "--yes answers the other question only", answers: [[power, "\r"]], more: ["--yes"] },
    { name: "--yes-authority answers the other question only", answers: [[sign, "\r"]], more: ["--yes-authority"] },
  ])("$name", async ({ answers, more = [] }) => {
    const { shown, statements } = await approve(answers, ...more);
    expect(shown).toContain("nothing was signed: you did not say yes");
    expect(statements).toEqual([]);
  });
});
