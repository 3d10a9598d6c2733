const stock = new Map([
  ["oats-500g", 420],
  ["apples-1kg", 96],
]);

export async function reserve(lines) {
  for (const { sku, units } of lines) {
    const left = (stock.get(sku) ?? 0) - units;
    if (left < 0) throw new Error(`${sku} is sold out`);
    stock.set(sku, left);
  }
}
