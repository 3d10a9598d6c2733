const products = [
  { sku: "oats-500g", name: "Oats, 500 g", pricePence: 120 },
  { sku: "apples-1kg", name: "Apples, 1 kg", pricePence: 245 },
];

export function findProducts(query) {
  return products.filter((product) => product.name.toLowerCase().includes(query.toLowerCase()));
}
