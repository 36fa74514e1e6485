/** How people log in: which adapters stand behind it. */
import { join } from "node:path";
import { openFilePasswordBook } from "../adapters/files/password-book.ts";
import { openMemoryAttemptLimit } from "../adapters/memory/attempt-limit.ts";
import { openMemorySessionStore } from "../adapters/memory/session-store.ts";
import { argon2id } from "../adapters/system/argon2.ts";
import type { PasswordBook } from "../domain/ports/password-book.ts";
import { certificateChecker } from "../domain/process/login/check-certificate.ts";
import { passwordChecker } from "../domain/process/login/check-password.ts";
import { type LogIn, loginGate } from "../domain/process/login/log-in.ts";
import { type Sessions, sessionsOver } from "../domain/process/login/sessions.ts";
import type { Ports } from "../domain/process/ports.ts";
import type { ServerConfig } from "./config.ts";

export type Logins = { readonly sessions: Sessions; readonly logIn: LogIn; readonly passwords: PasswordBook };

/** Where a home keeps the verifiers of passwords. */
export const passwordBookIn = (home: string): PasswordBook =>
  openFilePasswordBook({ directory: join(home, "passwords") });

export const composeLogins = (
  { login, session }: Pick<ServerConfig, "login" | "session">,
  ports: Pick<Ports, "clock" | "entropy" | "store" | "queries">,
  passwords: PasswordBook,
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
    }),
  };
};
