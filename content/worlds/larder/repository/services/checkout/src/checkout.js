import { totalPence } from "../../cart/src/cart.js";
import { reserve } from "../../inventory/src/inventory.js";
import { notify } from "../../notifications/src/notifications.js";
import { charge } from "../../payments/src/payments.js";

export async function placeOrder({ customer, lines }) {
  await reserve(lines);
  const chargedPence = await charge(customer, totalPence(lines));
  await notify(customer, "Your order is on its way.");
  return { customer, chargedPence };
}
