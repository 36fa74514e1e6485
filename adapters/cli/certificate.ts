/** cartulary certificate. */
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { REASONS } from "../../domain/certificate/events.ts";
import { ReceiptSchema } from "../../domain/transparency/story.ts";
import { CertificateAnswer, CertificatesQuery, StatusAnswer } from "../../http/api/schemas.ts";
import { dryRunOption, moment } from "./argument.ts";
import { api, apiBytes } from "./client.ts";
import { contextOf } from "./context.ts";
import { wishOf } from "./governance-gate.ts";
import { propose, proposing } from "./officer.ts";
import { listOptions, rowsOf } from "./rows.ts";

/** `ISSUER/SERIAL`, as the other commands print it. */
const placeOf = (text: string): string => {
  if (!/^[0-9a-f]{32}\/[0-9a-f]{2,40}$/.test(text)) throw new InvalidArgumentError("expected ISSUER/SERIAL");
  return text;
};

const list = async (command: Command): Promise<void> => {
  const context = contextOf(command);
  const items = await rowsOf(context, command, CertificateAnswer, "/v1/certificates", CertificatesQuery);
  const rows = items.map((c) => [
    `${c.issuer}/${c.serial}`,
    c.profile,
    c.state,
    c.reason ?? c.status,
    c.notAfter.slice(0, 10),
  ]);
  context.out.table(items, ["certificate", "profile", "state", "status", "until"], rows);
};

/** The API's names of the forms. */
const MEDIA = {
  pem: "application/x-pem-file",
  der: "application/pkix-cert",
  chain: "application/pem-certificate-chain",
  pkcs7: "application/pkcs7-mime",
} as const;

const get = async (place: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { out, form } = command.opts<{ out?: string; form: keyof typeof MEDIA }>();
  if (out === undefined) {
    const row = await api(context, CertificateAnswer, `/v1/certificates/${place}`);
    context.out.result(
      row,
      Object.entries(row).map(([k, v]) => `${k.padEnd(10)} ${String(v)}`),
    );
    return;
  }
  const bytes = await apiBytes(context, `/v1/certificates/${place}`, MEDIA[form]);
  writeFileSync(out, bytes);
  context.out.result({ out, form, sizeBytes: bytes.length }, [
    `certificate written to ${out} (${form.toUpperCase()}, ${bytes.length} octets)`,
  ]);
};

const receipt = async (place: string, command: Command): Promise<void> => {
  const context = contextOf(command);
  const { out } = command.opts<{ out: string }>();
  const told = await api(context, ReceiptSchema, `/v1/certificates/${place}/receipt`);
  writeFileSync(out, `${JSON.stringify(told, null, 1)}\n`);
  context.out.result({ out, events: told.entries.length }, [
    `receipt written to ${out}: ${told.entries.length} events under one checkpoint`,
    `whoever has the ledger's key verifies it offline: cartulary verify receipt ${out} --key KEY`,
  ]);
};

const change = async (
  place: string,
  act: "revocation" | "hold" | "release",
  body: unknown,
  command: Command,
): Promise<void> => {
  const context = contextOf(command);
  const path = `/v1/certificates/${place}/${act}`;
  const changed = await api(context, StatusAnswer, path, body === undefined ? { method: "POST" } : { body });
  const crl = changed.crl === null ? "the next CRL will show it" : `CRL ${changed.crl} shows it`;
  context.out.result(changed, [`certificate ${changed.serial} is ${changed.status}; OCSP tells it now, ${crl}`]);
};

type OrderOptions = { readonly reason: string; readonly invalidSince?: string };

const order = (places: readonly string[], { reason, invalidSince }: OrderOptions, command: Command): Promise<void> => {
  const certificates = places.map(placeOf).map((place) => {
    const [issuer, serial] = place.split("/");
    return { issuer, serial };
  });
  const wanted = { id: randomUUID(), certificates, reason, invalidSince: invalidSince ?? null };
  const wish = wishOf({ type: "OrderRevocation", order: wanted });
  return propose(command, wish, "the officers that revocation.order needs");
};

export const addCertificate = (program: Command): void => {
  const certificate = program.command("certificate").description("issued certificates");
  listOptions(certificate.command("list"), CertificatesQuery)
    .description("list certificates in the order of their issuance")
    .action((_options, command: Command) => list(command));
  certificate
    .command("get")
    .argument("<issuer/serial>", 'which certificate, as "cartulary certificate list" prints it', placeOf)
    .description("show a certificate, or write it to a file")
    .option("--out <file>", "write it here")
    .addOption(
      new Option("--form <form>", "form of the file; chain and pkcs7 have the issuers' certificates with it")
        .choices(Object.keys(MEDIA))
        .default("pem"),
    )
    .action((place: string, _options, command: Command) => get(place, command));
  certificate
    .command("revoke")
    .argument("<issuer/serial>", 'which certificate, as "cartulary certificate list" prints it', placeOf)
    .description(
      "revoke a certificate, for ever: by an officer who is a revoker (--as officer:ID), or by whoever asked for it",
    )
    .addOption(new Option("--reason <reason>", "why (RFC 5280 §5.3.1)").choices(REASONS).default("unspecified"))
    .addOption(
      new Option("--invalid-since <time>", "since when it must not be trusted (RFC 5280 §5.3.2)").argParser(moment),
    )
    .addOption(dryRunOption())
    .action((place: string, { reason, invalidSince }: { reason: string; invalidSince?: string }, command: Command) =>
      change(place, "revocation", { reason, ...(invalidSince !== undefined && { invalidSince }) }, command),
    );
  certificate
    .command("receipt")
    .argument("<issuer/serial>", 'which certificate, as "cartulary certificate list" prints it', placeOf)
    .description("fetch the receipt of a certificate: the proof that its story stands in the sealed ledger")
    .requiredOption("--out <file>", "write it here; keep it beside the certificate")
    .action((place: string, _options, command: Command) => receipt(place, command));
  proposing(certificate.command("order-revocation"))
    .argument("<issuer/serial...>", 'which certificates, as "cartulary certificate list" prints them')
    .description("propose what no single revoker may do: to revoke an authority's certificate, or many at once")
    .addOption(new Option("--reason <reason>", "why (RFC 5280 §5.3.1)").choices(REASONS).default("unspecified"))
    .addOption(
      new Option("--invalid-since <time>", "since when they must not be trusted (RFC 5280 §5.3.2)").argParser(moment),
    )
    .action((places: readonly string[], options: OrderOptions, command: Command) => order(places, options, command));
  for (const [verb, description] of [
    ["hold", "put a certificate on hold, by a revoker (--as officer:ID)"],
    ["release", "lift a hold, by a revoker (--as officer:ID)"],
  ] as const)
    certificate
      .command(verb)
      .argument("<issuer/serial>", 'which certificate, as "cartulary certificate list" prints it', placeOf)
      .description(description)
      .addOption(dryRunOption())
      .action((place: string, _options, command: Command) => change(place, verb, undefined, command));
};
