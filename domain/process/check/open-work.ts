/** Work that is neither finished nor closed, as streams tell it. */
import type { Authority } from "../../authority/state.ts";
import type { Certificate } from "../../certificate/state.ts";
import type { Crl } from "../../crl/state.ts";
import { categoryOf, requestStream } from "../../kernel/stream.ts";
import type { Key } from "../../key/state.ts";
import type { Request } from "../../request/state.ts";

/** Not wrong, but somebody must go on with it. */
export type Open = { readonly stream: string; readonly what: string };

/** `requestAt`: where a request stands, undefined when there is none. */
type RequestAt = (stream: string) => Request["at"] | undefined;

/** What became of the request through which a created authority should get its certificate. */
const openAuthority = (state: Authority, requestAt: RequestAt): string | undefined => {
  if (state.at !== "created") return undefined;
  const at = requestAt(requestStream(state.request)) ?? "absent";
  switch (at) {
    case "absent":
      return "created, and its certificate was not requested";
    case "denied":
    case "cancelled":
    case "failed":
      return `created, and its request was ${at}: its certificate must be requested anew`;
    default:
      return undefined;
  }
};

export const openWork = (stream: string, state: unknown, requestAt: RequestAt): string | undefined => {
  switch (categoryOf(stream)) {
    case "certificate":
      return (state as Certificate).at === "prepared" ? "prepared, and not signed" : undefined;
    case "request":
      return (state as Request).at === "approved" ? "approved, and not fulfilled" : undefined;
    case "key":
      return (state as Key).at === "planned" ? "planned, and not generated" : undefined;
    case "crl":
      return (state as Crl).open === null ? undefined : "prepared, and not published";
    case "authority":
      return openAuthority(state as Authority, requestAt);
    default:
      return undefined;
  }
};
