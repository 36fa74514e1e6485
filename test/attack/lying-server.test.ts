/**
 * The attacker has the server that the officers ask. What they get to see, and what they are asked to sign, is his; their
 * keys are theirs. He gets no statement about anything that was not shown.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addApprove } from "../../adapters/cli/approve.ts";
import { OID } from "../../domain/der/oid.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { canonicalDigest } from "../../domain/kernel/envelope.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { plainMaterial } from "../../domain/kernel/sealed.ts";
import { basicConstraints } from "../../domain/pki/extension/basic-constraints.ts";
import { extendedKeyUsage } from "../../domain/pki/extension/extended-key-usage.ts";
import type { Extension } from "../../domain/pki/extension/extension.ts";
import { keyUsage } from "../../domain/pki/extension/key-usage.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { encodeTbsCertificate, parseTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import type { SignedStatement } from "../../domain/statement/statement.ts";
import { judge } from "../../domain/statement/verdict.ts";
import type { RequestAnswer } from "../../http/api/schemas.ts";
import { type App, makeApp } from "../support/app.ts";
import { runCommand } from "../support/commands.ts";
import { makeCsr } from "../support/csr.ts";
import { startLyingServer } from "../support/lying-server.ts";
import { LEDGER } from "../support/world.ts";

const directory = mkdtempSync(join(tmpdir(), "lying-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);

let app: App;
/** Of a person, and therefore sealed. */
let sealed: RequestAnswer;
let plain: RequestAnswer;
/** Another sealed request, whose bytes the attacker would rather have approved. */
let other: RequestAnswer;

const submit = async (profile: string, options: Parameters<typeof makeCsr>[0]): Promise<RequestAnswer> => {
  const csr = encodePem("CERTIFICATE REQUEST", await makeCsr(options));
  const { body } = await app.call("service:web", "POST", "/v1/requests", { authority: "web-ca", profile, csr });
  return body as unknown as RequestAnswer;
};
const ann = { subject: "CN=Ann Example", dns: [], emails: ["ann@example.test"] };

beforeAll(async () => {
  app = await makeApp();
  writeFileSync(file("alice.pem"), app.world.alice.key.export({ format: "pem", type: "pkcs8" }));
  writeFileSync(file("token"), "any");
  sealed = await submit("tls-client", ann);
  other = await submit("tls-client", { ...ann, subject: "CN=Mallory" });
  plain = await submit("tls-server", {});
});

/** Alice looks at the request as the attacker shows it, and says yes to everything that `--yes` stands for. */
const approveShown = async (shown: unknown, id: string, ...more: readonly string[]) => {
  const server = await startLyingServer(() => ({ body: shown }));
  const where = ["--server", server.url, "--token-file", file("token")];
  const who = ["--officer", "alice", "--key", file("alice.pem"), "--yes"];
  const ended = await runCommand(addApprove, [...where, "approve", id, ...who, ...more]);
  server.close();
  return { ...ended, statements: server.statements as readonly SignedStatement[] };
};

/** A plan of the attacker's, with everything around it made to fit. */
const replanned = (r: RequestAnswer, change: Partial<RequestAnswer["plan"]>): RequestAnswer => {
  const plan = { ...r.plan, ...change };
  const digest = canonicalDigest(plan);
  const tbs = "plain" in plan.tbs ? plan.tbs.plain : r.tbs;
  return { ...r, plan, digest, tbs, statement: { ...r.statement, digest, requester: plan.requester } };
};

const withExtensions = (r: RequestAnswer, ...extensions: readonly Extension[]): RequestAnswer => {
  const tbs = expectOk(parseTbsCertificate(fromBase64url(r.tbs ?? "") ?? new Uint8Array()));
  const kept = tbs.extensions.filter((e) => !extensions.some((x) => x.oid === e.oid));
  return replanned(r, { tbs: plainMaterial(encodeTbsCertificate({ ...tbs, extensions: [...kept, ...extensions] })) });
};

