/** Our schemas as JSON Schema, for OpenAPI. */
import { toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";

/** What JSON Schema cannot say is left out; an instant, which is checked by a function, is said. */
export const jsonSchemaOf = (schema: v.GenericSchema): object => {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    errorMode: "ignore",
    typeMode: "input",
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === "custom" ? { ...jsonSchema, type: "string", format: "date-time" } : undefined,
  });
  return rest;
};
