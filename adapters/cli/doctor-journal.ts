/** What `cartulary doctor` says of the signer's journal, held against the ledger. */
import type { SignatureCounts } from "../../domain/transparency/signature-counts.ts";
import { type Finding, ill, well } from "./finding.ts";

const CHECK = "journal";
/** How many are named one by one. */
const NAMED = 3;

const sum = (counts: SignatureCounts, of: "signed" | "recorded" | "explained" | "unexplained" | "missing"): number =>
  counts.keys.reduce((all, k) => all + k[of], 0);

const ocsp = (counts: SignatureCounts): number =>
  counts.keys.filter((k) => k.purpose === "ocsp").reduce((all, k) => all + k.signed, 0);

const some = (named: readonly string[], count: number): string =>
  `${named.slice(0, NAMED).join("; ")}${count > NAMED ? ` and ${count - NAMED} more` : ""}`;

export const journalFinding = (counts: SignatureCounts): Finding => {
  const [signed, answers] = [sum(counts, "signed"), ocsp(counts)];
  const [unexplained, missing] = [sum(counts, "unexplained"), sum(counts, "missing")];
  const says: string[] = [];
  if (unexplained > 0) {
    const named = counts.unexplained.map((u) => `${u.purpose} by key ${u.key}, line ${u.sequence}`);
    says.push(
      `${unexplained} signatures that the ledger did not announce (${some(named, unexplained)}): the ledger lost its end, or somebody signed past it`,
    );
  }
  if (missing > 0) {
    const named = counts.missing.map((m) => `${m.purpose} by key ${m.key} in ${m.stream}`);
    says.push(
      `${missing} in the ledger as signed and not in the journal (${some(named, missing)}): another signer made them, the journal was put back, or the key is used elsewhere`,
    );
  }
  const finding =
    says.length > 0
      ? ill(CHECK, says.join("; "))
      : well(
          CHECK,
          `${signed} signatures: ${sum(counts, "recorded")} recorded in the ledger, ${sum(counts, "explained") - answers} announced there only, ${answers} OCSP answers`,
        );
  return { ...finding, counts };
};
