import { fc } from "@fast-check/vitest";
import { changeOf } from "../../../domain/governance/change.ts";
import type { GovernanceCommand } from "../../../domain/governance/decider.ts";
import type { GovernanceEvent } from "../../../domain/governance/events.ts";
import type { Founding } from "../../../domain/governance/founding.ts";
import type { Login } from "../../../domain/governance/login.ts";
import type { Officer } from "../../../domain/governance/officer.ts";
import type { Order } from "../../../domain/governance/order.ts";
import { firstPolicy } from "../../../domain/governance/policy.ts";
import type { Role } from "../../../domain/governance/roles.ts";
import type { Token } from "../../../domain/governance/token.ts";
import type { Digest } from "../../../domain/kernel/brand.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { builtInProfiles } from "../../../domain/policy/built-in.ts";
import type { Credential } from "../../../domain/statement/credential.ts";
import { mandateOf } from "../../domain/policy/mandate/case.ts";
import { jwsHeader, jwsSigned } from "../../support/jws.ts";
import { makeOfficer, signed, statementOf, type TestOfficer } from "../../support/officer.ts";
import { nextVersion } from "../../support/profile.ts";
import { gapOf, witnessOf } from "../../support/witness.ts";
import { alice, bob, carol, hex32, instant, LEDGER, OFFICERS, T0 } from "./arbitrary.ts";

const officerOf = (who: TestOfficer, id = who.id): Officer => ({
  id,
  name: { subject: hex32, iv: "", ct: "", cm: "A".repeat(43) as Digest },
  spki: who.spki,
  roles: ["approver", "revoker"],
});
const founding: Founding = {
  ledger: LEDGER,
  quorum: 2,
  officers: [alice, bob].map((o) => officerOf(o)),
  profiles: [...builtInProfiles],
};

const token: Token = {
  id: "00000000-0000-8000-8000-000000000000",
  digest: "T".repeat(43) as Digest,
  holder: "service:web",
  notAfter: "2036-01-01T00:00:00.000Z" as Instant,
};

const login: Login = {
  id: "00000000-0000-8000-8000-000000000001",
  holder: "officer:bob",
  by: { way: "password", verifier: "V".repeat(43) as Digest },
};

const machine = makeOfficer("machine");
const credential: Credential = { kind: "jws", id: "machine", officer: "bob", spki: machine.spki };
const header = jwsHeader("EdDSA", "machine");
const mandate = mandateOf();
const policy = firstPolicy(2);
const profile = nextVersion("tls-server");
const order: Order = {
  id: "00000000-0000-8000-8000-00000000000f",
  certificates: [{ issuer: hex32 as never, serial: "4f" as never }],
  reason: "cACompromise",
  invalidSince: null,
};
const role: Role = { id: "desk", rights: ["requests.read"], logins: 1 };
const assignment = { actor: "service:web", roles: ["requester", "auditor"] };
const group = { id: "team", members: ["service:web"], authorities: ["web-ca"] };
const witnessing = { witnesses: [witnessOf("witness.example/w1").witness], quorum: 1, gate: true };
const gap = gapOf(LEDGER);
const account = { actor: "service:web", person: "dave" };

