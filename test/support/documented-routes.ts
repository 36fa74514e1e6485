/** Every route of the API as its document tells of it, with what it asks of its caller. */
import type { DocumentedOperation, OpenApiDocument } from "./openapi-document.ts";

/** `roles`: those that have the right; `ownRoles`: those that have the one which is enough for what is the caller's own. */
export type DocumentedAsks = {
  readonly right: string;
  readonly roles?: readonly string[];
  readonly own?: string;
  readonly ownRoles?: readonly string[];
};

export type DocumentedRoute = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly asks: DocumentedAsks;
  readonly parameters: DocumentedOperation["parameters"];
};

export const documentedRoutes = ({ paths }: OpenApiDocument): readonly DocumentedRoute[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      asks: operation["x-rights"],
      parameters: operation.parameters,
    })),
  );
