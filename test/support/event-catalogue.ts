/** docs/event-catalogue.md, from the catalogue itself and the golden events. */
import { readFileSync } from "node:fs";
import type * as v from "valibot";
import { catalogue } from "../../domain/catalogue.ts";

type ObjectSchema = v.GenericSchema & { readonly entries: Readonly<Record<string, v.GenericSchema>> };

const STREAMS: Readonly<Record<string, string>> = {
  governance: "`governance`: one low-rate stream for all that rules the others.",
  authority: "`authority-ID`: an authority, its name, its key and its certificate.",
  key: "`key-ID`: one key pair; the id is its CKA_ID inside the module.",
  request: "`request-ID`: one request, from submission to certificate.",
  certificate:
    "`certificate-ISSUER.SERIAL`: one certificate; expecting the stream to be absent makes serial numbers unique.",
  crl: "`crl-KEY.SHARD`: the CRLs of one key generation; numbers come from here.",
  guard: "`guard-DAY`: refused attempts that belong to no aggregate, counted and bounded.",
  webhook: "`webhook-ID`: an address to which events are sent; deliveries are no events.",
  ledger: "`ledger`: what was sealed of all streams, and which witnesses saw it.",
  ocsp: "`ocsp-KEY`: who answers OCSP for one authority's key.",
};

const example = (type: string, version: number): string => {
  const { body } = JSON.parse(
    readFileSync(new URL(`../vectors/events/${type}@${version}.json`, import.meta.url), "utf8"),
  ) as { body: unknown };
  const short = JSON.stringify(
    body,
    (_, x: unknown) => (typeof x === "string" && x.length > 60 ? `${x.slice(0, 57)}...` : x),
    2,
  );
  return short.length > 2400 ? `${short.slice(0, 2400)}\n…` : short;
};

export const eventCatalogue = (): string => {
  const out = [
    "# Which events stand in the ledger?",
    "",
    "Generated from `domain/*/events.ts` by `npm run golden -- --write`. Every event is wrapped in the envelope that",
    "`domain/kernel/envelope.ts` describes; what follows is its `body`. A shape that was ever written is never edited: it gets",
    "a new version. Examples are the golden files of `test/vectors/events`, shortened.",
    "",
  ];
  for (const [category, table] of Object.entries(catalogue)) {
    out.push(`## ${category}`, "", STREAMS[category] ?? "", "");
    for (const [type, row] of Object.entries(table)) {
      const fields = Object.keys((row.body as ObjectSchema).entries)
        .map((f) => `\`${f}\``)
        .join(", ");
      out.push(
        `### ${type} (version ${row.v})`,
        "",
        row.tells,
        "",
        `Fields: ${fields}.`,
        "",
        "```json",
        example(type, row.v),
        "```",
        "",
      );
    }
  }
  return out.join("\n");
};
