/** What many tests of the API do first: a request, its approvals, its certificate. */
import { encodePem } from "../../domain/pki/pem.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import type { App } from "./app.ts";
import { makeCsr } from "./csr.ts";
import { signed } from "./officer.ts";

export const requestsOver = (app: () => App) => {
  const wish = async (change: object = {}) => ({
    authority: "web-ca",
    profile: "tls-server",
    csr: encodePem("CERTIFICATE REQUEST", await makeCsr()),
    ...change,
  });
  const submit = async () => (await app().call("service:web", "POST", "/v1/requests", await wish())).body;
  const judge = async (id: unknown, officer: "alice" | "bob", change = {}) => {
    const { body } = await app().call("operator:admin", "GET", `/v1/requests/${id}`);
    return app().call(
      "operator:admin",
      "POST",
      `/v1/requests/${id}/approvals`,
      signed(app().world[officer], body.statement as Subject, change),
    );
  };
  /** ISSUER/SERIAL of a certificate of service:web. */
  const issue = async (): Promise<string> => {
    const { id } = await submit();
    await judge(id, "alice");
    const { body } = await judge(id, "bob");
    const { issuer, serial } = body.certificate as { issuer: string; serial: string };
    return `${issuer}/${serial}`;
  };
  return { wish, submit, judge, issue };
};
