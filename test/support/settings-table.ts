/** The table of docs/configuration.md, from the schema itself. */
import { SETTINGS } from "../../http/config-schema.ts";

const fallbackOf = (value: unknown): string => (value === undefined ? "" : `\`${JSON.stringify(value)}\``);

export const settingsTable = (): string =>
  [
    "| value | what it is for | default | variable |",
    "|---|---|---|---|",
    ...SETTINGS.map((s) => `| \`${s.path}\` | ${s.about} | ${fallbackOf(s.fallback)} | \`${s.variable}\` |`),
  ].join("\n");
