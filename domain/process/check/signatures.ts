/**
 * The signer's count of its signatures, as it lies in a bundle, beside what the bundle has. It is the signer's own word: it
 * convicts whoever signed past the ledger and was counted, and acquits nobody. docs/signer.md
 */
import * as v from "valibot";
import type { LedgerEvent } from "../../catalogue.ts";
import type { Certificate } from "../../certificate/state.ts";
import { idOf } from "../../kernel/stream.ts";
import { type SignatureCounts, SignatureCountsSchema } from "../../transparency/signature-counts.ts";
import type { Known } from "./core.ts";

export type SignaturesReport = {
  readonly at: string;
  readonly signed: number;
  readonly unexplained: number;
  readonly missing: number;
};

export type SignatureCheck = {
  readonly look: (event: LedgerEvent, index: number, known: Known) => undefined;
  readonly judge: () => { readonly wrong: readonly string[]; readonly report: SignaturesReport | undefined };
};

const total = (counts: SignatureCounts, what: "signed" | "unexplained" | "missing"): number =>
  counts.keys.reduce((n, key) => n + key[what], 0);

const parsed = (text: string): SignatureCounts | undefined => {
  try {
    const counts = v.safeParse(SignatureCountsSchema, JSON.parse(text), { abortEarly: true });
    return counts.success ? counts.output : undefined;
  } catch {
    return undefined;
  }
};

/** `hasGap`: what a restore lost was signed, and stands nowhere any more: officers accepted that. */
export const signatureCheck = (text: string | undefined, hasGap: () => boolean): SignatureCheck => {
  const counts = text === undefined ? undefined : parsed(text);
  const told = new Map<string, number>();
  const count = (key: string, purpose: string): void =>
    void told.set(`${key} ${purpose}`, (told.get(`${key} ${purpose}`) ?? 0) + 1);
  return {
    look: (event, _index, known) => {
      if (counts === undefined) return undefined;
      switch (event.type) {
        case "CertificateIssued": {
          const state = known.stateOf(event.stream) as Certificate | undefined;
          if (state !== undefined && state.at !== "absent") count(state.prepared.key, "certificate");
          return undefined;
        }
        case "CrlPublished":
          count(idOf(event.stream).split(".")[0] ?? "", "crl");
          return undefined;
        case "LedgerSealed":
          count(event.body.key, "checkpoint");
          return undefined;
        default:
          return undefined;
      }
    },
    judge: () => {
      if (text === undefined) return { wrong: [], report: undefined };
      if (counts === undefined) return { wrong: ["the counts of signatures have not their form"], report: undefined };
      const wrong: string[] = [];
      const unexplained = total(counts, "unexplained");
      if (unexplained > 0 && !hasGap())
        wrong.push(`the signer made ${unexplained} signatures that the ledger did not announce`);
      for (const [name, inLedger] of told) {
        const [key, purpose] = name.split(" ");
        const its = counts.keys.find((k) => k.key === key && k.purpose === purpose);
        const known = (its?.signed ?? 0) + (its?.missing ?? 0);
        if (known < inLedger)
          wrong.push(
            `${inLedger} signatures by key ${key} (${purpose}) stand in the ledger, and ${known} were counted`,
          );
      }
      const report = { at: counts.at, signed: total(counts, "signed"), unexplained, missing: total(counts, "missing") };
      return { wrong, report };
    },
  };
};