/** Every change that is tried, and what is signed for it. */
const CHANGES: readonly (readonly [GovernanceCommand, GovernanceEvent])[] = [
  [
    { type: "Found", founding },
    { type: "LedgerFounded", body: { founding } },
  ],
  ...[officerOf(carol), officerOf(carol, "dave"), officerOf(bob)].map(
    (officer) =>
      [
        { type: "EnrolOfficer", officer },
        { type: "OfficerEnrolled", body: { officer } },
      ] as const,
  ),
  ...["carol", "bob", "nobody"].map(
    (officer) =>
      [
        { type: "RetireOfficer", officer },
        { type: "OfficerRetired", body: { officer } },
      ] as const,
  ),
  [
    { type: "DefineRole", role },
    { type: "RoleDefined", body: { role } },
  ],
  [
    { type: "AssignRoles", ...assignment },
    { type: "RolesAssigned", body: assignment },
  ],
  [
    { type: "DefineGroup", group },
    { type: "GroupDefined", body: { group } },
  ],
  [
    { type: "NamePerson", ...account },
    { type: "PersonNamed", body: account },
  ],
  [
    { type: "GrantMandate", mandate },
    { type: "MandateGranted", body: { mandate } },
  ],
  [
    { type: "SuspendMandate", mandate: mandate.id },
    { type: "MandateSuspended", body: { mandate: mandate.id } },
  ],
  [
    { type: "IssueToken", token },
    { type: "TokenIssued", body: { token } },
  ],
  [
    { type: "RevokeToken", token: token.id },
    { type: "TokenRevoked", body: { token: token.id } },
  ],
  [
    { type: "AdoptPolicy", policy },
    { type: "PolicyAdopted", body: { policy } },
  ],
  [
    { type: "PublishProfile", profile },
    { type: "ProfilePublished", body: { profile } },
  ],
  [
    { type: "RetireAuthority", authority: "web-ca" },
    { type: "AuthorityRetired", body: { authority: "web-ca" } },
  ],
  [
    { type: "OrderRevocation", order },
    { type: "RevocationOrdered", body: { order } },
  ],
  [
    { type: "LinkLogin", login },
    { type: "LoginLinked", body: { login } },
  ],
  [
    { type: "EndLogin", login: login.id },
    { type: "LoginEnded", body: { login: login.id } },
  ],
  [
    { type: "EnrolCredential", credential },
    { type: "CredentialEnrolled", body: { credential } },
  ],
  [
    { type: "WithdrawCredential", credential: credential.id },
    { type: "CredentialWithdrawn", body: { credential: credential.id } },
  ],
  [
    { type: "AppointWitnesses", ...witnessing },
    { type: "WitnessesAppointed", body: witnessing },
  ],
  [
    { type: "AcceptGap", ...gap },
    { type: "GapAccepted", body: gap },
  ],
].map(([command, event]) => [
  { ...(command as object), approvals: [], now: T0 } as unknown as GovernanceCommand,
  { ...(event as GovernanceEvent), body: { ...(event as GovernanceEvent).body, approvals: [] } } as GovernanceEvent,
]);

const signers = fc.oneof(
  { weight: 2, arbitrary: fc.constant([alice, bob]) },
  { weight: 1, arbitrary: fc.constant(OFFICERS) },
  { weight: 1, arbitrary: fc.subarray(OFFICERS) },
);

const signedBy = ([command, event]: (typeof CHANGES)[number], by: readonly TestOfficer[], now: Instant) => {
  const subject = { ledger: LEDGER, requester: null, ...changeOf(event) };
  const approvals = by.map((o) => signed(o, subject));
  // Its officer shows that they hold it.
  const held = event.type === "CredentialEnrolled" ? [jwsSigned(machine.key, statementOf(bob, subject), header)] : [];
  return { ...command, now, approvals: [...approvals, ...held] };
};

export const governanceCommand: fc.Arbitrary<GovernanceCommand> = fc
  .tuple(fc.constantFrom(...CHANGES), signers, instant)
  .map(([change, by, now]) => signedBy(change, by, now));

/** Most begin with the founding: before it every other change is refused. */
export const governanceCommands = (
  sequence: fc.Arbitrary<readonly GovernanceCommand[]>,
): fc.Arbitrary<readonly GovernanceCommand[]> => {
  const [found] = CHANGES;
  if (found === undefined) throw new TypeError("no founding");
  return fc.oneof(
    { weight: 4, arbitrary: sequence.map((rest) => [signedBy(found, [alice, bob], T0), ...rest]) },
    { weight: 1, arbitrary: sequence },
  );
};
