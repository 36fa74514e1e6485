/** The policy over the API, and what nobody does alone. */
import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { beforeAll, expect, test } from "vitest";
import { ProposalSchema, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { crlStream } from "../../domain/kernel/stream.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { type App, makeApp } from "../support/app.ts";
import { signed } from "../support/officer.ts";

let app: App;
let place: string;
beforeAll(async () => {
  app = await makeApp();
  const authorities = app.world.ports.queries.authorities();
  const der = fromBase64url(authorities.find((a) => a.id === "web-ca")?.der ?? "");
  const own = der && parseCertificate(der);
  if (!own?.ok) throw new TypeError("no authority");
  place = `${authorities.find((a) => a.id === "root")?.issuer}/${own.value.fields.serial}`;
});

const status = async () => (await app.call("operator:admin", "GET", `/v1/certificates/${place}`)).body.status;
const codeOf = ({ status: code, body }: Awaited<ReturnType<App["call"]>>) => [code, body.type];

test("what every act needs is told, also what has no rule of its own", async () => {
  const { body } = await app.call("operator:admin", "GET", "/v1/policy");
  expect(body).toMatchObject({ version: 1, revocationsAtOnce: 20 });
  expect(body.rules).toContainEqual({
    act: "authority.certify",
    approvals: 2,
    group: null,
    forms: ["key", "webauthn", "cms"],
  });
});

test("a revoker alone revokes no authority, and not many at once", async () => {
  const revoke = await app.call("officer:alice", "POST", `/v1/certificates/${place}/revocation`, {
    reason: "superseded",
  });
  expect(codeOf(revoke)).toEqual([403, "urn:cartulary:problem:certificate.needs-order"]);
  const [issuer, serial] = place.split("/");
  const items = Array.from({ length: 21 }, () => ({ issuer, serial, reason: "superseded" }));
  const many = await app.call("officer:alice", "POST", "/v1/batches/revocations", { items });
  expect(codeOf(many)).toEqual([403, "urn:cartulary:problem:certificate.needs-order"]);
  const one = await app.call("officer:alice", "POST", "/v1/batches/revocations", { items: items.slice(0, 20) });
  expect(one.status).toBe(200);
  expect(await status()).toBe("good");
});

test("officers order it: tried out it changes nothing, handed in it is done at once", async () => {
  const [issuer, serial] = place.split("/");
  const order = { id: randomUUID(), certificates: [{ issuer, serial }], reason: "cACompromise", invalidSince: null };
  const proposed = await app.call("operator:admin", "POST", "/v1/governance/proposals", {
    type: "OrderRevocation",
    order,
  });
  const proposal = v.parse(ProposalSchema, proposed.body);
  const { alice, bob } = app.world;
  const approvals = [alice, bob].map((o) => signed(o, subjectOfProposal(proposal)));
  const handIn = (query = "") =>
    app.call("operator:admin", "POST", `/v1/governance/changes${query}`, { change: proposal.change, approvals });
  const tried = await handIn("?dryRun=true");
  expect(tried.body).toMatchObject({ dryRun: true, status: 201 });
  expect(tried.body.events).toMatchObject([{ type: "RevocationOrdered" }, { type: "CertificateRevoked" }]);
  expect(await status()).toBe("good");
  const done = await handIn();
  expect([done.status, done.body.type]).toEqual([201, "RevocationOrdered"]);
  expect(await status()).toBe("revoked");
  // The list says it already.
  const key = app.world.ports.queries.authorities().find((a) => a.id === "root")?.key ?? "";
  const last = (await app.world.store.readStream(crlStream(key, 0))).at(-1);
  const published = JSON.parse(new TextDecoder().decode(last?.bytes)) as { type: string };
  expect([published.type, app.world.ports.queries.revokedEntries(key, 0).entries.length]).toEqual(["CrlPublished", 1]);
});
