import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openSqliteDeliveryBook } from "../../../adapters/sqlite/delivery-book.ts";
import { at, deliveryBookContract, letterAt } from "../../contract/delivery-book.ts";

const directory = mkdtempSync(join(tmpdir(), "cartulary-book-"));
afterAll(() => rmSync(directory, { recursive: true }));
let n = 0;
const path = (): string => join(directory, `${n++}.sqlite`);

deliveryBookContract("sqlite", () => openSqliteDeliveryBook({ path: path() }));

test("everything survives a restart", () => {
  const file = path();
  const before = openSqliteDeliveryBook({ path: file });
  before.bury("a", letterAt(1));
  before.move("a", at(7));
  before.close();
  const after = openSqliteDeliveryBook({ path: file });
  expect([after.cursor("a"), after.letter("a", at(1))]).toEqual([at(7), letterAt(1)]);
  after.close();
});
