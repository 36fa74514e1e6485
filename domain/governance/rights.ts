/**
 * Every right that there is: a resource, and what is done to it. A route of the API asks for one of them, a role gives
 * some of them, and docs/roles.md, the OpenAPI document and the walk over all routes are made from the same lists.
 *
 * A right opens a door. What stands behind it is judged again from statements and signatures: no right issues a certificate.
 */
import * as v from "valibot";

export const RIGHTS = {
  "requests.submit": "ask for certificates; see, withdraw and revoke what one asked for oneself",
  "requests.read": "read everybody's requests",
  "requests.decide": "hand in the statements that officers signed about requests",
  "requests.cancel": "withdraw what others asked for",
  "certificates.read": "read everybody's certificates",
  "certificates.revoke": "revoke everybody's certificates",
  "certificates.hold": "put certificates on hold, and release them",
  "authorities.read": "read authorities and their certificates",
  "authorities.create": "make authorities and responders with their keys, and request their certificates",
  "crls.read": "read the lists in force",
  "crls.publish": "publish a list before its time",
  "keys.read": "read which keys there are and where they live",
  "profiles.read": "read what may be issued",
  "governance.read": "read officers, roles and groups",
  "governance.propose": "have a change of governance written down for signing",
  "governance.submit": "hand in a change of governance that officers signed",
  "tokens.read": "read whose tokens there are, never the secrets",
  "mandates.read": "read what is allowed in advance",
  "ledger.read": "read and follow every event",
  "webhooks.read": "read where events are sent, and what could not be delivered",
  "webhooks.manage": "have events sent elsewhere, and end it",
  "metrics.read": "read what is measured",
  "sessions.read": "read who is logged in",
  "sessions.end": "end everybody's logins",
  "statements.sign": "be one of those whose signed statements count",
  "groups.read-any": "read about authorities of groups of which one is no member",
} as const satisfies Readonly<Record<string, string>>;

export type Right = keyof typeof RIGHTS;

export const RIGHT_NAMES = Object.keys(RIGHTS) as readonly Right[];

export const RightSchema = v.picklist(RIGHT_NAMES);

/** Rights that open no route: they are asked for where a statement is judged, or where a resource is known. */
export const WITHOUT_ROUTE: ReadonlySet<Right> = new Set<Right>([
  "statements.sign",
  "groups.read-any",
  "sessions.read",
  "sessions.end",
]);
