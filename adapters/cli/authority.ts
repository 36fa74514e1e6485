/** cartulary authority, cartulary crl. */
import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { KEY_ALGORITHMS } from "../../domain/pki/key-algorithm.ts";
import { AuthoritiesQuery, AuthorityAnswer, PendingAnswer } from "../../http/api/schemas.ts";
import { dryRunOption } from "./argument.ts";
import { api, apiBytes } from "./client.ts";
import { contextOf } from "./context.ts";
import { addCrl } from "./crl.ts";
import { CliExit, EXIT } from "./exit.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { listOptions, rowsOf } from "./rows.ts";

const pendingLines = (what: string, { request }: { readonly request: string }): readonly string[] => [
  `${what}: key generated, certificate requested`,
  `next: cartulary approve ${request} --officer ID --key FILE   (by enough officers)`,
];

/** What `create` says depends on how far its request is: the command may be given again at any time. */
const createdLines = (id: string, pending: { readonly request: string; readonly state: string }): readonly string[] => {
  switch (pending.state) {
    case "planned":
      return pendingLines(`authority ${id}`, pending);
    case "approved":
      return [`authority ${id}: approved; its certificate follows when the module answers`];
    case "fulfilled":
      return [`authority ${id}: certified`];
    default:
      throw new CliExit(
        EXIT.refused,
        "request.not-open",
        `authority ${id} exists, and its request was ${pending.state}: "cartulary authority request ${id}" asks again`,
      );
  }
};

const create = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  type NewAuthority = { kind: string; name: string; parent?: string; algorithm?: string };
  const { kind, name, parent, algorithm } = command.opts<NewAuthority>();
  const body = {
    id,
    kind,
    name,
    ...(parent !== undefined && { parent }),
    ...(algorithm !== undefined && { algorithm }),
  };
  const pending = await api(context, PendingAnswer, "/v1/authorities", { body, idempotencyKey: `authority-${id}` });
  context.out.result(pending, createdLines(id, pending));
};

const requestAnew = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const pending = await api(context, PendingAnswer, `/v1/authorities/${id}/request`, { method: "POST" });
  context.out.result(pending, pendingLines(`authority ${id}`, pending));
};

const responder = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { name, algorithm } = command.opts<{ name: string; algorithm?: string }>();
  const body = { name, ...(algorithm !== undefined && { algorithm }) };
  const pending = await api(context, PendingAnswer, `/v1/authorities/${id}/responder`, { body });
  context.out.result(pending, pendingLines(`OCSP responder of ${id}`, pending));
};

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, AuthorityAnswer, "/v1/authorities", AuthoritiesQuery);
  const rows = items.map((a) => [a.id, a.kind, a.state, a.parent ?? "", a.name, a.notAfter?.slice(0, 10) ?? ""]);
  context.out.table(items, ["id", "kind", "state", "parent", "name", "until"], rows);
};

const show = async (id: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { out } = command.opts<{ out?: string }>();
  if (out !== undefined) {
    writeFileSync(out, await apiBytes(context, `/v1/authorities/${id}`, "application/x-pem-file"));
    context.out.result({ out }, [`certificate of ${id} written to ${out}`]);
    return;
  }
  const a = await api(context, AuthorityAnswer, `/v1/authorities/${id}`);
  context.out.result(
    a,
    Object.entries(a).map(
      ([k, v]) => `${k.padEnd(10)} ${typeof v === "object" && v !== null ? JSON.stringify(v) : String(v)}`,
    ),
  );
};

const algorithmOption = (): Option =>
  new Option("--algorithm <kind>", 'kind of its key (default ec-p256; see "cartulary module show")').choices(
    KEY_ALGORITHMS,
  );

/** Under two nouns, because people look for it under either. */
export const addResponder = (parent: Command, about: string): void => {
  parent
    .command("responder")
    .argument("<id>", "of the authority whose certificates it answers for")
    .description(about)
    .requiredOption("--name <dn>", 'distinguished name of the responder, such as "O=Example, CN=Example OCSP"')
    .addOption(dryRunOption())
    .addOption(algorithmOption())
    .action((id: string, _options, command: Command) => responder(id, command));
};

export const addAuthority = (program: Command): void => {
  const authority = program.command("authority").description("authorities and their hierarchy");
  authority
    .command("create")
    .argument("<id>", "a name of a-z, 0-9 and hyphens that you choose, such as web-ca")
    .description("make an authority: generates its key and requests its certificate, which officers approve next")
    .addOption(
      new Option("--kind <kind>", "root certifies itself; issuing is certified by --parent")
        .choices(["root", "issuing"])
        .makeOptionMandatory(),
    )
    .requiredOption("--name <dn>", 'distinguished name, e.g. "C=DE, O=Example, CN=Web CA"')
    .option("--parent <id>", "the authority that certifies it (issuing only)")
    .addOption(dryRunOption())
    .addOption(algorithmOption())
    .action((id: string, _options, command: Command) => create(id, command));
  authority
    .command("request <id>")
    .description("request an authority's certificate anew, after its request was denied, withdrawn or failed")
    .addOption(dryRunOption())
    .action((id: string, _options, command: Command) => requestAnew(id, command));
  addResponder(authority, "make an OCSP responder for an authority and request its certificate");
  listOptions(authority.command("list"), AuthoritiesQuery)
    .description("list authorities")
    .action((_options, command: Command) => list(command));
  authority
    .command("show <id>")
    .description("show an authority, or write its certificate")
    .option("--out <file>", "write the certificate (PEM) here")
    .action((id: string, _options, command: Command) => show(id, command));
  proposing(authority.command("retire <id>"))
    .description("propose that an authority issues nothing more, for ever; its lists and OCSP answers go on")
    .action((id: string, _options, command: Command) =>
      propose(command, wishOf({ type: "RetireAuthority", authority: id }), "the officers that authority.retire needs"),
    );
  addCrl(program);
};
