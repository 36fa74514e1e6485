/** Our schemas as JSON Schema, for OpenAPI. */
import { toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";

type JsonObject = { readonly properties?: Readonly<Record<string, unknown>> };

/** A member that must not be there is said by not saying it: the object takes no others. */
const withoutForbidden = (
  jsonSchema: JsonObject,
  entries: Readonly<Record<string, { readonly type: string }>>,
): object => {
  const isNever = (name: string): boolean => {
    const entry = entries[name] as { readonly wrapped?: { readonly type: string } } | undefined;
    return entry?.wrapped?.type === "never";
  };
  const properties = Object.entries(jsonSchema.properties ?? {}).filter(([name]) => !isNever(name));
  return { ...jsonSchema, properties: Object.fromEntries(properties) };
};

/** What JSON Schema cannot say is left out; an instant, which is checked by a function, is said. */
export const jsonSchemaOf = (schema: v.GenericSchema): object => {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    errorMode: "ignore",
    typeMode: "input",
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      if (valibotSchema.type === "custom") return { ...jsonSchema, type: "string", format: "date-time" };
      if (valibotSchema.type !== "strict_object") return undefined;
      return withoutForbidden(
        jsonSchema as JsonObject,
        (valibotSchema as v.StrictObjectSchema<v.ObjectEntries, undefined>).entries,
      );
    },
  });
  return rest;
};
