/** What goes in and out where somebody logs in. */
import * as v from "valibot";
import { Actor, Base64url, Uuid } from "../../domain/kernel/brand.ts";
import { InstantSchema } from "../../domain/kernel/instant.ts";
import { ListQuery } from "./list-query.ts";

const name = v.pipe(
  v.string(),
  v.regex(/^(?:(?:officer|operator):)?[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/),
  v.description("an officer's id, or operator:NAME"),
);
const directoryName = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200),
  v.description("as the organisation's directory has it"),
);
const password = v.pipe(v.string(), v.minLength(1), v.maxLength(1000), v.description("is never kept nor logged"));

const octets = v.pipe(Base64url, v.minLength(1), v.maxLength(8192));
/** The key's answer to the challenge of login.second-factor-needed, as `PublicKeyCredential.toJSON()` has it. */
const secondFactor = v.optional(
  v.strictObject({
    credentialId: octets,
    authenticatorData: octets,
    clientDataJSON: octets,
    signature: octets,
  }),
);

export const LoginBody = v.variant("way", [
  v.strictObject({ way: v.literal("password"), name, password, secondFactor }),
  v.strictObject({ way: v.literal("ldap"), name: directoryName, password, secondFactor }),
  /** The one that was presented in the TLS handshake. */
  v.strictObject({ way: v.literal("certificate") }),
]);

const presence = v.object({ holder: Actor, at: InstantSchema });

const session = {
  id: v.pipe(Uuid, v.description("what it is called; opens nothing")),
  holder: v.pipe(Actor, v.description("in whose name it acts")),
  openedAt: InstantSchema,
  seenAt: InstantSchema,
  idleUntil: v.pipe(InstantSchema, v.description("when it ends without another call")),
  endsAt: v.pipe(InstantSchema, v.description("when it ends whatever happens")),
  companions: v.pipe(v.array(presence), v.description("who else has logged in to it")),
};
export const SessionRowAnswer = v.object(session);
export type SessionRowAnswer = v.InferOutput<typeof SessionRowAnswer>;

/** Only for who has the cookie. */
export const SessionAnswer = v.object({
  ...session,
  csrf: v.pipe(v.string(), v.description("to be sent as Cartulary-Csrf with each write of this session")),
});
export type SessionAnswer = v.InferOutput<typeof SessionAnswer>;

export const SessionEndedAnswer = v.object({ id: Uuid, ended: v.literal(true) });
export const SessionParam = v.object({ id: Uuid });

export const LoginAnswer = v.object({
  id: Uuid,
  holder: Actor,
  way: v.picklist(["password", "ldap", "certificate", "certificate-name", "security-key"]),
  directory: v.pipe(v.nullable(v.string()), v.description("of the way ldap")),
  state: v.picklist(["in force", "ended"]),
});
export const LoginParam = v.object({ id: Uuid });
export const LoginsQuery = v.strictObject({
  ...ListQuery.entries,
  holder: v.optional(Actor),
  state: v.optional(v.picklist(["in force", "ended"])),
});
