import type { KeyEvent, KeyPurpose } from "./events.ts";

type Plan = { readonly purpose: KeyPurpose; readonly authority: string | null };

export type Key =
  | { readonly at: "absent" }
  | (Plan & { readonly at: "planned" })
  | (Plan & { readonly at: "generated"; readonly spki: string });

export const initialKey: Key = { at: "absent" };

export const evolveKey = (state: Key, event: KeyEvent): Key => {
  switch (event.type) {
    case "KeyPlanned":
      return { at: "planned", purpose: event.body.purpose, authority: event.body.authority };
    case "KeyGenerated":
      if (state.at !== "planned") throw new TypeError("a key was generated that nobody planned");
      return { ...state, at: "generated", spki: event.body.spki };
  }
};
