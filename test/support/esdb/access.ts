/** Users and access control lists; the real server applies them only with TLS, and so does this. */
import type { Metadata } from "@grpc/grpc-js";
import type { NodeStore } from "./store.ts";

export type Right = "$r" | "$w" | "$d" | "$mr" | "$mw";
export type User = { readonly password: string; readonly groups: readonly string[] };

type Acl = Readonly<Record<string, string | readonly string[]>>;
const ADMIN = "$admins";

/** What the server does when nobody wrote `$settings`: every user may do everything to user streams. */
const DEFAULT_USER: Acl = { $r: "$all", $w: "$all", $d: "$all", $mr: "$all", $mw: "$all" };
const DEFAULT_SYSTEM: Acl = { $r: ADMIN, $w: ADMIN, $d: ADMIN, $mr: ADMIN, $mw: ADMIN };

const credentials = (metadata: Metadata): readonly [string, string] | undefined => {
  const header = metadata.get("authorization")[0]?.toString();
  if (header === undefined || !header.startsWith("Basic ")) return undefined;
  const decoded = Buffer.from(header.slice("Basic ".length), "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return [decoded.slice(0, colon), decoded.slice(colon + 1)];
};

export class Access {
  readonly #users: ReadonlyMap<string, User> | undefined;
  readonly #store: NodeStore;

  constructor(store: NodeStore, users: ReadonlyMap<string, User> | undefined) {
    this.#store = store;
    this.#users = users;
  }

  /** "anonymous" has no rights at all when there are users. */
  #rolesOf(metadata: Metadata): readonly string[] {
    const [name, password] = credentials(metadata) ?? [];
    const user = name === undefined ? undefined : this.#users?.get(name);
    if (name === undefined || user === undefined || user.password !== password) return [];
    return [name, ...user.groups, "$all"];
  }

  #settings(): { readonly user: Acl; readonly system: Acl } {
    const rows = this.#store.readStream("$settings", Number.MAX_SAFE_INTEGER, 1, "backwards");
    const last = typeof rows === "string" ? undefined : rows[0];
    if (last === undefined) return { user: DEFAULT_USER, system: DEFAULT_SYSTEM };
    const parsed = JSON.parse(Buffer.from(last.data).toString()) as { $userStreamAcl?: Acl; $systemStreamAcl?: Acl };
    return { user: parsed.$userStreamAcl ?? DEFAULT_USER, system: parsed.$systemStreamAcl ?? DEFAULT_SYSTEM };
  }

  may(metadata: Metadata, right: Right, stream: string): boolean {
    if (this.#users === undefined) return true;
    const roles = this.#rolesOf(metadata);
    if (roles.includes(ADMIN)) return true;
    const { user, system } = this.#settings();
    // Metadata of a stream are governed by the stream's own list.
    const isMetadata = stream.startsWith("$$");
    const wanted = isMetadata ? (right === "$w" ? "$mw" : "$mr") : right;
    const target = isMetadata ? stream.slice(2) : stream;
    const own = this.#store.metadata(target).$acl as Acl | undefined;
    const acl = { ...(target.startsWith("$") ? system : user), ...own };
    const allowed = acl[wanted] ?? [];
    return roles.some((r) => (typeof allowed === "string" ? allowed === r : allowed.includes(r)));
  }
}
