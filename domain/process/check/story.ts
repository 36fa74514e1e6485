/**
 * The offline verifier of one certificate's story, be it a receipt or a bundle: that each event stands in the sealed tree, and
 * that together they allow the certificate. What else stands in the ledger it cannot say.
 */
import { readEvent } from "../../catalogue.ts";
import type { Certificate } from "../../certificate/state.ts";
import { originParts } from "../../governance/witness.ts";
import { envelopeDigest } from "../../kernel/envelope.ts";
import { certificateStream } from "../../kernel/stream.ts";
import { ledgerOrigin } from "../../transparency/checkpoint.ts";
import { isIncluded, type Story } from "../../transparency/story.ts";
import { shownHead } from "./bundle.ts";
import { ledgerCheck } from "./core.ts";
import { judgeHead, type Trust } from "./head.ts";
import { memoryShelf } from "./shelf.ts";
import { faultList, type Verdict } from "./verdict.ts";

export type StoryVerdict = Verdict & {
  readonly certificate: {
    readonly issuer: string;
    readonly serial: string;
    /** Where it stood when the story was written; what came after is not told. */
    readonly state: Certificate["at"];
    readonly status: "good" | "held" | "revoked";
  };
};

export const verifyStory = (story: Story, trust: Trust): StoryVerdict => {
  const faults = faultList();
  const wrong = (what: string): void => faults.add({ index: null, what });
  const { head, wrong: ofHead } = judgeHead(story.checkpoint, trust);
  for (const what of ofHead) wrong(what);
  const shelf = memoryShelf();
  const check = ledgerCheck({ shelf });
  let before = -1;
  let founding: { readonly ledger: string; readonly genesis: string } | undefined;
  for (const entry of story.entries) {
    const { index, envelope } = entry;
    const event = readEvent(envelope);
    const place = event.ok
      ? { stream: event.value.stream, revision: event.value.revision }
      : { stream: "?", revision: -1 };
    const say = (what: string): void => faults.add({ index, ...place, what });
    if (index <= before) say("the events are not in order");
    before = index;
    if (head !== undefined && !isIncluded(entry, head.checkpoint)) say("this event does not stand in the sealed tree");
    if (event.ok && index === 0 && event.value.type === "LedgerFounded")
      founding = { ledger: event.value.body.founding.ledger, genesis: envelopeDigest(envelope) };
    const what = check.next({ index, bytes: envelope });
    if (what !== undefined) say(what);
  }
  if (founding === undefined) wrong("the founding of the ledger is not told");
  else if (head !== undefined) {
    const gap = originParts(head.checkpoint.origin)?.gap ?? 0;
    if (ledgerOrigin(founding.ledger, founding.genesis, gap) !== head.checkpoint.origin)
      wrong("the checkpoint is of another ledger: its origin does not name the founding event");
  }
  const { issuer, serial } = story.certificate;
  const told = shelf.get(certificateStream(issuer, serial))?.state as Certificate | undefined;
  if (told?.at !== "issued") wrong("the story does not tell that the certificate was issued");
  const { streams, certificates } = check.report();
  return {
    ...faults.report(),
    kind: "story",
    depth: "full",
    ...(head !== undefined && { checkpoint: shownHead(head) }),
    first: 0,
    events: story.entries.length,
    unsealed: 0,
    streams,
    seals: 0,
    certificates,
    certificate: {
      issuer,
      serial,
      state: told?.at ?? "absent",
      status: told === undefined || told.at === "absent" ? "good" : told.status.is,
    },
  };
};
