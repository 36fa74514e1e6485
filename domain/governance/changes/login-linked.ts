import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { visibleText } from "../../kernel/visible-text.ts";
import { changeKind } from "../change-kind.ts";
import { fingerprint } from "../fingerprint.ts";
import { doorOf, type Login, LoginSchema, type LoginWay } from "../login.ts";
import { soundOfficerKey } from "../officer.ts";
import { type FoundedGovernance, officerBehind } from "../state.ts";

const wayLines = (by: LoginWay): readonly string[] => {
  switch (by.way) {
    case "password":
      return ["with       a password", `digest of  its verifier: ${by.verifier}`];
    case "ldap":
      return [`with       the directory ${by.directory}`, `subject    ${by.subject} (a digest of its name there)`];
    case "certificate":
      return ["with       a client certificate", `key        SHA-256 ${by.spki}`];
    case "certificate-name":
      return [
        "with       any client certificate of one subject and one issuer",
        `issuer     key SHA-256 ${visibleText(fingerprint(by.issuerKey))}`,
        `subject    ${by.subject} (a digest of its name)`,
      ];
    case "security-key":
      return [
        "with       a security key, after a password",
        `key        SHA-256 ${fingerprint(by.spki)}`,
        `used at    ${by.origins.join(", ")}`,
      ];
  }
};

const soundHolder = (before: FoundedGovernance, holder: string): Result<unknown> => {
  const [kind, name = ""] = holder.split(":");
  if (kind !== "officer" && kind !== "operator")
    return refuse(refusal("governance.holder-reserved", "officers and operators log in; services have tokens"));
  return kind === "operator" || before.officers.get(name)?.isActive
    ? ok(undefined)
    : refuse(refusal("governance.officer-unknown", "no such officer is enrolled"));
};

const soundSecurityKey = ({ credentials }: FoundedGovernance, spki: string): Result<unknown> => {
  const key = soundOfficerKey({ spki });
  if (!key.ok) return key;
  return credentials.has(spki)
    ? refuse(refusal("governance.credential-reused", "a key that has signed for an officer is no login's"))
    : ok(undefined);
};

/** A password that is set anew takes the place of the one before; any other door that is there stays whose it is. */
const isTaken = ({ logins }: FoundedGovernance, login: Login): boolean =>
  login.by.way !== "password" && [...logins.values()].some((l) => l.isActive && doorOf(l) === doorOf(login));

/** A login is somebody's voice, as a token is: an officer's needs this officer or the quorum, any other the quorum (ADR 13). */
export const loginLinked = changeKind({
  command: "LinkLogin",
  event: "LoginLinked",
  tells: "An officer for themselves, or a quorum for anybody, said how the holder logs in.",
  fields: { login: LoginSchema },
  operation: "login.link",
  signs: ({ login }) => ({ subject: login.id, over: login }),
  lines: ({ login: { id, holder, by } }) => [
    `change     let ${holder} log in${by.way === "password" ? "; an earlier password of theirs ends" : ""}`,
    ...wayLines(by),
    `login      ${id}`,
  ],
  sound: (before, { login }) => {
    if (before.logins.has(login.id)) return refuse(refusal("command.reused", "a login of this id was linked before"));
    if (isTaken(before, login)) return refuse(refusal("governance.login-exists", "somebody logs in with this already"));
    const sound = soundHolder(before, login.holder);
    return sound.ok && login.by.way === "security-key" ? soundSecurityKey(before, login.by.spki) : sound;
  },
  rule: (before, { login }, approvals) => {
    const besides = officerBehind(before, login.holder);
    const isOwn = approvals.some((a) => a.statement.approver === besides?.id);
    return isOwn ? { needed: 1, besides } : { besides };
  },
  evolve: (before, { login }) => {
    const logins = new Map(before.logins);
    for (const [id, l] of logins)
      if (l.isActive && doorOf(l) === doorOf(login)) logins.set(id, { ...l, isActive: false });
    // From here on it is a login's key, and can be enrolled for nothing else.
    const { by } = login;
    const credentials = by.way === "security-key" ? new Set(before.credentials).add(by.spki) : before.credentials;
    return { ...before, credentials, logins: logins.set(login.id, { ...login, isActive: true }) };
  },
});
