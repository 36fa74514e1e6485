/** What commands of several aggregates are made of. Few values each, so that things meet. */
import { fc } from "@fast-check/vitest";
import { addSeconds, type Instant } from "../../../domain/kernel/instant.ts";
import { plainMaterial } from "../../../domain/kernel/sealed.ts";
import { makeOfficer } from "../../support/officer.ts";

export const T0 = "2026-01-01T00:00:00.000Z" as Instant;
export const digest = fc.constantFrom("A", "B").map((c) => c.repeat(43) as never);
export const instant = fc.integer({ min: 0, max: 1_000_000 }).map((s) => addSeconds(T0, s));
export const by = fc.constantFrom("officer:alice", "service:web");
export const material = fc.constant(plainMaterial(Uint8Array.of(1)));
export const hex32 = "0".repeat(32);
export const place = { issuer: hex32, serial: "01" as never };
export const LEDGER = "test/ledger";
export const [alice, bob, carol] = [makeOfficer("alice"), makeOfficer("bob", "p256"), makeOfficer("carol")];
export const OFFICERS = [alice, bob, carol];
