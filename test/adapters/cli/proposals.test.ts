/** Proposals as files and as wishes on a command line: what is read, shown, and put together. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { wishOf } from "../../../adapters/cli/governance-gate.ts";
import { mergeProposals, proposalLines, readProposal, writeProposal } from "../../../adapters/cli/proposal-file.ts";
import { memoryKeys } from "../../../adapters/vault/memory-keys.ts";
import { vaultOver } from "../../../adapters/vault/vault.ts";
import { type Proposal, subjectOfProposal } from "../../../domain/governance/proposal.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { sealName } from "../../../domain/process/propose-change.ts";
import { makeOfficer, signed } from "../../support/officer.ts";

const directory = mkdtempSync(join(tmpdir(), "proposals-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);

const [alice, bob, carol] = [makeOfficer("alice"), makeOfficer("bob"), makeOfficer("carol")];
const sealed = expectOk(
  await sealName({ vault: vaultOver(memoryKeys()), entropy: { bytes: (n) => new Uint8Array(n) } }, "Carol Müller"),
);
const enrolment: Proposal = {
  v: 1,
  purpose: "cartulary.proposal",
  ledger: "test/1",
  change: {
    type: "EnrolOfficer",
    officer: { id: "carol", name: sealed.name, spki: carol.spki, roles: ["approver"] },
  },
  openings: sealed.openings,
  approvals: [],
};
const by = (proposal: Proposal, ...officers: readonly ReturnType<typeof makeOfficer>[]): Proposal => ({
  ...proposal,
  approvals: officers.map((o) => signed(o, subjectOfProposal(proposal))),
});

test("what is shown is what is signed, the name too", () => {
  const lines = proposalLines(by(enrolment, alice)).join("\n");
  for (const says of [
    "test/1",
    "carol, Carol Müller",
    "approver",
    subjectOfProposal(enrolment).digest,
    "signed by  alice",
  ])
    expect(lines).toContain(says);
});

test("a name that was not sealed in it is not shown as if it were", () => {
  const other = {
    ...enrolment,
    openings: { [sealed.name.subject]: { plaintext: "TWFsbG9yeQ", salt: "A".repeat(43) } },
  };
  const lines = proposalLines(other).join("\n");
  expect(lines).toContain("(the name cannot be seen)");
  expect(lines).not.toContain("Mallory");
});

test("copies come together, each signature once", () => {
  writeProposal(file("a.json"), by(enrolment, alice, carol));
  writeProposal(file("b.json"), by(enrolment, alice, bob));
  const merged = mergeProposals([file("a.json"), file("b.json")]);
  expect(merged.approvals.map((a) => a.statement.approver)).toEqual(["alice", "carol", "bob"]);
});

test("copies of different things do not", () => {
  writeProposal(file("a.json"), enrolment);
  writeProposal(file("b.json"), { ...enrolment, change: { type: "RetireOfficer", officer: "carol" } });
  writeProposal(file("c.json"), { ...enrolment, ledger: "test/2" });
  for (const other of ["b.json", "c.json"])
    expect(() => mergeProposals([file("a.json"), file(other)])).toThrow("proposes something else");
});

test.for<{ name: string; content: string; says: string }>([
  { name: "no JSON", content: "-----BEGIN PRIVATE KEY-----", says: "cannot be read" },
  { name: "no proposal", content: "{}", says: "is no proposal" },
  { name: "a field too many", content: JSON.stringify({ ...enrolment, more: 1 }), says: "is no proposal (more)" },
])("a file that is $name", ({ content, says }) => {
  writeFileSync(file("bad.json"), content);
  expect(() => readProposal(file("bad.json"))).toThrow(says);
});

test.for<{ name: string; wish: unknown; says: RegExp }>([
  { name: "an id that is none", wish: { type: "RetireOfficer", officer: "Bob" }, says: /^officer: / },
  { name: "a token's id that is none", wish: { type: "RevokeToken", token: "x" }, says: /^token: / },
  {
    name: "a holder that is none",
    wish: {
      type: "IssueToken",
      token: {
        id: "00000000-0000-8000-8000-000000000001",
        digest: "A".repeat(43),
        holder: "somebody",
        notAfter: "2026-01-01T00:00:00.000Z",
      },
    },
    says: /^holder: /,
  },
  {
    name: "a role that is none",
    wish: { type: "EnrolOfficer", officer: { id: "x", name: "X", spki: "AA", roles: ["king"] } },
    says: /^roles/,
  },
])("a wish with $name is refused before anybody is asked", ({ wish, says }) => {
  expect(() => wishOf(wish)).toThrow(says);
});
