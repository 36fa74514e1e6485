/** A directory that is spoken to over LDAP (RFC 4511): found with an account of our own, then bound to as who logs in. */
import { randomUUID } from "node:crypto";
import { AndFilter, type Client, EqualityFilter, InvalidCredentialsError, NoSuchObjectError } from "ldapts";
import { toHex } from "../../domain/kernel/bytes.ts";
import {
  DIRECTORY_ROLES,
  type Directory,
  DirectoryFault,
  type DirectoryRole,
  type Identified,
} from "../../domain/ports/directory.ts";
import { faultOf, type LdapServer, withDirectory } from "./connection.ts";

export type LdapOptions = LdapServer & {
  readonly name: string;
  readonly bindDn: string;
  readonly bindPassword: () => string;
  /** Below which people are. */
  readonly base: string;
  /** What people type, `uid`. */
  readonly userAttribute: string;
  /** What is never anybody else's, `entryUUID`. */
  readonly idAttribute: string;
  /** What a group says of its members, `member`. */
  readonly memberAttribute: string;
  /** Nobody outside of it logs in. */
  readonly requiredGroup: string | undefined;
  readonly roles: { readonly [R in DirectoryRole]?: string | undefined };
};

/** Octets: Active Directory's objectGUID is no text. */
const BINARY = new Set(["objectguid"]);
/** More than one is as bad as a thousand. */
const TWO = 2;

type Found = { readonly dn: string; readonly id: string };

const idOf = (attribute: string, value: unknown): string => {
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (!Buffer.isBuffer(one) || one.length === 0) throw new DirectoryFault("directory.refused");
  return BINARY.has(attribute.toLowerCase()) ? toHex(one) : one.toString("utf8").toLowerCase();
};

const find = async (client: Client, options: LdapOptions, name: string): Promise<readonly Found[]> => {
  const { base, userAttribute, idAttribute } = options;
  const { searchEntries } = await client.search(base, {
    scope: "sub",
    // An object and no text: the name goes out as a value of its own, and nothing in it is read as a filter.
    filter: new AndFilter({ filters: [new EqualityFilter({ attribute: userAttribute, value: name })] }),
    attributes: [idAttribute],
    explicitBufferAttributes: [idAttribute],
    sizeLimit: TWO,
    derefAliases: "never",
  });
  return searchEntries.map((entry) => {
    const key = Object.keys(entry).find((k) => k.toLowerCase() === idAttribute.toLowerCase()) ?? "";
    return { dn: entry.dn, id: idOf(idAttribute, entry[key]) };
  });
};

const isMember = async (client: Client, { memberAttribute }: LdapOptions, group: string, dn: string) => {
  const { searchEntries } = await client.search(group, {
    scope: "base",
    filter: new EqualityFilter({ attribute: memberAttribute, value: dn }),
    attributes: ["1.1"],
    sizeLimit: TWO,
  });
  return searchEntries.length === 1;
};

const rolesIn = async (client: Client, options: LdapOptions, dn: string): Promise<readonly DirectoryRole[]> => {
  const roles: DirectoryRole[] = [];
  for (const role of DIRECTORY_ROLES) {
    const group = options.roles[role];
    if (group !== undefined && (await isMember(client, options, group, dn))) roles.push(role);
  }
  return roles;
};

/** Whether the directory takes this password for that entry. */
const binds = async (client: Client, dn: string, password: string): Promise<boolean> => {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError || error instanceof NoSuchObjectError) return false;
    throw error;
  }
};

const identify = async (client: Client, options: LdapOptions, name: string, password: string): Promise<Identified> => {
  const { base, userAttribute, requiredGroup } = options;
  await client.bind(options.bindDn, options.bindPassword());
  const [entry, ...others] = await find(client, options, name);
  if (entry === undefined || others.length > 0) {
    // As long as for somebody who is there.
    await binds(client, `${userAttribute}=${randomUUID()},${base}`, password);
    return { is: entry === undefined ? "unknown" : "ambiguous" };
  }
  // Asked with our own account, before the connection is theirs.
  const isIn = requiredGroup === undefined || (await isMember(client, options, requiredGroup, entry.dn));
  const roles = await rolesIn(client, options, entry.dn);
  if (!(await binds(client, entry.dn, password))) return { is: "wrong-password" };
  return isIn ? { is: "known", id: entry.id, roles } : { is: "not-in-group" };
};

export const ldapDirectory = (options: LdapOptions): Directory => ({
  name: options.name,
  identify: async (name, password) => {
    if (password === "" || name === "") return { is: "wrong-password" };
    try {
      return await withDirectory(options, (client) => identify(client, options, name, password));
    } catch (error) {
      throw faultOf(error);
    }
  },
});
