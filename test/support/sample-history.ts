/** A history in which every type of event occurs, made by the processes themselves. */
import { randomUUID } from "node:crypto";
import type { Change } from "../../domain/governance/change.ts";
import type { Order } from "../../domain/governance/order.ts";
import { firstPolicy } from "../../domain/governance/policy.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { EVERYTHING } from "../../domain/kernel/event-filter.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { expectOk, ok } from "../../domain/kernel/result.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import type { Recorded } from "../../domain/ports/event-store.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { carryOutOrder } from "../../domain/process/carry-out-order.ts";
import { createAuthority } from "../../domain/process/create-authority.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import { issue } from "../../domain/process/issue.ts";
import { cancelRequest, judgeRequest } from "../../domain/process/judge-request.ts";
import { publishCrl } from "../../domain/process/publish-crl.ts";
import { renewAuthorityRequest } from "../../domain/process/renew-request.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import type { StatusChange } from "../../domain/process/status-change.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { watchAttempts } from "../../domain/process/watch-attempts.ts";
import { disableWebhook, registerWebhook, removeWebhook } from "../../domain/process/webhook/manage.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import { asserted, makeAuthenticator } from "./authenticator.ts";
import { enrolCredential, registeredFor } from "./credential.ts";
import { makeCsr } from "./csr.ts";
import { grant, suspend } from "./mandate.ts";
import { makeOfficer, signed, signedChange, statementOf } from "./officer.ts";
import { nextVersion } from "./profile.ts";
import { makeSealingKey, makeTestWitness, sealNow } from "./sealed.ts";
import { gapOf, witnessOf } from "./witness.ts";
import {
  ALICE,
  approve,
  approveAndIssue,
  LEDGER,
  loadRequest,
  makeFounding,
  makeWorld,
  OPERATOR,
  WEB,
  type World,
  withHierarchy,
} from "./world.ts";

const submit = async (world: World, profile: "tls-server" | "tls-client" = "tls-server"): Promise<string> => {
  const wanted = { authority: "web-ca", profile, csr: await makeCsr(), note: "please" };
  return expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted)).id;
};

const LOGIN = "00000000-0000-8000-8000-00000000000a";

/** A mandate, used once and suspended. */
const mandate = async (world: World): Promise<void> => {
  await grant(world);
  expectOk(await issue(world.ports, await submit(world)));
  await suspend(world, "web");
};

const govern = async (world: World): Promise<void> => {
  const carol = makeOfficer("carol");
  const [officer] = (await makeFounding(world.ports.vault, [carol])).officers;
  if (officer === undefined) throw new TypeError("no officer");
  const token = {
    id: randomUUID(),
    digest: "A".repeat(43) as never,
    holder: "service:web",
    notAfter: addSeconds(world.clock.now(), 60),
  };
  const officers = [world.alice, world.bob];
  const act = async (change: Change, by = officers) =>
    expectOk(await changeGovernance(world.ports, OPERATOR, randomUUID(), change, signedChange(LEDGER, change, by)));
  await act({ type: "EnrolOfficer", officer }, [...officers, carol]);
  await act({ type: "DefineRole", role: { id: "desk", rights: ["requests.read"], logins: 2 } });
  await act({ type: "AssignRoles", actor: "officer:carol", roles: ["desk"] });
  await act({ type: "DefineGroup", group: { id: "team", members: ["officer:carol"], authorities: ["team-ca"] } });
  await act({ type: "NamePerson", actor: "officer:carol", person: "carol" });
  await act({ type: "RetireOfficer", officer: "carol" });
  await act({ type: "IssueToken", token });
  await act({ type: "RevokeToken", token: token.id });
  const by = { way: "password", verifier: "A".repeat(43) as never } as const;
  await act({ type: "LinkLogin", login: { id: LOGIN, holder: "officer:alice", by } }, [world.alice]);
  await act({ type: "EndLogin", login: LOGIN }, [world.bob]);
};

/** A security key, enrolled, used and withdrawn. */
const credential = async (world: World): Promise<void> => {
  const key = makeAuthenticator();
  const yubi = registeredFor(key, { id: "alice-yubi", officer: "alice" });
  await enrolCredential(world, yubi, (subject) => asserted(key, yubi.id, statementOf(world.alice, subject)));
  const change: Change = { type: "WithdrawCredential", credential: yubi.id };
  const approvals = signedChange(LEDGER, change, [world.bob]);
  expectOk(await changeGovernance(world.ports, OPERATOR, randomUUID(), change, approvals));
};

