/** JWS as anybody could write one, with any header. */
import { createHmac, type KeyObject, sign } from "node:crypto";
import { JWS_TYPE } from "../../domain/statement/judge-jws.ts";
import { type JwsSigned, type Statement, statementMessage } from "../../domain/statement/statement.ts";

const text = (b: Uint8Array | string): string => Buffer.from(b).toString("base64url");

/** `header`: an object, or the very text of one. */
export const jwsSigned = (
  key: KeyObject | { readonly secret: Uint8Array },
  statement: Statement,
  header: object | string,
  payload: Uint8Array | string = statementMessage(statement),
): JwsSigned => {
  const input = `${text(typeof header === "string" ? header : JSON.stringify(header))}.${text(payload)}`;
  const signature = (): Uint8Array => {
    if ("secret" in key) return createHmac("sha256", key.secret).update(input).digest();
    if (key.asymmetricKeyType === "ed25519") return sign(null, Buffer.from(input), key);
    return sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  };
  return { form: "jws", statement, jws: `${input}.${text(signature())}` };
};

export const jwsHeader = (alg: string, kid: string) => ({ alg, kid, typ: JWS_TYPE });
