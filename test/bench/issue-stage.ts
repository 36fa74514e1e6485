/** A running Cartulary that issues over HTTP under a mandate: SoftHSM P-256, SQLite FULL, server and signer as processes. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { ProposalSchema, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { readServerConfig } from "../../http/config.ts";
import { tlsFiles } from "../../http/tls-files.ts";
import { makeCsr } from "../support/csr.ts";
import { signed } from "../support/officer.ts";
import { call, type Home, makeAuthorities, makeHome, startServer, tokenOf } from "../support/server.ts";
import { type Load, openLoad } from "./http-load.ts";

export type Stage = {
  readonly home: Home;
  readonly pid: number;
  readonly signerPid: number;
  readonly load: Load;
  /** Asks for a certificate and has it. Throws when the answer is anything else. */
  readonly issue: (body: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

const grant = async (home: Home): Promise<void> => {
  const mandate = {
    id: "bench",
    authority: "web-ca",
    profile: "tls-server",
    requesters: ["service:web"],
    subtrees: ["dns:example.test"],
    keyAlgorithms: ["ec-p256"],
    quota: { certificates: 100_000, seconds: 86_400 },
    notAfter: new Date(Date.now() + 86_400_000).toISOString(),
  };
  const proposed = await call(home, "operator:admin", "/v1/governance/proposals", { type: "GrantMandate", mandate });
  const proposal = v.parse(ProposalSchema, proposed.body);
  const approvals = [home.alice, home.bob].map((o) => signed(o, subjectOfProposal(proposal)));
  const done = await call(home, "operator:admin", "/v1/governance/changes", { change: proposal.change, approvals });
  if (done.status !== 201) throw new Error(`no mandate: ${JSON.stringify(done.body)}`);
};

/** Bodies of requests, each with a key of its own. */
export const makeRequests = (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const host = `host-${i}.example.test`;
      const csr = encodePem("CERTIFICATE REQUEST", await makeCsr({ subject: `CN=${host}`, dns: [host] }));
      return JSON.stringify({ authority: "web-ca", profile: "tls-server", csr });
    }),
  );

export const openStage = async (width: number): Promise<Stage> => {
  const home = makeHome("softhsm");
  const server = await startServer(home);
  await makeAuthorities(home);
  await grant(home);
  const ca = readFileSync(tlsFiles(readServerConfig(home.path))?.certificate ?? "", "utf8");
  const load = openLoad(home.url, tokenOf(home, "service:web"), width, ca);
  return {
    home,
    pid: server.child.pid ?? 0,
    signerPid: server.signerPid(),
    load,
    issue: async (body) => {
      const { status, body: text } = await load.post("/v1/requests", body);
      const { state, pem } = JSON.parse(text) as { state?: string; pem?: string | null };
      if (status !== 201 || state !== "fulfilled" || !pem?.includes("BEGIN CERTIFICATE"))
        throw new Error(`no certificate: ${status} ${text.slice(0, 300)}`);
    },
    close: async () => {
      load.close();
      await server.stop();
      home.remove();
    },
  };
};
