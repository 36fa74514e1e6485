import type { Instant } from "../kernel/instant.ts";
import type { AuthorityEvent } from "./events.ts";

type Created = {
  readonly kind: "root" | "issuing";
  readonly name: string;
  readonly issuer: string;
  readonly key: string;
  readonly parent: string | null;
  readonly request: string;
};

export type ActiveAuthority = Created & {
  readonly at: "active";
  readonly der: string;
  readonly digest: string;
  readonly notAfter: Instant;
};

export type Authority = { readonly at: "absent" } | (Created & { readonly at: "created" }) | ActiveAuthority;

export const initialAuthority: Authority = { at: "absent" };

export const evolveAuthority = (state: Authority, event: AuthorityEvent): Authority => {
  switch (event.type) {
    case "AuthorityCreated":
      return { at: "created", ...event.body };
    case "AuthorityCertified": {
      if (state.at === "absent") throw new TypeError("an authority was certified that nobody created");
      const { der, digest, notAfter } = event.body;
      return { ...state, at: "active", der, digest, notAfter };
    }
  }
};
