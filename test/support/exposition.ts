/**
 * A strict reader of the text exposition format, version 0.0.4, written from its specification
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Throws at whatever a scraper might stumble over.
 */
export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};
export type Family = { readonly type: string; readonly help: string; readonly samples: readonly Sample[] };

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

const labelsOf = (text: string): Record<string, string> => {
  const labels: Record<string, string> = {};
  for (LABEL.lastIndex = 0; LABEL.lastIndex < text.length; ) {
    const found = LABEL.exec(text);
    if (found === null) throw new Error(`labels: ${text}`);
    const [, name = "", value = ""] = found;
    if (name in labels) throw new Error(`a label twice: ${text}`);
    labels[name] = value.replace(/\\(.)/g, (_, c: string) => (c === "n" ? "\n" : c));
  }
  return labels;
};

/** As Go's ParseFloat takes it: NaN in any case. */
const numberOf = (text: string): number => {
  if (/^[+-]?Inf$/.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const value = Number(text);
  if (!/^nan$/i.test(text) && Number.isNaN(value)) throw new Error(`no number: ${text}`);
  return value;
};

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};

export const readExposition = (text: string): ReadonlyMap<string, Family> => {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map<string, { type: string; help: string; samples: Sample[] }>();
  const seen = new Set<string>();
  let current = "";
  for (const line of text.slice(0, -1).split("\n")) {
    if (line === "") continue;
    const told = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (told) {
      const [, what, name = "", rest = ""] = told;
      if (!NAME.test(name)) throw new Error(`no name: ${name}`);
      if (what === "HELP" && families.has(name)) throw new Error(`told twice: ${name}`);
      if (what === "TYPE" && !["counter", "gauge", "histogram", "summary", "untyped"].includes(rest))
        throw new Error(`no type: ${rest}`);
      const family = families.get(name) ?? { type: "", help: "", samples: [] };
      families.set(name, what === "HELP" ? { ...family, help: rest } : { ...family, type: rest });
      current = name;
      continue;
    }
    const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? [];
    const family = families.get(current);
    if (family === undefined || !(SUFFIXES[family.type] ?? [""]).some((suffix) => name === `${current}${suffix}`))
      throw new Error(`a sample of no family: ${line}`);
    if (seen.has(line.slice(0, line.lastIndexOf(" ")))) throw new Error(`a sample twice: ${line}`);
    seen.add(line.slice(0, line.lastIndexOf(" ")));
    family.samples.push({ name, labels: labelsOf(labels), value: numberOf(value) });
  }
  for (const [name, { type, help }] of families) if (type === "" || help === "") throw new Error(`half told: ${name}`);
  return families;
};

/** The sum of all samples with these labels; undefined when there is none. */
export const sumOf = (
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined => {
  const family = [...families.values()].flatMap((f) => f.samples.filter((s) => s.name === name));
  const fitting = family.filter((s) => Object.entries(labels).every(([k, v]) => s.labels[k] === v));
  return fitting.length === 0 ? undefined : fitting.reduce((n, s) => n + s.value, 0);
};
