/**
 * The organisation's own list of people, LDAP in practice. It says who somebody is; whether that person is an officer here is
 * said by governance alone.
 *
 * Contract: `identify` finds exactly one entry by the name, then has the directory check the password against that entry.
 * A name is a value and never part of a question, whatever is in it. An empty password is refused before the directory is asked:
 * it would take it for a login of nobody and say yes (RFC 4513 §5.1.2). Nothing is sent that TLS does not protect, but to this
 * machine. What cannot be asked is a DirectoryFault, and never a yes.
 */
export interface Directory {
  /** As logins name it. */
  readonly name: string;
  readonly identify: (name: string, password: string) => Promise<Identified>;
}

export type Identified =
  /** `id`: what the directory calls the entry and never calls another. `roles`: those that its groups give here. */
  | { readonly is: "known"; readonly id: string; readonly roles: readonly DirectoryRole[] }
  | { readonly is: "unknown" | "wrong-password" | "ambiguous" | "not-in-group" };

/** What membership in a directory's group may give: roles that sign nothing. */
export const DIRECTORY_ROLES = ["auditor", "operator", "requester"] as const;
export type DirectoryRole = (typeof DIRECTORY_ROLES)[number];

export class DirectoryFault extends Error {
  override readonly name = "DirectoryFault";
  /** `directory.refused`: it does not take our own account, or has not what the configuration says. */
  readonly code: "directory.unavailable" | "directory.refused";
  readonly retryable: boolean;
  constructor(code: DirectoryFault["code"], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.retryable = code === "directory.unavailable";
  }
}
