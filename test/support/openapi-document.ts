/** The OpenAPI document without a server: the routes describe themselves, whatever stands behind them. */
import { silentLog } from "../../adapters/log/log.ts";
import { type ApiDeps, apiApp } from "../../http/api/app.ts";
import { version } from "../../http/version.ts";
import type { DocumentedAsks } from "./documented-routes.ts";

export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
  readonly pattern?: string;
};
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
export type DocumentedOperation = {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: "path" | "query" | "header";
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly "x-rights": DocumentedAsks;
};
export type OpenApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

export const openApiDocument = async (): Promise<OpenApiDocument> => {
  // No route is ever called: none of these is looked at.
  const observe: ApiDeps["observe"] = (_, next) => next();
  const deps = { ports: { queries: {}, publicUrl: "" }, observe, log: silentLog, version: version() };
  const { app } = apiApp(deps as unknown as ApiDeps);
  return (await (await app.request("/v1/openapi.json")).json()) as OpenApiDocument;
};