describe("an honest server gets what was shown, signed", () => {
  test.for([
    { name: "a plan that stands openly", of: () => plain, shows: "subject    CN=www.example.test" },
    { name: "a sealed plan", of: () => sealed, shows: "subject    CN=Ann Example" },
  ])("$name", async ({ of, shows }) => {
    const r = of();
    const ended = await approveShown(r, r.id);
    expect([ended.message, ended.status, ended.statements.length]).toEqual(["", 0, 1]);
    expect(ended.stderr).toContain(shows);
    expect(ended.stderr).not.toContain("ALARM");
    const { requester, digest } = r;
    const subject = { ledger: LEDGER, operation: "certificate.issue", subject: r.id, digest, requester } as const;
    const officer = () => ({ ...app.world.alice, mayApprove: true });
    const now = new Date().toISOString() as Instant;
    expect(judge(ended.statements[0] as SignedStatement, subject, officer, now)).toMatchObject({ ok: true });
  });
});

describe("a sealed plan cannot be swapped under the approver", () => {
  test.for<{ name: string; lie: () => RequestAnswer; code: string }>([
    {
      name: "harmless bytes beside another's commitment",
      code: "cli.plan-mismatch",
      lie: () => ({ ...sealed, tbs: other.tbs }),
    },
    {
      name: "harmless bytes with the salt of their own",
      code: "cli.plan-mismatch",
      lie: () => ({ ...sealed, tbs: other.tbs, salt: other.salt }),
    },
    { name: "no salt", code: "cli.plan-mismatch", lie: () => ({ ...sealed, salt: null }) },
    {
      name: "a salt of another length",
      code: "cli.plan-mismatch",
      lie: () => ({ ...sealed, salt: `${sealed.salt}AA` }),
    },
    { name: "no bytes at all", code: "cli.not-confirmed", lie: () => ({ ...sealed, tbs: null }) },
    {
      name: "another's plan under this request's id",
      code: "cli.plan-mismatch",
      lie: () => ({ ...other, id: sealed.id, statement: { ...other.statement, subject: sealed.id } }),
    },
    {
      name: "the plan that was shown, and another's digest",
      code: "cli.plan-mismatch",
      lie: () => ({ ...sealed, digest: other.digest, statement: { ...sealed.statement, digest: other.digest } }),
    },
  ])("$name", async ({ lie, code }) => {
    const { status, code: ended, statements } = await approveShown(lie(), sealed.id, "--yes-authority");
    expect([status, ended, statements]).toEqual([1, code, []]);
  });
});

describe("nothing is signed because the server says so", () => {
  const statement = (change: object) => (): RequestAnswer => ({
    ...plain,
    statement: { ...plain.statement, ...change },
  });
  test.for<{ name: string; lie: () => RequestAnswer; code?: string; more?: readonly string[] }>([
    { name: "another operation", lie: statement({ operation: "officer.enrol" }) },
    { name: "another subject", lie: statement({ subject: "mallory" }) },
    { name: "another requester", lie: statement({ requester: "service:other" }) },
    { name: "nobody as requester, as at a founding", lie: statement({ requester: null }) },
    { name: "another ledger than the officer's", lie: statement({ ledger: "other/1" }), more: ["--ledger", LEDGER] },
    {
      name: "a requester who is not the plan's",
      lie: () => ({ ...plain, requester: "service:other" }),
      code: "cli.plan-mismatch",
    },
    {
      name: "other bytes beside a plan that stands openly",
      lie: () => ({ ...plain, tbs: sealed.tbs }),
      code: "cli.plan-mismatch",
    },
    { name: "a plan of bytes that are no certificate", lie: () => replanned(plain, { tbs: { plain: "MAA" } }) },
  ])("$name", async ({ lie, code = "cli.not-confirmed", more = [] }) => {
    const ended = await approveShown(lie(), plain.id, "--yes-authority", ...more);
    expect([ended.status, ended.code, ended.statements]).toEqual([1, code, []]);
  });
});

