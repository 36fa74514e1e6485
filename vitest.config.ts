import { defineConfig } from "vitest/config";

/** `CARTULARY_SUITE=slow` picks what takes minutes: real processes killed at every step, long property runs. */
const isSlow = process.env.CARTULARY_SUITE === "slow";
/** A real EventStoreDB may be far away and on a slow disk. */
const isReal = process.env.ESDB_TEST_URL !== undefined;

export default defineConfig({
  test: {
    include: isSlow ? ["test/slow/**/*.test.ts"] : ["test/**/*.test.ts"],
    exclude: isSlow ? [] : ["test/slow/**", "test/bench/**"],
    pool: "forks",
    maxWorkers: 2,
    // Generous: end-to-end tests start dozens of processes, on whatever machine.
    testTimeout: isSlow || isReal ? 300_000 : 120_000,
    hookTimeout: 120_000,
  },
});
