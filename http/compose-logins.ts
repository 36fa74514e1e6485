/** How people log in: which adapters stand behind it. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openFilePasswordBook } from "../adapters/files/password-book.ts";
import { ldapDirectory } from "../adapters/ldap/directory.ts";
import { openMemoryAttemptLimit } from "../adapters/memory/attempt-limit.ts";
import { openMemorySessionStore } from "../adapters/memory/session-store.ts";
import { argon2id } from "../adapters/system/argon2.ts";
import type { Directory } from "../domain/ports/directory.ts";
import type { PasswordBook } from "../domain/ports/password-book.ts";
import { certificateChecker } from "../domain/process/login/check-certificate.ts";
import { directoryChecker } from "../domain/process/login/check-directory.ts";
import { passwordChecker } from "../domain/process/login/check-password.ts";
import { type LogIn, loginGate } from "../domain/process/login/log-in.ts";
import { secondFactorChecker } from "../domain/process/login/second-factor.ts";
import { type Sessions, sessionsOver } from "../domain/process/login/sessions.ts";
import type { Ports } from "../domain/process/ports.ts";
import type { ServerConfig } from "./config.ts";

export type Logins = { readonly sessions: Sessions; readonly logIn: LogIn; readonly passwords: PasswordBook };

/** Where a home keeps the verifiers of passwords. */
export const passwordBookIn = (home: string): PasswordBook =>
  openFilePasswordBook({ directory: join(home, "passwords") });

/** The organisation's directory, when one is configured. */
export const directoryOf = ({ home, ldap }: Pick<ServerConfig, "home" | "ldap">): Directory | undefined => {
  if (ldap === undefined) return undefined;
  const read = (file: string): string => readFileSync(resolve(home, file), "utf8");
  return ldapDirectory({
    ...ldap,
    ca: ldap.ca === undefined ? undefined : read(ldap.ca),
    // Read each time: it is changed while the server runs.
    bindPassword: () => read(ldap.bindPasswordFile).replace(/\r?\n$/, ""),
    requiredGroup: ldap.requiredGroup,
    timeoutMs: ldap.timeoutSeconds * 1000,
  });
};

export const composeLogins = (
  { login, session }: Pick<ServerConfig, "login" | "session">,
  ports: Pick<Ports, "clock" | "entropy" | "store" | "queries">,
  passwords: PasswordBook,
  directory?: Directory,
): Logins => {
  const { clock, entropy } = ports;
  const hash = argon2id({ memory: login.argon2Memory, passes: login.argon2Passes, lanes: 1 });
  return {
    passwords,
    sessions: sessionsOver({ sessions: openMemorySessionStore(), clock, entropy }, session),
    logIn: loginGate({
      limit: openMemoryAttemptLimit(login),
      checkPassword: passwordChecker({ hash, passwords, entropy }),
      checkCertificate: certificateChecker(ports),
      checkDirectory: directoryChecker(directory),
      checkSecondFactor: secondFactorChecker(ports, login.secondFactor),
    }),
  };
};
