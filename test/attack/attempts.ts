/**
 * What somebody tries who took over the API on real parts, and what the signer says to it. Each is complete but for the one
 * thing that its name tells.
 */
import { canonicalDigest } from "../../domain/kernel/envelope.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { plainMaterial } from "../../domain/kernel/sealed.ts";
import { certificateStream, GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import { basicConstraints } from "../../domain/pki/extension/basic-constraints.ts";
import { encodeTbsCertificate, parseTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import { validityAt } from "../../domain/process/plan-issuance.ts";
import type { Plan } from "../../domain/request/events.ts";
import { planDigest } from "../../domain/request/state.ts";
import { approved, plannedBytes } from "../support/attacker.ts";
import { forge } from "../support/forge.ts";
import { grantApprovals, mandateOf } from "../support/mandate.ts";
import { signed, signedChange } from "../support/officer.ts";
import { type Asked, given, IMPOSTORS, mallet, mallory, type Takeover } from "../support/takeover.ts";
import { LEDGER } from "../support/world.ts";

type Attempt = { readonly name: string; readonly code: string; readonly attempt: (taken: Takeover) => Asked };

export const ATTEMPTS: readonly Attempt[] = [
  {
    name: "what nobody prepared",
    code: "certificate.unknown",
    attempt: async ({ attacker }) => attacker.ask((await attacker.submit()).plan),
  },
  {
    name: "what was prepared and not approved",
    code: "signer.not-authorised",
    attempt: async ({ attacker }) => {
      const { plan } = await attacker.submit();
      await attacker.prepare(plan);
      return attacker.ask(plan);
    },
  },
  {
    name: "what only claims to be approved",
    code: "statement.too-few",
    attempt: async ({ attacker, claim }) => claim(await attacker.submit(), []),
  },
  {
    name: "approvals in the officers' names by a key of the intruder",
    code: "statement.bad-signature",
    attempt: async ({ attacker, ground, subject, claim }) => {
      const made = await attacker.submit();
      const about = await subject(made.id);
      return claim(
        made,
        [ground.alice, ground.bob].map((o) => signed(o, about, {}, mallory)),
      );
    },
  },
  {
    name: "approvals by people who were never enrolled",
    code: "statement.signer-unknown",
    attempt: async ({ attacker, subject, claim }) => {
      const made = await attacker.submit();
      const about = await subject(made.id);
      return claim(
        made,
        [mallory, mallet].map((o) => signed(o, about)),
      );
    },
  },
  {
    name: "one real approval",
    code: "statement.too-few",
    attempt: async ({ attacker, ground, subject, claim }) => {
      const made = await attacker.submit();
      return claim(made, [signed(ground.alice, await subject(made.id))]);
    },
  },
  {
    name: "one real approval twice",
    code: "statement.repeated",
    attempt: async ({ attacker, ground, subject, claim }) => {
      const made = await attacker.submit();
      const approval = signed(ground.alice, await subject(made.id));
      return claim(made, [approval, approval]);
    },
  },
  {
    name: "one real approval, and the same again in another officer's name",
    code: "statement.bad-signature",
    attempt: async ({ attacker, ground, subject, claim }) => {
      const made = await attacker.submit();
      const { statement, signature } = signed(ground.alice, await subject(made.id));
      return claim(made, [
        { statement, signature },
        { statement: { ...statement, approver: "bob" }, signature },
      ]);
    },
  },
  {
    name: "one real approval and one real denial",
    code: "statement.wrong-subject",
    attempt: async ({ attacker, ground, subject, claim }) => {
      const made = await attacker.submit();
      const about = await subject(made.id);
      return claim(made, [signed(ground.alice, about), signed(ground.bob, about, { decision: "deny" })]);
    },
  },
  {
    name: "two real approvals of another request",
    code: "statement.wrong-subject",
    attempt: async ({ attacker, ground, subject, claim }) => {
      const about = await subject((await attacker.submit()).id);
      return claim(await attacker.submit(), [signed(ground.alice, about), signed(ground.bob, about)]);
    },
  },
  {
    name: "two real signatures about something else: those under an officer's enrolment",
    code: "statement.wrong-subject",
    attempt: async ({ attacker, enrolment, claim }) => claim(await attacker.submit(), enrolment.body.approvals),
  },
  {
    name: "two real approvals whose time is over",
    code: "statement.expired",
    attempt: async ({ attacker, ground, subject, claim }) => {
      const made = await attacker.submit();
      const about = await subject(made.id);
      const notAfter = addSeconds(ground.clock.now(), -1);
      return claim(
        made,
        [ground.alice, ground.bob].map((o) => signed(o, about, { notAfter })),
      );
    },
  },
  {
    name: "two real approvals, and the plan replaced behind them",
    code: "statement.too-few",
    attempt: async ({ attacker, ground, bothApprove }) => {
      const { id, plan } = await bothApprove();
      const other = { ...plan, durationSeconds: plan.durationSeconds * 10 };
      await forge(ground, requestStream(id), [{ type: "IssuancePlanned", body: { plan: other } }, approved(other)]);
      await attacker.prepare(other);
      return attacker.ask(other);
    },
  },
  {
    name: "two real approvals, and the plan replaced before them",
    code: "statement.wrong-subject",
    attempt: async ({ attacker, intruder, bothApprove }) => {
      const { id, plan } = await bothApprove();
      const other = { ...plan, durationSeconds: plan.durationSeconds * 10 };
      intruder.file.rewrite(requestStream(id), (event) =>
        event.type === "IssuancePlanned"
          ? { ...event, body: { plan: other } }
          : event.type === "RequestApproved"
            ? { ...event, body: approved(other).body }
            : event,
      );
      await attacker.prepare(other);
      return attacker.ask(other);
    },
  },
  {
    name: "a validity that is longer than the plan's",
    code: "validity.out-of-bounds",
    attempt: async ({ attacker, ground, bothApprove, prepareWithin }) => {
      const { plan } = await bothApprove();
      const { notBefore, notAfter } = validityAt(plan, ground.clock.now());
      await prepareWithin(plan, { notBefore, notAfter: addSeconds(notAfter, 1) });
      return attacker.ask(plan);
    },
  },
  {
    name: "a validity that begins tomorrow",
    code: "validity.out-of-bounds",
    attempt: async ({ attacker, ground, bothApprove, prepareWithin }) => {
      const { plan } = await bothApprove();
      await prepareWithin(plan, validityAt(plan, addSeconds(ground.clock.now(), 86_400)));
      return attacker.ask(plan);
    },
  },
  {
    name: "a validity that began long ago",
    code: "validity.out-of-bounds",
    attempt: async ({ attacker, ground, bothApprove, prepareWithin }) => {
      const { plan } = await bothApprove();
      await prepareWithin(plan, validityAt(plan, addSeconds(ground.clock.now(), -8 * 86_400)));
      return attacker.ask(plan);
    },
  },
  {
    name: "an authority's certificate under a subscriber's plan",
    code: "signer.not-authorised",
    attempt: async ({ attacker, ground, bothApprove }) => {
      const { plan } = await bothApprove();
      const fields = expectOk(parseTbsCertificate(plannedBytes(plan)));
      const own = basicConstraints({ isCa: true });
      const extensions = fields.extensions.map((e) => (e.oid === own.oid ? own : e));
      const tbs = encodeTbsCertificate({ ...fields, extensions, validity: validityAt(plan, ground.clock.now()) });
      await attacker.prepare(plan, { tbs: plainMaterial(tbs) });
      return attacker.ask(plan);
    },
  },
  {
    name: "another authority's key",
    code: "signer.not-authorised",
    attempt: async ({ attacker, bothApprove, authorityKey }) => {
      const { plan } = await bothApprove();
      await attacker.prepare(plan, { key: authorityKey("root"), authority: "root" });
      return attacker.ask(plan);
    },
  },
  {
    name: "another serial number",
    code: "signer.not-authorised",
    attempt: async ({ attacker, ground, bothApprove }) => {
      const { plan } = await bothApprove();
      const serial = `41${plan.serial.slice(2, -2)}01` as Plan["serial"];
      await forge(ground, certificateStream(plan.issuer, serial), [attacker.preparation(plan, { serial })]);
      return attacker.ask({ issuer: plan.issuer, serial });
    },
  },
  {
    name: "officers who enrol themselves",
    code: "signer.history-rewritten",
    attempt: async ({ attacker, ground, subject, claim, officerOf }) => {
      const made = await attacker.submit();
      for (const who of [mallory, mallet]) {
        const officer = await officerOf(who);
        const approvals = [...signedChange(LEDGER, { type: "EnrolOfficer", officer }, [mallory, mallet])];
        await forge(ground, GOVERNANCE, [{ type: "OfficerEnrolled", body: { officer, approvals } }]);
      }
      const about = await subject(made.id);
      return claim(
        made,
        [mallory, mallet].map((o) => signed(o, about)),
      );
    },
  },
  {
    name: "a mandate that nobody granted",
    code: "mandate.unknown",
    attempt: async ({ attacker, ground }) => {
      const { id, plan } = await attacker.submit();
      const mandate = { id: "web", digest: planDigest(plan) };
      await forge(ground, requestStream(id), [{ type: "RequestMandated", body: { plan: planDigest(plan), mandate } }]);
      await attacker.prepare(plan);
      return attacker.ask(plan);
    },
  },
  {
    name: "a mandate that the intruder granted, with one real signature about something else",
    code: "signer.history-rewritten",
    attempt: async ({ attacker, ground, enrolment }) => {
      const { id, plan } = await attacker.submit();
      const mandate = mandateOf(ground);
      const approvals = [...grantApprovals(mandate, [mallory, mallet]), ...enrolment.body.approvals.slice(0, 1)];
      await forge(ground, GOVERNANCE, [{ type: "MandateGranted", body: { mandate, approvals } }]);
      const named = { id: mandate.id, digest: canonicalDigest(mandate) };
      await forge(ground, requestStream(id), [
        { type: "RequestMandated", body: { plan: planDigest(plan), mandate: named } },
      ]);
      await attacker.prepare(plan);
      return attacker.ask(plan);
    },
  },
  {
    name: "an approval of an officer who was retired since",
    code: "statement.signer-unknown",
    attempt: async ({ attacker, carols }) => {
      await attacker.prepare(carols.plan);
      return attacker.ask(carols.plan);
    },
  },
  {
    name: "a retired officer enrolled again with the signatures of the first time",
    code: "signer.history-rewritten",
    attempt: async ({ attacker, ground, carols, enrolment }) => {
      await forge(ground, GOVERNANCE, [enrolment]);
      await attacker.prepare(carols.plan);
      return attacker.ask(carols.plan);
    },
  },
  {
    name: "a history that ends before an officer's retirement",
    code: "signer.history-rewritten",
    attempt: async ({ attacker, intruder, carols, retirement }) => {
      intruder.file.cut(GOVERNANCE, retirement);
      await attacker.prepare(carols.plan);
      return attacker.ask(carols.plan);
    },
  },
  {
    name: "a founding of the intruder's own",
    code: "signer.history-rewritten",
    attempt: async ({ attacker, subject, claim, ownFounding }) => {
      const made = await attacker.submit();
      await ownFounding();
      const about = await subject(made.id);
      return claim(
        made,
        IMPOSTORS.map((o) => signed(o, about)),
      );
    },
  },
];

/** What a running signer remembers, and one that was started again must find out. */
export const ATTEMPTS_AFTER_RESTART: readonly Attempt[] = [
  {
    name: "a history that ends before an officer's retirement",
    code: "signer.history-rewritten",
    attempt: async ({ attacker, intruder, carols, retirement, restart }) => {
      intruder.file.cut(GOVERNANCE, retirement);
      await attacker.prepare(carols.plan);
      await restart();
      return attacker.ask(carols.plan);
    },
  },
  {
    name: "a founding of the intruder's own",
    code: "signer.history-rewritten",
    attempt: async ({ attacker, ground, subject, restart, ownFounding }) => {
      const made = await attacker.submit();
      await ownFounding();
      const about = await subject(made.id);
      const approvals = IMPOSTORS.map((o) => signed(o, about));
      await forge(ground, requestStream(made.id), [...given(...approvals), approved(made.plan)]);
      await attacker.prepare(made.plan);
      await restart();
      return attacker.ask(made.plan);
    },
  },
];