/** A stricter policy, a shorter profile; an authority is retired, and its certificate revoked by order. */
const rule = async (world: World): Promise<void> => {
  const act = async (change: Change) =>
    expectOk(
      await changeGovernance(
        world.ports,
        OPERATOR,
        randomUUID(),
        change,
        signedChange(LEDGER, change, [world.alice, world.bob]),
      ),
    );
  const profile = nextVersion("tls-client", { durationSeconds: 30 * 86_400 });
  await act({ type: "PublishProfile", profile });
  await act({ type: "AdoptPolicy", policy: { ...firstPolicy(2), version: 2, revocationsAtOnce: 5 } });
  await act({ type: "AppointWitnesses", witnesses: [witnessOf("witness.example/w1").witness], quorum: 1, gate: false });
  await act({ type: "AcceptGap", ...gapOf(LEDGER) });
  await act({ type: "RetireAuthority", authority: "web-ca" });
  const web = world.ports.queries.authorities().find((a) => a.id === "web-ca");
  const der = web?.der == null ? undefined : fromBase64url(web.der);
  const own = der && parseCertificate(der);
  const root = world.ports.queries.authorities().find((a) => a.id === "root");
  if (!own?.ok || root === undefined) throw new TypeError("no authority");
  const order: Order = {
    id: randomUUID(),
    certificates: [{ issuer: root.issuer as never, serial: own.value.fields.serial as never }],
    reason: "cessationOfOperation",
    invalidSince: null,
  };
  await act({ type: "OrderRevocation", order });
  expectOk(await carryOutOrder(world.ports, OPERATOR, order));
};

/** An authority whose first request was denied. */
const renew = async (world: World): Promise<void> => {
  const wanted = { id: "spare", kind: "root", name: [{ type: "CN", value: "Spare" }], parent: null } as const;
  const { id } = expectOk(await createAuthority(world.ports, OPERATOR, randomUUID(), wanted));
  const no = signed(world.alice, subjectOf(LEDGER, await loadRequest(world, id)), { decision: "deny" });
  expectOk(await judgeRequest(world.ports, randomUUID(), id, no));
  expectOk(await renewAuthorityRequest(world.ports, OPERATOR, randomUUID(), wanted.id));
};

/** A webhook whose receiver left, and which was removed then. */
const webhooks = async ({ ports }: World): Promise<void> => {
  const parts = {
    ...ports,
    webhooks: { all: () => [], find: () => undefined },
    sender: { admits: () => ok(undefined) },
  };
  const wanted = { url: "https://hooks.example/cartulary", filter: { ...EVERYTHING, streams: ["certificate"] } };
  const { id } = expectOk(await registerWebhook(parts, OPERATOR, randomUUID(), wanted));
  await disableWebhook(ports, id);
  expectOk(await removeWebhook(ports, OPERATOR, randomUUID(), id));
};

export const sampleHistory = async (): Promise<readonly Recorded[]> => {
  const world = await withHierarchy(await makeWorld());
  const { ports } = world;
  await govern(world);
  await mandate(world);
  await renew(world);
  const outcome = expectOk(await approveAndIssue(world, await submit(world)));
  if (outcome.outcome !== "fulfilled") throw new TypeError("not fulfilled");
  const changes: readonly StatusChange[] = [
    { act: "hold" },
    { act: "release" },
    { act: "revoke", reason: "superseded", invalidSince: null },
  ];
  for (const change of changes) expectOk(await changeStatus(ports, ALICE, randomUUID(), outcome, change));
  expectOk(await cancelRequest(ports, WEB, randomUUID(), await submit(world)));
  const denied = await submit(world);
  const no = signed(world.bob, subjectOf(LEDGER, await loadRequest(world, denied)), { decision: "deny" });
  expectOk(await judgeRequest(ports, randomUUID(), denied, no));
  // Prepared while the module is away, and away for too long: the intent ends without a signature.
  const lost = await submit(world);
  expectOk(await approve(world, lost, world.alice));
  expectOk(await approve(world, lost, world.bob));
  const away = {
    ...ports,
    signer: { ...ports.signer, signCertificate: () => Promise.reject(new SignerFault("module.unavailable", true)) },
  };
  expectOk(await issue(away, lost));
  world.clock.advance(9 * 86_400);
  expectOk(await issue(ports, lost));
  await world.runner.catchUp();
  const authority = ports.queries.authorities().find((a) => a.id === "web-ca");
  if (authority === undefined) throw new TypeError("no authority");
  expectOk(await publishCrl(ports, authority, 0));
  const broken = {
    ...ports,
    signer: { ...ports.signer, signCrl: () => Promise.reject(new SignerFault("module.unavailable", true)) },
  };
  await publishCrl(broken, authority, 0).catch(() => undefined);
  const attempts = watchAttempts(ports);
  attempts.note("caller.unauthenticated");
  attempts.admit(LOGIN);
  await attempts.flush();
  await webhooks(world);
  await rule(world);
  await credential(world);
  await sealNow(ports, LEDGER, makeSealingKey(), [makeTestWitness("witness.example")]);
  return world.store.readAll("start", 10_000);
};
