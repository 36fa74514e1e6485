/** What the command line signs, in each form, holds for the verifier and for others' programs. */
import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compactVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readSigner } from "../../../adapters/cli/statement-signer.ts";
import { openPkcs11Module } from "../../../adapters/pkcs11/module.ts";
import type { Digest } from "../../../domain/kernel/brand.ts";
import { fromBase64url, toBase64url } from "../../../domain/kernel/bytes.ts";
import { addSeconds, fromMillis } from "../../../domain/kernel/instant.ts";
import type { Credential } from "../../../domain/statement/credential.ts";
import { STATEMENT_FORMS } from "../../../domain/statement/form.ts";
import { statementMessage } from "../../../domain/statement/statement.ts";
import { judge, type Subject } from "../../../domain/statement/verdict.ts";
import { makeOfficer } from "../../support/officer.ts";
import { cardsDirectory, certificateOf, makeCard } from "../../support/openssl-cms.ts";
import { hasSoftHsm, openSoftHsm, type SoftHsm } from "../../support/softhsm.ts";

const { dir, remove } = cardsDirectory();
afterAll(remove);

const subject: Subject = {
  ledger: "test/ledger",
  operation: "certificate.issue",
  subject: "0".repeat(32),
  digest: "A".repeat(43) as Digest,
  requester: null,
  forms: STATEMENT_FORMS,
};
const officer = makeOfficer("alice");
const verdict = (signed: Parameters<typeof judge>[0], credential: Credential): string => {
  const alice = { id: "alice", spki: officer.spki, mayApprove: true, credentials: [{ credential }] };
  const judged = judge(signed, subject, () => alice, addSeconds(fromMillis(Date.now()), 1));
  return judged.ok ? "ok" : judged.error.code;
};
const ofCard = ({ certificate }: { readonly certificate: string }): Credential => ({
  kind: "cms",
  id: "card",
  officer: "alice",
  certificate,
});

test.for(["p256", "rsa"] as const)("under a certificate, %s: for the verifier and for openssl", async (kind) => {
  const card = makeCard(dir, kind, kind);
  const [key, certificate] = [join(dir, `${kind}.key`), join(dir, `${kind}.pem`)];
  const signed = await (await readSigner({ form: "cms", key, certificate })).sign("alice", subject, "approve");
  expect(verdict(signed, ofCard(card))).toBe("ok");
  if (signed.form !== "cms") throw new TypeError("another form");
  writeFileSync(join(dir, "cms"), fromBase64url(signed.signedData) ?? new Uint8Array());
  writeFileSync(join(dir, "content"), statementMessage(signed.statement));
  const files = ["-in", "cms", "-content", "content", "-CAfile", `${kind}.pem`];
  const checked = spawnSync(
    "openssl",
    ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any", ...files],
    { cwd: dir },
  );
  expect(String(checked.stderr)).toContain("Verification successful");
});

describe.skipIf(!hasSoftHsm)("on a smart card", () => {
  const ID = "0a1b";
  let hsm: SoftHsm;
  let certificate: string;
  beforeAll(async () => {
    hsm = openSoftHsm("alice's card");
    const { pin, library, label } = hsm;
    const module = openPkcs11Module({ library, token: { label }, pin });
    const { spki } = await module.generate(ID, "ec-p256");
    certificate = await certificateOf(dir, "on-card", spki, (tbs) => module.sign(ID, tbs, "ecdsa-sha256"));
    await module.close();
    vi.stubEnv("CARTULARY_OFFICER_PIN", pin);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    hsm.remove();
  });
  const options = () => ({
    form: "cms" as const,
    certificate: join(dir, "on-card.pem"),
    pkcs11: hsm.library,
    token: hsm.label,
    keyId: ID,
  });

  test("the key signs where it is, for the verifier", async () => {
    const signed = await (await readSigner(options())).sign("alice", subject, "approve");
    expect(verdict(signed, ofCard({ certificate }))).toBe("ok");
  });

  test("another key, no card and a wrong PIN sign nothing", async () => {
    makeCard(dir, "elsewhere");
    const by = async (change: object) =>
      (await readSigner({ ...options(), ...change })).sign("alice", subject, "approve");
    await expect(by({ certificate: join(dir, "elsewhere.pem") })).rejects.toThrow("is not the certificate's");
    await expect(by({ keyId: "ff" })).rejects.toThrow("has no key ff");
    await expect(by({ token: "none" })).rejects.toThrow("module.unavailable");
    await expect(by({ token: undefined })).rejects.toThrow("needs --token");
    await expect(by({ form: "key" })).rejects.toThrow("goes with --form cms");
    vi.stubEnv("CARTULARY_OFFICER_PIN", "wrong");
    await expect(by({})).rejects.toThrow("module.pin-incorrect");
  });
});

test.for(["ed25519", "p256"] as const)("as a machine, %s: for the verifier and for jose", async (kind) => {
  const machine = makeOfficer("machine", kind);
  const file = join(dir, `machine-${kind}.pem`);
  writeFileSync(file, machine.key.export({ format: "pem", type: "pkcs8" }));
  const signer = await readSigner({ form: "jws", key: file, credential: "machine" });
  const signed = await signer.sign("alice", subject, "approve");
  expect(verdict(signed, { kind: "jws", id: "machine", officer: "alice", spki: machine.spki })).toBe("ok");
  if (signed.form !== "jws") throw new TypeError("another form");
  const { payload } = await compactVerify(signed.jws, createPublicKey(machine.key));
  expect(toBase64url(payload)).toBe(toBase64url(statementMessage(signed.statement)));
});

test.for([
  {
    name: "a certificate of another key",
    of: { form: "cms", key: "a.key", certificate: "b.pem" },
    says: "is not the certificate",
  },
  { name: "no certificate", of: { form: "cms", key: "a.key" }, says: "needs --certificate" },
  { name: "what is no certificate", of: { form: "cms", key: "a.key", certificate: "a.key" }, says: "a.key" },
  { name: "an RSA key as one's own", of: { form: "key", key: "r.key" }, says: "must be Ed25519 or P-256" },
  { name: "no credential", of: { form: "jws", key: "a.key" }, says: "needs --credential" },
] as const)("nothing is signed with $name", async ({ of, says }) => {
  makeCard(dir, "a");
  makeCard(dir, "b");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(dir, "r.key"), privateKey.export({ format: "pem", type: "pkcs8" }));
  const at = (name: string): string => join(dir, name);
  const options = { ...of, key: at(of.key), ...("certificate" in of && { certificate: at(of.certificate) }) };
  await expect(readSigner(options)).rejects.toThrow(says);
});
