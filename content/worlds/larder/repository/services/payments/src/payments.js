export async function charge(customer, pence) {
  if (pence <= 0) throw new Error(`nothing to charge ${customer}`);
  return pence;
}
