/** Life of one key pair. Stream `key-<id>`; the id is the pair's CKA_ID inside its module. */
import type { Decider, Fact } from "../kernel/decider.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, refuse } from "../kernel/result.ts";
import type { KeyEvent } from "./events.ts";
import { evolveKey, initialKey, type Key } from "./state.ts";

type Body<T extends KeyEvent["type"]> = Extract<KeyEvent, Fact<T, unknown>>["body"];

export type KeyCommand =
  | ({ readonly type: "Plan" } & Body<"KeyPlanned">)
  | ({ readonly type: "RecordGenerated" } & Body<"KeyGenerated">);

export const key: Decider<Key, KeyCommand, KeyEvent> = {
  initial: initialKey,
  decide(command, state) {
    switch (command.type) {
      case "Plan": {
        if (state.at !== "absent") return refuse(refusal("key.exists", "a key of this id was planned before"));
        const { type: _, ...body } = command;
        return ok([{ type: "KeyPlanned", body }]);
      }
      case "RecordGenerated": {
        if (state.at === "absent") return refuse(refusal("key.unknown", "no such key was planned"));
        if (state.at === "generated")
          return state.spki === command.spki
            ? ok([])
            : refuse(refusal("key.exists", "another key pair was generated under this id"));
        const { type: _, ...body } = command;
        return ok([{ type: "KeyGenerated", body }]);
      }
    }
  },
  evolve: evolveKey,
};
