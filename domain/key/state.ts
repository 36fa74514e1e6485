import type { KeyAlgorithm } from "../pki/key-algorithm.ts";
import type { KeyEvent, KeyPurpose } from "./events.ts";

type Plan = {
  readonly algorithm: KeyAlgorithm;
  readonly purpose: KeyPurpose;
  readonly authority: string | null;
};

export type Key =
  | { readonly at: "absent" }
  | (Plan & { readonly at: "planned" })
  | (Plan & { readonly at: "generated"; readonly spki: string });

export const initialKey: Key = { at: "absent" };

export const evolveKey = (state: Key, event: KeyEvent): Key => {
  switch (event.type) {
    case "KeyPlanned":
      return { at: "planned", ...event.body };
    case "KeyGenerated":
      if (state.at !== "planned") throw new TypeError("a key was generated that nobody planned");
      return { ...state, at: "generated", spki: event.body.spki };
  }
};
