/**
 * The table: every append and every signature of the story, each failing in every way. A rig is a kind of store and how
 * its appends are made to fail; signatures fail the same way everywhere.
 */
import { describe, expect, test } from "vitest";
import { type EventStore, StoreFault } from "../../domain/ports/event-store.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { type Signer, SignerFault } from "../../domain/ports/signer.ts";
import { makeWorldOn, type World } from "../support/world.ts";
import { expectSound, story } from "./story.ts";

export const KINDS = ["lost", "persisted, answer lost", "slow", "refused"] as const;
export type Kind = (typeof KINDS)[number];

/** Makes the one append that is under way fail; `advance` moves the clock that everybody reads. */
export type FailAppend = (
  kind: Kind,
  append: () => ReturnType<EventStore["append"]>,
  advance: (seconds: number) => void,
) => ReturnType<EventStore["append"]>;

export type Rig = {
  readonly name: string;
  /** A new, empty ledger. */
  readonly open: () => Promise<EventStore>;
  readonly fail: FailAppend;
};

const SLOW_SECONDS = 75;

/** For stores that cannot be made to fail from outside: the failing happens between them and the process. */
export const failBetween: FailAppend = async (kind, append, advance) => {
  switch (kind) {
    case "lost":
      throw new StoreFault("store.ambiguous");
    case "persisted, answer lost":
      await append();
      throw new StoreFault("store.ambiguous");
    case "slow": {
      advance(SLOW_SECONDS);
      const done = await append();
      advance(SLOW_SECONDS);
      return done;
    }
    case "refused":
      throw new StoreFault("store.unavailable");
  }
};

type Breakable = EventStore & {
  arm: (place: number, kind: Kind, advance: (s: number) => void) => void;
  count: () => number;
};

/** Lets the `place`-th append from arming fail; counts all of them. */
const breakable = (inner: EventStore, fail: FailAppend): Breakable => {
  let n = 0;
  let armed: { place: number; kind: Kind; advance: (s: number) => void } | undefined;
  return {
    ...inner,
    append: (stream, expected, events) => {
      const append = () => inner.append(stream, expected, events);
      const mine = n++;
      return armed?.place === mine ? fail(armed.kind, append, armed.advance) : append();
    },
    arm: (place, kind, advance) => {
      n = 0;
      armed = { place, kind, advance };
    },
    count: () => n,
  };
};

type SignCall = "generateKey" | "signCertificate" | "signCrl" | "signOcsp";
const CALLS: readonly SignCall[] = ["generateKey", "signCertificate", "signCrl", "signOcsp"];

/** As `breakable`, for the signer's calls. The fault codes are those that a socket gives. */
const breakSigner = (world: World<EventStore>, place: number, kind: Kind): { readonly count: () => number } => {
  const inner = world.ports.signer;
  let n = 0;
  const failing = async <T>(call: () => Promise<T>): Promise<T> => {
    switch (kind) {
      case "lost":
        throw new SignerFault("signer.timeout", true);
      case "persisted, answer lost":
        await call();
        throw new SignerFault("signer.unreachable", true);
      case "slow": {
        world.clock.advance(SLOW_SECONDS);
        const done = await call();
        world.clock.advance(SLOW_SECONDS);
        return done;
      }
      case "refused":
        throw new SignerFault("signer.busy", true);
    }
  };
  const broken = Object.fromEntries(
    CALLS.map((name) => [
      name,
      (request: never) => {
        const call = () => inner[name](request) as Promise<unknown>;
        return n++ === place ? failing(call) : call();
      },
    ]),
  );
  Object.assign(world.ports, { signer: { ...inner, ...broken } as Signer });
  return { count: () => n };
};

const PROFILES = ["tls-server", "tls-client"] as const;

/** How many appends and signatures the story alone has; the tables are made for so many. */
export const PLACES = { appends: 51, signatures: 12 } as const;
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

export const faultMatrix = (rig: Rig): void => {
  const make = async () => {
    const store = breakable(await rig.open(), rig.fail);
    const world = await makeWorldOn<EventStore & Breakable>(store);
    store.arm(-1, "lost", () => undefined);
    return { store, world };
  };

  describe(`faults: ${rig.name}`, () => {
    test("the story alone is sound, and has the places that the tables have", async () => {
      const { store, world } = await make();
      const signatures = breakSigner(world, -1, "lost");
      await story(world, "tls-server");
      await expectSound(world);
      expect({ appends: store.count(), signatures: signatures.count() }).toEqual(PLACES);
      await store.close();
    });

    describe.for(KINDS)("an append that is %s", (kind) => {
      test.for(upTo(PLACES.appends))("at place %i", async (place) => {
        const { store, world } = await make();
        store.arm(place, kind, world.clock.advance);
        await story(world, PROFILES[place % 2] ?? "tls-server");
        expect(store.count()).toBeGreaterThan(place);
        await expectSound(world);
        await store.close();
      });
    });

    describe.for(KINDS)("a call of the signer that is %s", (kind) => {
      test.for(upTo(PLACES.signatures))("at place %i", async (place) => {
        const { store, world } = await make();
        const { count } = breakSigner(world, place, kind);
        await story(world, PROFILES[place % 2] ?? "tls-server");
        expect(count()).toBeGreaterThan(place);
        await expectSound(world);
        await store.close();
      });
    });

    describe.for(["before", "after"] as const)("a module that fails %s it signed", (when) => {
      test.for(upTo(8))("at signature %i", async (place) => {
        const { store, world } = await make();
        let n = 0;
        world.module.faults.onSign = () =>
          n++ === place ? { when, fault: new ModuleFault("module.unavailable") } : undefined;
        await story(world, "tls-client");
        expect(n).toBeGreaterThan(place);
        await expectSound(world);
        await store.close();
      });
    });
  });
};
