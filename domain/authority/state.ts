import type { Instant } from "../kernel/instant.ts";
import type { AuthorityEvent } from "./events.ts";

type Created = {
  readonly kind: "root" | "issuing";
  readonly name: string;
  readonly issuer: string;
  readonly key: string;
  readonly parent: string | null;
  /** Through which its certificate is issued; another takes its place when it ends without one. */
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
    case "AuthorityRequestRenewed":
      if (state.at === "absent")
        throw new TypeError("a certificate was requested for an authority that nobody created");
      return { ...state, request: event.body.request };
    case "AuthorityCertified": {
      if (state.at === "absent") throw new TypeError("an authority was certified that nobody created");
      const { der, digest, notAfter } = event.body;
      return { ...state, at: "active", der, digest, notAfter };
    }
  }
};
