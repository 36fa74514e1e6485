/** Changes of governance that a test needs done, signed by whom it names, recorded as the API would. */
import { randomUUID } from "node:crypto";
import type { Change } from "../../domain/governance/change.ts";
import type { Officer } from "../../domain/governance/officer.ts";
import type { Result } from "../../domain/kernel/result.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import { signedChange, type TestOfficer } from "./officer.ts";
import { LEDGER, makeFounding, OPERATOR, type World } from "./world.ts";

type Governed = Pick<World, "ports" | "alice" | "bob">;

/** What becomes of a change that `by` signed; alice and bob, when nobody is named. */
export const tryToGovern = (
  { ports, alice, bob }: Governed,
  change: Change,
  by: readonly TestOfficer[] = [alice, bob],
): Promise<Result<unknown>> =>
  changeGovernance(ports, OPERATOR, randomUUID(), change, signedChange(LEDGER, change, by));

export const govern = async (world: Governed, change: Change, by?: readonly TestOfficer[]): Promise<void> => {
  expectOk(await tryToGovern(world, change, by));
};

export const assignRoles = (world: Governed, actor: string, roles: readonly string[], by?: readonly TestOfficer[]) =>
  govern(world, { type: "AssignRoles", actor, roles: [...roles] }, by);

/** Enrols an officer, by alice and bob, or by whom it names, and the newcomer. */
export const enrol = async (
  world: Governed,
  newcomer: TestOfficer,
  roles?: Officer["roles"],
  by: readonly TestOfficer[] = [world.alice, world.bob],
): Promise<void> => {
  const [officer] = (await makeFounding(world.ports.vault, [newcomer])).officers;
  if (officer === undefined) throw new TypeError("no officer");
  const change = { type: "EnrolOfficer", officer: { ...officer, ...(roles && { roles }) } } as const;
  await govern(world, change, [...by, newcomer]);
};