describe("a harmless label on what is none: --yes does not say yes to it", () => {
  test.for<{ name: string; lie: () => RequestAnswer; says: string }>([
    {
      name: "an authority",
      lie: () => withExtensions(plain, basicConstraints({ isCa: true }), keyUsage(["keyCertSign", "cRLSign"])),
      says: "ALARM      the certificate may issue certificates, and was not asked for as one that does",
    },
    {
      name: "a key that signs certificates, of no authority",
      lie: () => withExtensions(plain, keyUsage(["digitalSignature", "keyCertSign"])),
      says: "ALARM      the certificate may issue certificates",
    },
    {
      name: "a responder",
      lie: () => withExtensions(plain, extendedKeyUsage(["serverAuth", "ocspSigning"])),
      says: "ALARM      the certificate may answer OCSP for its issuer",
    },
    {
      name: "an authority that this program cannot read, and others can",
      lie: () =>
        withExtensions(plain, { oid: OID.basicConstraints, critical: true, value: Uint8Array.of(0x30, 3, 1, 1, 1) }),
      says: "basicConstraints (critical): CANNOT BE READ",
    },
    {
      name: "an authority, labelled as one",
      lie: () =>
        replanned(withExtensions(plain, basicConstraints({ isCa: true }), keyUsage(["keyCertSign", "cRLSign"])), {
          purpose: { for: "authority", authority: "web-ca" },
        }),
      says: "extension  basicConstraints (critical): AUTHORITY, of any depth",
    },
    {
      name: "a serial number of another",
      lie: () => replanned(plain, { serial: other.plan.serial }),
      says: "ALARM      the serial number in the bytes is not the plan's",
    },
    {
      name: "another issuer",
      lie: () => replanned(plain, { issuer: "0".repeat(32) }),
      says: "ALARM      the issuer in the bytes is not the plan's",
    },
  ])("$name", async ({ lie, says }) => {
    const ended = await approveShown(lie(), plain.id);
    expect([ended.status, ended.code, ended.statements]).toEqual([2, "cli.not-confirmed", []]);
    expect(ended.stderr).toContain(says);
    const sure = await approveShown(lie(), plain.id, "--yes-authority");
    expect([sure.status, sure.statements.length]).toEqual([0, 1]);
  });

  test("and a denial needs no second yes", async () => {
    const forged = withExtensions(plain, basicConstraints({ isCa: true }));
    const { status, statements } = await approveShown(forged, plain.id, "--deny");
    expect([status, statements[0]?.statement.decision]).toEqual([0, "deny"]);
  });
});

test("what was erased can be denied, and not approved", async () => {
  const erased = { ...sealed, tbs: null, salt: null };
  const { status, statements } = await approveShown(erased, sealed.id, "--deny");
  expect([status, statements[0]?.statement]).toMatchObject([0, { decision: "deny", digest: sealed.digest }]);
});

test("a request that a mandate speaks for says so", async () => {
  const { stderr } = await approveShown({ ...plain, mandate: "web-servers" }, plain.id, "--deny");
  expect(stderr).toContain("state      planned, under the mandate web-servers");
});

test("text of the attacker's does not move the cursor", async () => {
  const finding = { rule: "x\u001b[2J", severity: "warning" as const, detail: "y\rz\u202e\u200b     digest" };
  const { stderr } = await approveShown(replanned(plain, { findings: [finding] }), plain.id);
  expect(stderr).toContain("warning    y\\u{d}z\\u{202e}\\u{200b} \\u{20}\\u{20}\\u{20}\\u{20}digest (x\\u{1b}[2J)");
});

test.for<{ name: string; body: unknown }>([
  { name: "nothing", body: "" },
  { name: "a page", body: "<html></html>" },
  { name: "null", body: "null" },
  { name: "a list", body: [] },
  { name: "an object with nothing in it", body: {} },
  { name: "a plan with more than a plan has", body: () => ({ ...plain, plan: { ...plain.plan, also: "this" } }) },
  {
    name: "a statement for no ledger",
    body: () => ({ ...plain, statement: { ...plain.statement, ledger: "\u001b" } }),
  },
])("an answer that is none is said to be none: $name", async ({ body }) => {
  const { status, code, statements } = await approveShown(typeof body === "function" ? body() : body, plain.id);
  expect([status, code, statements]).toEqual([3, "cli.answer-unreadable", []]);
});

test("a plan that no canonical JSON can hold is a lie too", async () => {
  const finding = { rule: "\ud800", severity: "warning" as const, detail: "" };
  const body = { ...plain, plan: { ...plain.plan, findings: [finding] } };
  expect(await approveShown(body, plain.id)).toMatchObject({ status: 1, code: "cli.plan-mismatch", statements: [] });
});
