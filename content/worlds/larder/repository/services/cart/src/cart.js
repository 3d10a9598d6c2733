export function totalPence(lines, discountPercent = 0) {
  const sum = lines.reduce((total, line) => total + line.units * line.pricePence, 0);
  return Math.round(sum * (1 - discountPercent / 100));
}
