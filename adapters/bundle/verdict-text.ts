/** A verdict for people: what was looked at, with which key, what is wrong, and what nobody can know from it. */
import { visibleText } from "../../domain/kernel/visible-text.ts";
import type { StoryVerdict } from "../../domain/process/check/story.ts";
import type { Fault, Verdict } from "../../domain/process/check/verdict.ts";

const counted = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, " ");

const placeOf = ({ index, stream, revision }: Fault): string =>
  index === null ? "" : `event ${index}${stream === undefined ? "" : `, ${stream}@${revision}`}: `;

const LISTED = 20;

const faultLines = ({ faults, faultCount }: Verdict): readonly string[] => [
  ...faults.slice(0, LISTED).map((f) => `  ✗ ${visibleText(placeOf(f) + f.what)}`),
  ...(faultCount > LISTED ? [`  … and ${counted(faultCount - LISTED)} more (--json lists them)`] : []),
];

const headLines = ({ checkpoint }: Verdict, key: string): readonly string[] => {
  if (checkpoint === undefined) return [`Key        ${key} signed nothing here.`];
  const { witnesses } = checkpoint;
  return [
    `Ledger     ${visibleText(checkpoint.origin)}`,
    `Key        ${key}`,
    `Checkpoint ${counted(checkpoint.size)} events, root ${checkpoint.root}`,
    witnesses.length === 0
      ? "Witnesses  none, as far as asked for"
      : `Witnesses  ${witnesses.map((w) => `${visibleText(w.name)} at ${w.at}`).join(", ")}`,
  ];
};

const provenLines = (v: Verdict): readonly string[] => {
  const lines = [
    `${counted(v.events)} events${v.kind === "range" ? ` from ${v.first} on` : ""} in ${counted(v.streams)} streams: nothing was changed, removed, inserted or moved`,
  ];
  if (v.seals > 0)
    lines.push(`${counted(v.seals)} seals inside name the true tree at their size, each under a right signature`);
  if (v.since !== undefined) lines.push(`the first ${counted(v.since.size)} events are those of the former checkpoint`);
  if (v.depth !== "full") return lines;
  lines.push("every change of governance was signed by the officers that it needed, from the founding on");
  lines.push(
    `${counted(v.certificates ?? 0)} certificates: each planned, approved or under a mandate, prepared as planned, before it was signed`,
  );
  if (v.crls !== undefined)
    lines.push(
      `${counted(v.crls.derived)} CRLs derived again byte for byte, ${counted(v.crls.signed)} signatures under them verified`,
    );
  if (v.signatures !== undefined && v.signatures.unexplained === 0)
    lines.push(
      `the signer counted ${counted(v.signatures.signed)} signatures until ${v.signatures.at}: none that the ledger did not announce`,
    );
  if (v.statuses !== undefined)
    lines.push(
      `status now: ${Object.entries(v.statuses)
        .map(([is, n]) => `${counted(n)} ${is}`)
        .join(", ")}`,
    );
  return lines;
};

const unprovenLines = (v: Verdict): readonly string[] => {
  const lines: string[] = [];
  if (v.unsealed > 0) lines.push(`the last ${counted(v.unsealed)} events: no checkpoint seals them yet`);
  if ((v.checkpoint?.witnesses.length ?? 0) === 0)
    lines.push("that nobody was shown another history: no witness vouches for it (--witness)");
  if (v.since === undefined && v.kind !== "story")
    lines.push("that it continues what you saw before: give the checkpoint that you kept (--since)");
  if (v.depth === "structure") lines.push("what the events mean: signatures, approvals, lists were not looked at");
  if (v.kind === "range") lines.push("what stands outside of the range");
  if (v.kind === "story") lines.push("what was done after the story was written: it may have been revoked since");
  if (v.depth === "full" && v.signatures === undefined)
    lines.push("that the signer signed nothing past the ledger: the bundle has no counts");
  if ((v.signatures?.missing ?? 0) > 0)
    lines.push(`who made ${counted(v.signatures?.missing ?? 0)} signatures: they are not in this signer's journal`);
  if ((v.signatures?.unexplained ?? 0) > 0)
    lines.push(
      `what ${counted(v.signatures?.unexplained ?? 0)} signatures were under: a part of the ledger was lost, and officers accepted it`,
    );
  lines.push("that the module signed nothing else: only its own counters tell");
  if (v.depth === "full")
    lines.push("certificates and plans whose bytes are sealed: what was said of them is chained, not read");
  return lines;
};

const storyLine = (v: Verdict): readonly string[] => {
  if (!("certificate" in v)) return [];
  const { issuer, serial, state, status } = (v as StoryVerdict).certificate;
  return [`Certificate ${issuer}/${serial}: ${state}, ${status}`];
};

/** `key`: the verifier key that was given. */
export const verdictLines = (v: Verdict, key: string): readonly string[] => [
  v.isSound ? "SOUND" : `NOT SOUND: ${counted(v.faultCount)} ${v.faultCount === 1 ? "fault" : "faults"}`,
  ...headLines(v, key),
  ...storyLine(v),
  ...(v.isSound ? ["Proven:", ...provenLines(v).map((l) => `  ✓ ${l}`)] : ["Wrong:", ...faultLines(v)]),
  "Not proven:",
  ...unprovenLines(v).map((l) => `  · ${l}`),
];
