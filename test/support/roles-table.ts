/** The tables of docs/roles.md: which right each route asks for, and which role has it. From the code itself. */
import { RIGHT_NAMES, RIGHTS } from "../../domain/governance/rights.ts";
import { BUILT_IN_ROLES, builtInRoles, roleTells } from "../../domain/governance/roles.ts";
import { documentedRoutes } from "./documented-routes.ts";
import type { OpenApiDocument } from "./openapi-document.ts";

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const head = (cells: readonly string[]): readonly string[] => [row(cells), `|${"---|".repeat(cells.length)}`];

export const rolesTable = (): string =>
  [...head(["role", "what it is for"]), ...BUILT_IN_ROLES.map((id) => row([`\`${id}\``, roleTells(id)]))].join("\n");

export const rightsTable = (): string =>
  [
    ...head(["right", "to do what", ...BUILT_IN_ROLES]),
    ...RIGHT_NAMES.map((right) =>
      row([
        `\`${right}\``,
        RIGHTS[right],
        ...BUILT_IN_ROLES.map((id) => (builtInRoles.get(id)?.rights.includes(right) ? "yes" : "")),
      ]),
    ),
  ].join("\n");

export const routesTable = (document: OpenApiDocument): string =>
  [
    ...head(["route", "right", ...BUILT_IN_ROLES]),
    ...documentedRoutes(document).map(({ method, path, asks: { right, roles = [], own, ownRoles = [] } }) =>
      row([
        `${method} ${path}`,
        right === "self" ? "none: the caller's own" : `\`${right}\`${own === undefined ? "" : `; own: \`${own}\``}`,
        ...BUILT_IN_ROLES.map((id) =>
          right === "self" || roles.includes(id) ? "yes" : ownRoles.includes(id) ? "own" : "",
        ),
      ]),
    ),
  ].join("\n");
