/** Officers' security keys over HTTP: registered, enrolled, listed; a request approved with one. */
import { sign } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../domain/governance/change.ts";
import type { Proposal } from "../../domain/governance/proposal.ts";
import { subjectOfProposal } from "../../domain/governance/proposal.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import type { WebauthnCredential } from "../../domain/statement/credential.ts";
import type { Statement } from "../../domain/statement/statement.ts";
import { type App, makeApp } from "../support/app.ts";
import { asserted, cbor, makeAuthenticator, PAGE, registered } from "../support/authenticator.ts";
import { makeCsr } from "../support/csr.ts";
import { signed, statementOf } from "../support/officer.ts";

let app: App;
const key = makeAuthenticator();
const ADMIN = "operator:admin";

beforeAll(async () => {
  app = await makeApp();
});

const registration = async (id: string, officer = "alice") =>
  await app.call(ADMIN, "GET", `/v1/governance/credentials/registration?officer=${officer}&id=${id}&rpId=${PAGE.rpId}`);
const propose = (credential: WebauthnCredential) =>
  app.call(ADMIN, "POST", "/v1/governance/proposals", { type: "EnrolCredential", credential });
const made = async (id: string): Promise<WebauthnCredential> => {
  const { body } = await registration(id);
  return registered(key, { id, officer: "alice" }, { challenge: body.challenge as string });
};

describe("enrolment", () => {
  test("a browser is asked for ledger, officer and credential; what is asked again is the same", async () => {
    const one = (await registration("yubi")).body;
    expect(one).toMatchObject({ rp: { id: PAGE.rpId }, user: { name: "alice" }, attestation: "direct" });
    expect((await registration("yubi")).body.challenge).toBe(one.challenge);
    expect((await registration("other")).body.challenge).not.toBe(one.challenge);
    expect((await registration("yubi", "carol")).status).toBe(404);
    expect(
      (await app.call(ADMIN, "GET", "/v1/governance/credentials/registration?officer=alice&id=x&rpId=a/b")).status,
    ).toBe(400);
  });

  test("an attestation that does not verify is not even proposed", async () => {
    const credential = await made("yubi");
    const object = Buffer.from(credential.attestation.object, "base64url");
    // The same data under the signature of somebody else's: "packed", by itself.
    const data = object.subarray(
      object.indexOf("authData") + 10 + (object[object.indexOf("authData") + 8] === 0x59 ? 1 : 0),
    );
    const packed = cbor(
      new Map<string, unknown>([
        ["fmt", "packed"],
        [
          "attStmt",
          new Map<string, unknown>([
            ["alg", -7],
            ["sig", sign("sha256", Buffer.from("x"), makeAuthenticator().privateKey)],
          ]),
        ],
        ["authData", data],
      ]),
    );
    const forged = { ...credential, attestation: { ...credential.attestation, object: packed.toString("base64url") } };
    const answer = await propose(forged);
    expect([answer.status, answer.body.type, answer.body.detail]).toEqual([
      422,
      "urn:cartulary:problem:governance.credential-unusable",
      "the attestation does not verify",
    ]);
  });

  test("enough officers and the key itself sign; then it is listed", async () => {
    const proposal = (await propose(await made("yubi"))).body as unknown as Proposal;
    const subject = subjectOfProposal(proposal);
    const approvals = [app.world.alice, app.world.bob].map((o) => signed(o, subject));
    const change: Change = proposal.change as Change;
    const without = await app.call(ADMIN, "POST", "/v1/governance/changes", { change, approvals });
    expect([without.status, without.body.type]).toEqual([422, "urn:cartulary:problem:governance.possession-unproven"]);
    const own = asserted(key, "yubi", statementOf(app.world.alice, subject));
    const done = await app.call(ADMIN, "POST", "/v1/governance/changes", { change, approvals: [...approvals, own] });
    expect([done.status, done.body.type]).toEqual([201, "CredentialEnrolled"]);
    const listed = await app.call(ADMIN, "GET", "/v1/governance/credentials?officer=alice&kind=webauthn");
    expect(listed.body.items).toMatchObject([{ id: "yubi", isActive: true, counter: 1, rpId: PAGE.rpId }]);
  });
});

describe("approval", () => {
  test("the server prepares the statement and what the browser asks; the assertion approves", async () => {
    const csr = encodePem("CERTIFICATE REQUEST", await makeCsr());
    const submitted = await app.call("service:web", "POST", "/v1/requests", {
      authority: "web-ca",
      profile: "tls-server",
      csr,
    });
    const path = `/v1/requests/${submitted.body.id}`;
    const { body } = await app.call(ADMIN, "GET", `${path}/statement?approver=alice`);
    const assertion = body.assertion as { challenge: string; allowCredentials: { id: string }[]; credentials: object };
    const id = key.credentialId.toString("base64url");
    expect(assertion).toMatchObject({ rpId: PAGE.rpId, allowCredentials: [{ id }], credentials: { [id]: "yubi" } });
    expect((await app.call(ADMIN, "GET", `${path}/statement?approver=bob`)).body.assertion).toBeNull();
    const statement = body.statement as Statement;
    const wrong = asserted(key, "yubi", statement, { challenge: "AAAA" });
    const refused = await app.call(ADMIN, "POST", `${path}/approvals`, wrong);
    expect([refused.status, refused.body.type]).toEqual([422, "urn:cartulary:problem:statement.form-violated"]);
    const right = asserted(key, "yubi", statement, { challenge: assertion.challenge });
    const approved = await app.call(ADMIN, "POST", `${path}/approvals`, right);
    expect([approved.status, approved.body.approvers]).toEqual([200, ["alice"]]);
  });
});
