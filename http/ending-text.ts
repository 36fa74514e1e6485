/** What ends, in words for the operator: when, and what to do. */
import type { Ending } from "../domain/process/terms.ts";

const SAYS: { readonly [K in Ending["kind"]]: (of: string) => readonly [what: string, todo: string] } = {
  authority: (of) => [
    `authority ${of}`,
    'what it certifies ends with it: make its successor with "cartulary authority create"',
  ],
  responder: (of) => [
    `the OCSP responder of ${of}`,
    `certify a new one, which takes its place: cartulary authority responder ${of} --name DN`,
  ],
  crl: (of) => [
    `the newest CRL of ${of}`,
    `no newer one could be published: look at the signer, then run: cartulary crl publish ${of}`,
  ],
  mandate: (of) => [
    `the mandate ${of}`,
    "its services wait for approvals from then on: grant another, or suspend it if nobody needs it",
  ],
  token: (of) => [
    `the API token of ${of}`,
    `issue a new one (cartulary token issue ${of}), or revoke it if nobody needs it`,
  ],
};

export const endingText = ({ kind, of, notAfter, hasEnded }: Ending): string => {
  const [what, todo] = SAYS[kind](of);
  return `${what} ${hasEnded ? "has ended" : "ends"} ${notAfter.slice(0, 16)}Z: ${todo}`;
};
