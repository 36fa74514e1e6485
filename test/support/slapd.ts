/** OpenLDAP's own server, on free ports of this machine, with people, groups and a certificate of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureOwnCertificate, ownNames } from "../../adapters/tls/own-certificate.ts";
import { until } from "./server.ts";

export const BASE = "dc=example,dc=test";
export const SERVICE = `cn=reader,${BASE}`;
export const SERVICE_PASSWORD = "the reader's own";
export const group = (name: string): string => `cn=${name},ou=groups,${BASE}`;

const PEOPLE = ["alice", "bob", "carol", "twin-one", "twin-two"];
export const passwordOf = (uid: string): string => `${uid} in the directory`;

const ldif = (): string => {
  const entry = (dn: string, ...lines: readonly string[]): string => [`dn: ${dn}`, ...lines].join("\n");
  const person = (uid: string): string =>
    entry(
      `cn=${uid},ou=people,${BASE}`,
      "objectClass: inetOrgPerson",
      // Two entries that have one name for logging in.
      `uid: ${uid.startsWith("twin") ? "twin" : uid}`,
      `cn: ${uid}`,
      `sn: ${uid}`,
      "description: one",
      "description: two",
      `userPassword: ${passwordOf(uid)}`,
    );
  const groupOf = (name: string, ...members: readonly string[]): string =>
    entry(
      group(name),
      "objectClass: groupOfNames",
      `cn: ${name}`,
      ...members.map((m) => `member: cn=${m},ou=people,${BASE}`),
    );
  return `${[
    entry(BASE, "objectClass: dcObject", "objectClass: organization", "o: Example", "dc: example"),
    entry(`ou=people,${BASE}`, "objectClass: organizationalUnit", "ou: people"),
    entry(`ou=groups,${BASE}`, "objectClass: organizationalUnit", "ou: groups"),
    entry(SERVICE, "objectClass: person", "cn: reader", "sn: reader", `userPassword: ${SERVICE_PASSWORD}`),
    ...PEOPLE.map(person),
    groupOf("pki", "alice", "bob"),
    groupOf("auditors", "alice"),
    groupOf("requesters", "carol"),
  ].join("\n\n")}\n`;
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const answers = (port: number): Promise<true | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    }).once("error", () => resolve(undefined));
  });

export type Slapd = {
  readonly ldap: string;
  readonly ldaps: string;
  /** The same at an address that its certificate does not name. */
  readonly elsewhere: string;
  /** What it shows in TLS, which nobody else has signed. */
  readonly certificate: string;
  /** `entryUUID` of a person. */
  readonly idOf: (uid: string) => string;
  /** Stands still, and answers nobody; goes on. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
};

export const startSlapd = async (): Promise<Slapd> => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-slapd-"));
  const file = (name: string): string => join(directory, name);
  const files = { certificate: file("slapd.crt"), key: file("slapd.key") };
  ensureOwnCertificate({ files, names: ownNames("127.0.0.1", []), nowMs: Date.now() });
  mkdirSync(file("db"));
  writeFileSync(
    file("slapd.conf"),
    [
      ...["core", "cosine", "inetorgperson"].map((s) => `include /etc/ldap/schema/${s}.schema`),
      "modulepath /usr/lib/ldap",
      "moduleload back_mdb",
      `pidfile ${file("slapd.pid")}`,
      `TLSCertificateFile ${files.certificate}`,
      `TLSCertificateKeyFile ${files.key}`,
      // As careless as a directory may be: a name with an empty password is let in, as nobody.
      "allow bind_anon_dn bind_anon_cred",
      "database mdb",
      `suffix "${BASE}"`,
      `directory ${file("db")}`,
      "maxsize 10485760",
      "dbnosync",
      "access to attrs=userPassword by anonymous auth by * none",
      `access to * by dn.exact="${SERVICE}" read by * none`,
    ].join("\n"),
  );
  writeFileSync(file("people.ldif"), ldif());
  execFileSync("/usr/sbin/slapadd", ["-q", "-f", file("slapd.conf"), "-l", file("people.ldif")], { stdio: "pipe" });
  const stored = execFileSync("/usr/sbin/slapcat", ["-f", file("slapd.conf")], { encoding: "utf8", stdio: "pipe" });
  const [plain, secure] = [await freePort(), await freePort()];
  const [ldap, ldaps] = [`ldap://127.0.0.1:${plain}`, `ldaps://127.0.0.1:${secure}`];
  const elsewhere = `ldaps://127.0.0.2:${secure}`;
  const arguments_ = ["-d", "0", "-h", `${ldap} ${ldaps} ${elsewhere}`, "-f", file("slapd.conf")];
  const child: ChildProcess = spawn("/usr/sbin/slapd", arguments_, { stdio: "ignore" });
  await until("slapd answers", () => {
    if (child.exitCode !== null) throw new Error(`slapd ended: ${child.exitCode}`);
    return answers(secure);
  });
  return {
    ldap,
    ldaps,
    elsewhere,
    certificate: readFileSync(files.certificate, "utf8"),
    idOf: (uid) => {
      const entry = stored.split("\n\n").find((e) => e.startsWith(`dn: cn=${uid},`)) ?? "";
      return /^entryUUID: (.+)$/m.exec(entry)?.[1] ?? "";
    },
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    stop: () =>
      new Promise((resolve) => {
        const end = (): void => {
          rmSync(directory, { recursive: true, force: true });
          resolve();
        };
        if (child.exitCode !== null || child.signalCode !== null) return end();
        child.once("exit", end);
        child.kill("SIGKILL");
      }),
  };
};
