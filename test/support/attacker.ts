/** What an attacker who holds the API process can do about one request. */
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { DomainEvent } from "../../domain/catalogue.ts";
import type { CertificateEvent } from "../../domain/certificate/events.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { plainMaterial } from "../../domain/kernel/sealed.ts";
import { certificateStream } from "../../domain/kernel/stream.ts";
import { fillValidity } from "../../domain/pki/tbs-certificate.ts";
import type { Signer } from "../../domain/ports/signer.ts";
import { validityAt } from "../../domain/process/plan-issuance.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import type { Plan } from "../../domain/request/events.ts";
import { planDigest } from "../../domain/request/state.ts";
import { makeCsr } from "./csr.ts";
import { forge } from "./forge.ts";
import { type Ground, loadRequest, WEB } from "./world.ts";

type Prepared = Extract<CertificateEvent, { type: "CertificatePrepared" }>;

export const plannedBytes = (plan: Plan): Uint8Array =>
  ("plain" in plan.tbs ? fromBase64url(plan.tbs.plain) : undefined) ?? new Uint8Array();

export const approved = (plan: Plan, approvers: string[] = ["alice", "bob"]): DomainEvent => ({
  type: "RequestApproved",
  body: { plan: planDigest(plan), approvers },
});

export const attackerOf = async (world: Ground) => {
  let before = await world.journal.count();
  const ask = (plan: Pick<Plan, "issuer" | "serial">) =>
    world.signer.signCertificate({ issuer: plan.issuer, serial: plan.serial });
  /** The honest preparation of a plan; attacks change it. */
  const preparation = (plan: Plan, change: Partial<Prepared["body"]> = {}): Prepared => {
    const { durationSeconds, requester, findings, purpose, backdateSeconds, latestNotAfter, ...copied } = plan;
    const validity = validityAt(plan, world.clock.now());
    const tbs = plainMaterial(expectOk(fillValidity(plannedBytes(plan), validity)));
    return { type: "CertificatePrepared", body: { ...copied, plan: planDigest(plan), ...validity, tbs, ...change } };
  };
  return {
    ask,
    preparation,
    submit: async (): Promise<{ readonly id: string; readonly plan: Plan }> => {
      const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
      const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
      return { id, plan: (await loadRequest(world, id)).plan };
    },
    prepare: (plan: Plan, change: Partial<Prepared["body"]> = {}) =>
      forge(world, certificateStream(plan.issuer, plan.serial), [preparation(plan, change)]),
    /** One signature was honestly made meanwhile. */
    expectOneMore: () => {
      before += 1;
    },
    /** Refused, and nothing was signed on the way. */
    expectRefused: async (asked: ReturnType<Signer["signCertificate"]>, code: string): Promise<void> => {
      const result = await asked;
      expect(result.ok ? "signed" : result.error.code).toBe(code);
      expect(await world.journal.count()).toBe(before);
    },
  };
};

export type Attacker = Awaited<ReturnType<typeof attackerOf>>;
