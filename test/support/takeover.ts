/**
 * The stage of an attack on real parts: a home made by `cartulary init`, its signer as a process of its own with OpenSC's spy
 * before the token, two authorities and a responder, an officer who came and went, and an intruder in the API.
 */
import { randomUUID } from "node:crypto";
import type { DomainEvent } from "../../domain/catalogue.ts";
import type { Change } from "../../domain/governance/change.ts";
import type { Officer } from "../../domain/governance/officer.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { plainMaterial } from "../../domain/kernel/sealed.ts";
import { GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import { fillValidity, type Validity } from "../../domain/pki/tbs-certificate.ts";
import type { Signer } from "../../domain/ports/signer.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import type { Plan } from "../../domain/request/events.ts";
import type { SignedStatement } from "../../domain/statement/statement.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { type Attacker, approved, attackerOf, plannedBytes } from "./attacker.ts";
import { forge } from "./forge.ts";
import { type Intruder, openIntruder } from "./intruder.ts";
import { makeOfficer, signedChange, type TestOfficer } from "./officer.ts";
import { makeHome, startSigner } from "./server.ts";
import { type Spy, spyOnSigner } from "./softhsm.ts";
import {
  approve,
  foundingApprovals,
  type Ground,
  LEDGER,
  loadRequest,
  makeFounding,
  OPERATOR,
  withHierarchy,
} from "./world.ts";

export type Asked = ReturnType<Signer["signCertificate"]>;
export type Made = { readonly id: string; readonly plan: Plan };
type Enrolment = Extract<DomainEvent, { type: "OfficerEnrolled" }>;

/** The intruder's own keys. */
export const mallory = makeOfficer("mallory");
export const mallet = makeOfficer("mallet");
/** Alice and bob as the intruder would have them: their names, other keys. */
export const IMPOSTORS = [
  { ...mallory, id: "alice" },
  { ...mallet, id: "bob" },
] as const;

export const given = (...approvals: readonly SignedStatement[]): DomainEvent[] =>
  approvals.map((approval) => ({ type: "ApprovalGiven", body: { approval } }));

export type Takeover = {
  readonly ground: Ground;
  readonly intruder: Intruder;
  readonly attacker: Attacker;
  readonly spy: Spy;
  /** Carol was enrolled, approved this request beside alice, and was retired before it was signed for. */
  readonly carols: Made;
  readonly enrolment: Enrolment;
  /** Revision of carol's retirement. */
  readonly retirement: number;
  readonly subject: (id: string) => Promise<Subject>;
  readonly authorityKey: (id: string) => string;
  readonly officerOf: (who: TestOfficer) => Promise<Officer>;
  /** A request that both officers really approved. */
  readonly bothApprove: () => Promise<Made>;
  /** Writes approvals into a request, claims that it is approved, prepares its certificate and asks for it. */
  readonly claim: (made: Made, approvals: readonly SignedStatement[]) => Asked;
  readonly prepareWithin: (plan: Plan, validity: Validity) => Promise<void>;
  /** Puts a founding of the intruder's own in the place of the real one. */
  readonly ownFounding: () => Promise<void>;
  /** Ends the signer and starts it again. */
  readonly restart: () => Promise<void>;
  readonly end: () => Promise<void>;
};

const officerIn =
  (ground: Ground) =>
  async (who: TestOfficer): Promise<Officer> => {
    const [officer] = (await makeFounding(ground.ports.vault, [who])).officers;
    if (officer === undefined) throw new TypeError("no officer");
    return officer;
  };

const comeAndGo = async (
  ground: Ground,
  attacker: Attacker,
): Promise<Pick<Takeover, "carols" | "enrolment" | "retirement">> => {
  const { ports, store, clock, alice, bob } = ground;
  const governed = { store, clock, governance: ports.governance };
  const carol = makeOfficer("carol");
  const officer = await officerIn(ground)(carol);
  const change = (what: Change, by: readonly TestOfficer[]) =>
    changeGovernance(governed, OPERATOR, randomUUID(), what, signedChange(LEDGER, what, by));
  const enrolled = expectOk(await change({ type: "EnrolOfficer", officer }, [alice, bob, carol])).events[0];
  const carols = await attacker.submit();
  expectOk(await approve(ground, carols.id, alice));
  expectOk(await approve(ground, carols.id, carol));
  const retired = expectOk(await change({ type: "RetireOfficer", officer: "carol" }, [alice, bob])).events[0];
  if (enrolled?.type !== "OfficerEnrolled" || retired === undefined) throw new TypeError("carol did not come and go");
  return { carols, enrolment: { type: enrolled.type, body: enrolled.body }, retirement: retired.revision };
};

export const takeOver = async (): Promise<Takeover> => {
  const home = makeHome();
  const spy = spyOnSigner(home.path);
  let signer = await startSigner(home);
  const intruder = await openIntruder(home);
  const { ground, file } = intruder;
  await withHierarchy(ground);
  const attacker = await attackerOf(ground);
  const carol = await comeAndGo(ground, attacker);
  return {
    ground,
    intruder,
    attacker,
    spy,
    ...carol,
    subject: async (id) => subjectOf(LEDGER, await loadRequest(ground, id)),
    authorityKey: (id) => ground.ports.queries.authorities().find((a) => a.id === id)?.key ?? "",
    officerOf: officerIn(ground),
    bothApprove: async () => {
      const made = await attacker.submit();
      expectOk(await approve(ground, made.id, ground.alice));
      expectOk(await approve(ground, made.id, ground.bob));
      return made;
    },
    claim: async ({ id, plan }, approvals) => {
      await forge(ground, requestStream(id), [...given(...approvals), approved(plan)]);
      await attacker.prepare(plan);
      return attacker.ask(plan);
    },
    prepareWithin: (plan, validity) => {
      const tbs = plainMaterial(expectOk(fillValidity(plannedBytes(plan), validity)));
      return attacker.prepare(plan, { ...validity, tbs });
    },
    ownFounding: async () => {
      const founding = await makeFounding(ground.ports.vault, IMPOSTORS);
      file.cut(GOVERNANCE);
      const approvals = foundingApprovals(founding, IMPOSTORS);
      await forge(ground, GOVERNANCE, [{ type: "LedgerFounded", body: { founding, approvals } }]);
    },
    restart: async () => {
      await signer.stop();
      signer = await startSigner(home);
    },
    end: async () => {
      await intruder.close();
      await signer.stop();
      home.remove();
    },
  };
};
