import type { CrlEvent } from "./events.ts";

type Prepared = Extract<CrlEvent, { type: "CrlPrepared" }>["body"];
type Published = Extract<CrlEvent, { type: "CrlPublished" }>["body"];

/** `number`: the highest one used up. `open`: prepared and neither published nor abandoned. */
export type Crl = {
  readonly number: bigint;
  readonly open: Prepared | null;
  readonly published: (Prepared & Published) | null;
};

export const initialCrl: Crl = { number: 0n, open: null, published: null };

export const evolveCrl = (state: Crl, event: CrlEvent): Crl => {
  switch (event.type) {
    case "CrlPrepared": {
      const number = BigInt(event.body.number);
      return { ...state, number: number > state.number ? number : state.number, open: event.body };
    }
    case "CrlPublished":
      if (state.open?.number !== event.body.number) throw new TypeError("a CRL was published that nobody prepared");
      return { ...state, open: null, published: { ...state.open, ...event.body } };
    case "CrlAbandoned":
      return { ...state, open: null };
  }
};
