/**
 * The server's access lists, as a ledger needs them: its writers append, its readers read, and nobody but an administrator
 * deletes, hides or changes metadata. There is one default list for all streams of a server, so ledgers and other programs
 * that share one share it: what stands there and is as strict is kept and added to.
 */

export type Access = {
  /** Users or groups that append and read: the server's. */
  readonly writers: readonly string[];
  /** Users or groups that only read: the signer's, an auditor's. */
  readonly readers: readonly string[];
};

type Right = "$r" | "$w" | "$d" | "$mr" | "$mw";
type Acl = Readonly<Record<Right, readonly string[]>>;
type Json = Readonly<Record<string, unknown>>;

export type Settings = { readonly $userStreamAcl: Acl; readonly $systemStreamAcl: Acl };
/** What stands there lets more through than a ledger can bear, such as `$userStreamAcl.$d: $all`. */
export type Looser = { readonly looser: readonly string[] };

const ADMINS = "$admins";
const ALL = "$all";
const RIGHTS: readonly Right[] = ["$r", "$w", "$d", "$mr", "$mw"];

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** One role may stand without brackets; a list that is not there lets everybody through. */
const rolesOf = (list: unknown): readonly string[] => {
  if (typeof list === "string") return [list];
  return Array.isArray(list) ? list.map(String) : [ALL];
};

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

export const settingsOf = ({ writers, readers }: Access): Settings => ({
  $userStreamAcl: {
    $r: union(writers, readers),
    $w: [...writers],
    $d: [ADMINS],
    $mr: union(writers, readers),
    $mw: [ADMINS],
  },
  $systemStreamAcl: { $r: [ADMINS], $w: [ADMINS], $d: [ADMINS], $mr: [ADMINS], $mw: [ADMINS] },
});

/** Which rights only administrators may have. */
const CLOSED: { readonly [K in keyof Settings]: readonly Right[] } = {
  $userStreamAcl: ["$d", "$mw"],
  $systemStreamAcl: ["$w", "$d", "$mw"],
};

/** `had` and `wanted` together. */
export const mergedSettings = (had: unknown, wanted: Settings): Settings | Looser => {
  const looser: string[] = [];
  const merge = (name: keyof Settings): Acl => {
    const list = isJson(had) ? had[name] : undefined;
    // What is not said of system streams is closed by default; of user streams, open.
    if (name === "$systemStreamAcl" && !isJson(list)) return wanted[name];
    const merged = RIGHTS.map((right) => {
      const roles = rolesOf(isJson(list) ? list[right] : undefined);
      const isClosed = CLOSED[name].includes(right);
      const isLoose = roles.includes(ALL) || (isClosed && roles.some((role) => role !== ADMINS));
      if (isLoose) looser.push(`${name}.${right}: ${roles.join(", ")}`);
      return [right, union(roles, wanted[name][right])] as const;
    });
    return Object.fromEntries(merged) as Acl;
  };
  const settings = { $userStreamAcl: merge("$userStreamAcl"), $systemStreamAcl: merge("$systemStreamAcl") };
  return looser.length > 0 ? { looser } : settings;
};

/** Reading `$all`, which only administrators may by default. */
export const allMetadataOf = ({ writers, readers }: Access) => ({
  $acl: { $r: union([ADMINS, ...writers], readers) },
});

export const mergedAllMetadata = (had: unknown, wanted: ReturnType<typeof allMetadataOf>): Json | Looser => {
  const acl = isJson(had) && isJson(had.$acl) ? had.$acl : undefined;
  if (!isJson(had) || acl?.$r === undefined) return { ...(isJson(had) && had), $acl: { ...acl, ...wanted.$acl } };
  const roles = rolesOf(acl.$r);
  if (roles.includes(ALL)) return { looser: [`$all.$r: ${roles.join(", ")}`] };
  return { ...had, $acl: { ...acl, $r: union(roles, wanted.$acl.$r) } };
};

/** Who may do what by these settings. */
export const accessOf = ({ $userStreamAcl: { $w, $r } }: Settings): Access => ({
  writers: $w,
  readers: $r.filter((role) => !$w.includes(role)),
});
