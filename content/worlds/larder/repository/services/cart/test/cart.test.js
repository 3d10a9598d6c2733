import assert from "node:assert/strict";
import { test } from "node:test";
import { totalPence } from "../src/cart.js";

test("the total of a cart with a discount is rounded once", () => {
  assert.equal(totalPence([{ units: 3, pricePence: 33 }], 10), 89);
});
