import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import { failBetween, faultMatrix } from "../fault/matrix.ts";

const directory = mkdtempSync(join(tmpdir(), "cartulary-matrix-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

faultMatrix({
  name: "SQLite",
  open: () => openSqliteEventStore({ path: join(directory, `${randomUUID()}.sqlite`) }),
  fail: failBetween,
});
