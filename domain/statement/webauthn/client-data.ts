/** CollectedClientData: what the browser says that it did, and for whom. WebAuthn §5.8.1. */
import { strictJsonObject } from "../../kernel/strict-json.ts";

export type Expected = {
  readonly type: "webauthn.get" | "webauthn.create";
  /** base64url. */
  readonly challenge: string;
  readonly origins: readonly string[];
};

/** What is wrong with it, in a sentence; undefined when nothing is. Fields that are not known are tolerated (§5.8.1). */
export const wrongWithClientData = (json: Uint8Array, expected: Expected): string | undefined => {
  const data = strictJsonObject(json);
  if (data === undefined) return "the client data is no JSON object, or names something twice";
  const { type, challenge, origin, crossOrigin, topOrigin } = data;
  if (type !== expected.type) return "the client data is of another ceremony";
  if (challenge !== expected.challenge) return "the challenge is not this statement's";
  if (typeof origin !== "string" || !expected.origins.includes(origin)) return "the origin is none of the credential's";
  // Of a page within another's page nobody knows what its visitor saw.
  if ((crossOrigin !== undefined && crossOrigin !== false) || topOrigin !== undefined)
    return "it was made within another's page";
  return undefined;
};
