/** Runs the floors' rules over a tree. */
import { cruise, type ICruiseResult } from "dependency-cruiser";

export type Violation = { readonly rule: string; readonly from: string; readonly to: string };
export type Cruised = { readonly modules: readonly string[]; readonly violations: readonly Violation[] };

/** `base`: the tree's root; `folders`: what is looked at within it. */
export const cruiseFloors = async (base: string, folders: readonly string[]): Promise<Cruised> => {
  const file = new URL("../../.dependency-cruiser.mjs", import.meta.url).href;
  const { forbidden, options } = ((await import(file)) as { default: { forbidden: unknown[]; options: object } })
    .default;
  const before = process.cwd();
  process.chdir(base);
  try {
    const result = await cruise([...folders], {
      ...options,
      baseDir: base,
      validate: true,
      ruleSet: { forbidden },
    } as never);
    const output = result.output as ICruiseResult;
    return {
      modules: output.modules.map((m) => m.source).filter((s) => !s.startsWith("node_modules") && s.includes("/")),
      violations: output.summary.violations.map((v) => ({ rule: v.rule.name, from: v.from, to: v.to })),
    };
  } finally {
    process.chdir(before);
  }
};
