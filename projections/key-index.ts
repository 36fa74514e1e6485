/** Keys of the module as lists show them: what each is for, and where it lives. */
import type { Instant } from "../domain/kernel/instant.ts";
import { idOf } from "../domain/kernel/stream.ts";
import type { View } from "../domain/ports/read-store.ts";
import { type Asked, type Page, putRow, readRows } from "./lookup.ts";
import { mustGet, type Projection } from "./projection.ts";

export type KeyRow = {
  readonly id: string;
  readonly state: "planned" | "generated";
  readonly algorithm: string;
  readonly purpose: string;
  readonly authority: string | null;
  /** SubjectPublicKeyInfo, base64url; null until it is generated. */
  readonly spki: string | null;
  readonly module: {
    readonly kind: string;
    readonly manufacturer: string;
    readonly model: string;
    readonly tokenLabel: string;
    readonly tokenSerial: string;
  } | null;
  readonly plannedAt: Instant;
  readonly order: string;
};

const key = (stream: string): string => `key/${idOf(stream)}`;
/** Planned and not generated yet: open work. */
const indexes = ({ state }: KeyRow) => ({ open: state === "planned" ? "planned" : null });

export const keyIndex: Projection = {
  name: "key-index",
  version: 1,
  categories: ["key"],
  when: {
    KeyPlanned: (view, event) => {
      const row: KeyRow = {
        id: idOf(event.stream),
        state: "planned",
        ...event.body,
        spki: null,
        module: null,
        plannedAt: event.at,
        order: event.position,
      };
      putRow(view, key(event.stream), row, indexes);
    },
    KeyGenerated: (view, event) => {
      const row = mustGet<KeyRow>(view, key(event.stream));
      putRow<KeyRow>(view, key(event.stream), { ...row, state: "generated", ...event.body }, indexes);
    },
  },
};

export const keyRows = (view: View, asked: Asked<KeyRow>): Page<KeyRow> => readRows(view, asked);

export const keysPlanned = (view: View): readonly { readonly id: string; readonly at: Instant }[] =>
  view.list("by/open/planned/").map(({ value }) => {
    const { id, plannedAt } = mustGet<KeyRow>(view, value as string);
    return { id, at: plannedAt };
  });

export const keyById = (view: View, id: string): KeyRow | undefined => view.get(`key/${id}`) as KeyRow | undefined;
