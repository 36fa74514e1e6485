/**
 * What an extension says, for people who must judge a certificate: one line, nothing left out, nothing that looks like
 * something else. Whoever signs an approval, reads it in a browser or replays it later sees the same text.
 */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import { isStringTag } from "../../der/string.ts";
import { toHex } from "../../kernel/bytes.ts";
import { visibleText } from "../../kernel/visible-text.ts";
import { nameText } from "../name-text.ts";
import { parseBasicConstraints } from "./basic-constraints.ts";
import type { Extension } from "./extension.ts";
import type { GeneralName, OtherName } from "./general-name.ts";
import { KNOWN_EXTENSIONS } from "./known.ts";

/** More octets than this are counted, and shown by their beginning. */
const MAX_OCTETS = 256;

const octets = (bytes: Uint8Array): string =>
  bytes.length <= MAX_OCTETS
    ? `#${toHex(bytes)}`
    : `#${toHex(bytes.subarray(0, MAX_OCTETS))}… (${bytes.length} octets)`;

/** Bare where it cannot be taken for anything else, quoted otherwise. */
const quoted = (text: string): string =>
  /^[\w.:/@%?=&~+*-]+$/.test(text) ? text : `"${visibleText(text).replace(/["\\]/g, "\\$&")}"`;

const otherNameText = ({ oid, value }: OtherName): string => {
  const text = isStringTag(value[0]) ? readDer(value, (r) => r.text()) : undefined;
  return `otherName:${oid}:${text?.ok ? quoted(text.value) : octets(value)}`;
};

/** `dns:www.example.test`: the kind, then the name; octets in hex where there is no better text. */
export const generalNameText = (name: GeneralName): string => {
  switch (name.kind) {
    case "directoryName":
      return `directoryName:(${nameText(name.der)})`;
    case "otherName":
      return otherNameText(name);
    case "registeredId":
      return `registeredId:${name.oid}`;
    case "x400Address":
    case "ediPartyName":
      return `${name.kind}:${octets(name.der)}`;
    default:
      return `${name.kind}:${quoted(name.value)}`;
  }
};

const GENERAL_NAMES: ReadonlySet<unknown> = new Set<GeneralName["kind"]>([
  "dns",
  "ip",
  "email",
  "uri",
  "otherName",
  "directoryName",
  "registeredId",
  "x400Address",
  "ediPartyName",
]);
const isGeneralName = (value: object): value is GeneralName => "kind" in value && GENERAL_NAMES.has(value.kind);

/** Whatever the readers of extensions give: plain data with bytes in it. */
const valueText = (value: unknown): string => {
  if (typeof value === "string") return quoted(value);
  if (value instanceof Uint8Array) return octets(value);
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  // Of those that say all by standing there.
  if (value === null) return "present";
  if (typeof value !== "object") return String(value);
  if (isGeneralName(value)) return generalNameText(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([key, field]) => `${key} ${Array.isArray(field) ? `[${valueText(field)}]` : valueText(field)}`).join(", ")}}`;
};

const authorityText = (value: Uint8Array): string | undefined => {
  const constraints = parseBasicConstraints(value);
  if (!constraints.ok) return undefined;
  const { isCa, pathLength } = constraints.value;
  if (!isCa) return "no authority";
  return `AUTHORITY, ${pathLength === undefined ? "of any depth" : `at most ${pathLength} authorities below it`}`;
};

/** `keyUsage (critical): digitalSignature`. An extension that is not known, or cannot be read, is shown by its octets. */
export const extensionText = ({ oid, critical, value }: Extension): string => {
  const known = KNOWN_EXTENSIONS.get(oid);
  const head = `${known?.name ?? oid}${critical ? " (critical)" : ""}`;
  if (known === undefined) return `${head}: not known here, ${octets(value)}`;
  const parsed = known.parse(value);
  if (!parsed.ok) return `${head}: CANNOT BE READ, ${octets(value)}`;
  const special = oid === OID.basicConstraints ? authorityText(value) : undefined;
  return `${head}: ${special ?? valueText(parsed.value)}`;
};
