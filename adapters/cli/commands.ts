import type { Command } from "commander";

/**
 * What adds which commands. A file is loaded for its own commands only: most need a tenth of the program, and scripts
 * start it often.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  init: async () => (await import("./init.ts")).addInit,
  "serve signer": async () => (await import("./serve.ts")).addServe,
  "authority crl": async () => (await import("./authority.ts")).addAuthority,
  "request approve": async () => (await import("./request.ts")).addRequest,
  certificate: async () => (await import("./certificate.ts")).addCertificate,
  policy: async () => (await import("./policy.ts")).addPolicy,
  governance: async () => (await import("./governance.ts")).addGovernance,
  officer: async () => (await import("./officer.ts")).addOfficer,
  "role person": async () => (await import("./role.ts")).addRole,
  group: async () => (await import("./group.ts")).addGroup,
  credential: async () => (await import("./credential.ts")).addCredential,
  witness: async () => (await import("./witness.ts")).addWitness,
  mandate: async () => (await import("./mandate.ts")).addMandate,
  login: async () => (await import("./login.ts")).addLogin,
  session: async () => (await import("./session.ts")).addSession,
  token: async () => (await import("./token.ts")).addToken,
  webhook: async () => (await import("./webhook.ts")).addWebhook,
  ledger: async () => (await import("./ledger.ts")).addLedger,
  verify: async () => (await import("./verify.ts")).addVerify,
  store: async () => (await import("./store.ts")).addStore,
  lint: async () => (await import("./lint.ts")).addLint,
  path: async () => (await import("./path.ts")).addPath,
  module: async () => (await import("./module.ts")).addModule,
  config: async () => (await import("./config.ts")).addConfig,
  key: async () => (await import("./key.ts")).addKey,
  profile: async () => (await import("./profile.ts")).addProfile,
  ocsp: async () => (await import("./ocsp.ts")).addOcsp,
  "completion man": async () => (await import("./manual.ts")).addManual,
  doctor: async () => (await import("./doctor.ts")).addDoctor,
};
