/** Steps 1 to 3 of issuance (docs/issuance-cycle.md): a request is submitted, planned, perhaps mandated, in one append. */
import { authority as authorityAggregate } from "../authority/decider.ts";
import { notRetired } from "../governance/state.ts";
import { toBase64url, utf8 } from "../kernel/bytes.ts";
import { derivedId } from "../kernel/envelope.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { Sealed } from "../kernel/sealed.ts";
import { authorityStream, requestStream } from "../kernel/stream.ts";
import { type Csr, parseCsr, verifyCsr } from "../pki/csr.ts";
import type { Profile } from "../policy/profile.ts";
import { type RequestCommand, request as requestAggregate } from "../request/decider.ts";
import type { Purpose } from "../request/events.ts";
import type { Request } from "../request/state.ts";
import { findMandate } from "./find-mandate.ts";
import { type Caller, handle, newWork, type Work, type Written } from "./handle.ts";
import { loadState } from "./ledger.ts";
import { openMaterial, sealMaterial } from "./material.ts";
import { issuerFacts, planIssuance, sealSubject } from "./plan-issuance.ts";
import type { Ports } from "./ports.ts";

export type Submission = {
  readonly authority: string;
  readonly profile: string;
  /** PKCS #10, DER. RFC 2986. */
  readonly csr: Uint8Array;
  /** A word to the approvers; about people, so it is sealed. */
  readonly note: string | null;
  /** The mandate to be used; without one, the only one that covers the request. */
  readonly mandate?: string | undefined;
};

const sealNote = async (ports: Ports, work: Work, note: string | null): Promise<Result<Sealed | null>> => {
  if (note === null) return ok(null);
  return ports.vault.seal(derivedId(work.context.command.id, "subject"), utf8(note));
};

const readCsr = (der: Uint8Array): Result<Csr> => {
  const csr = parseCsr(der);
  return csr.ok ? verifyCsr(csr.value) : csr;
};

/** Which profiles a caller may name: those of the hierarchy go through its own processes. */
const subscriberProfile = (profiles: ReadonlyMap<string, Profile>, id: string): Result<Profile> => {
  const profile = profiles.get(id);
  return profile?.kind === "subscriber"
    ? ok(profile)
    : refuse(refusal("profile.unknown", "no such profile is open to requests"));
};

/**
 * Submits a PKCS #10 request and plans its certificate; a mandate that covers it stands for the approvals at once. The request's id derives from `commandId`, so a repeat finds
 * the first one.
 */
export const submitRequest = async (
  ports: Ports,
  caller: Caller,
  commandId: string,
  submission: Submission,
): Promise<Result<Written<Request> & { readonly id: string }>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const { mandate: asked, ...rest } = submission;
  const named = asked === undefined ? {} : { mandate: asked };
  const payload = { ...rest, ...named, csr: toBase64url(submission.csr), requester: caller.actor };
  const work = newWork(caller, commandId, payload, basis.value.revision);
  const id = derivedId(commandId, "request");
  const build = async (): Promise<Result<RequestCommand>> => {
    const profile = subscriberProfile(basis.value.governance.profiles, submission.profile);
    if (!profile.ok) return profile;
    const issuing = await loadState(ports.store, authorityAggregate, authorityStream(submission.authority));
    if (issuing.at === "absent") return refuse(refusal("authority.unknown", "no such authority"));
    if (issuing.at !== "active" || issuing.kind !== "issuing")
      return refuse(refusal("authority.not-active", "this authority does not issue to subscribers"));
    const stands = notRetired(basis.value.governance, submission.authority);
    if (!stands.ok) return stands;
    const csr = readCsr(submission.csr);
    if (!csr.ok) return csr;
    const facts = issuerFacts(issuing, ports.publicUrl);
    if (!facts.ok) return facts;
    const wish = { subject: csr.value.subject, names: csr.value.subjectAltNames, spki: csr.value.spki };
    const now = ports.clock.now();
    const { authority } = submission;
    const purpose: Purpose = { for: "subscriber" };
    const plan = await planIssuance(ports, {
      work,
      profile: profile.value,
      wish,
      authority,
      issuer: issuing.issuer,
      facts: facts.value,
      purpose,
      now,
    });
    if (!plan.ok) return plan;
    const tbs = await openMaterial(ports.vault, plan.value.tbs);
    if (!tbs.ok) return tbs;
    const { governance } = basis.value;
    const mandate = findMandate(governance, plan.value, tbs.value.bytes, asked, now);
    if (!mandate.ok) return mandate;
    const material = await sealMaterial(ports.vault, sealSubject(work, profile.value), submission.csr);
    if (!material.ok) return material;
    const note = await sealNote(ports, work, submission.note);
    if (!note.ok) return note;
    return ok({
      type: "Submit",
      submission: {
        requester: caller.actor,
        protocol: "rest",
        authority,
        profile: profile.value.id,
        purpose,
        source: { csr: material.value },
        note: note.value,
      },
      plan: plan.value,
      mandate: mandate.value,
    });
  };
  const written = await handle(ports, requestAggregate, requestStream(id), work, build);
  return written.ok ? ok({ ...written.value, id }) : written;
};
