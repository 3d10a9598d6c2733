/**
 * A binary floating-point number of arbitrary precision: `mantissa * 2^exponent`, or an infinity. Terraform works with 512 bits
 * (https://pkg.go.dev/math/big#Float); a result carries the larger precision of its operands.
 */
export type HclNumber = {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly precision: number;
  readonly infinite?: 1 | -1;
  /** Zero with a sign, as negating zero makes it. */
  readonly negativeZero?: true;
};

export const fullPrecision = 512;
/** The precision of what functions count: lengths and indices are 64-bit integers in the original. */
const countPrecision = 64;
/** Numbers beyond about 10^±20000 are refused: their decimal text alone would spend a submission's budget. */
const maxExponent = 20_000;

/** Thrown by arithmetic on numbers that are too large to be held; whoever evaluates turns it into a diagnostic. */
export class NumberOutOfRange extends Error {
  constructor() {
    super("the number is too large or too small to be worked with here");
  }
}

/** The original panics here, and whoever calls words the error. */
export class NotANumber extends Error {
  constructor() {
    super("the result is not a number");
  }
}

export const zero: HclNumber = { mantissa: 0n, exponent: 0, precision: fullPrecision };

/** A whole number as functions count them. */
export function count(value: number | bigint): HclNumber {
  return { mantissa: BigInt(value), exponent: 0, precision: countPrecision };
}

export function infinity(sign: 1 | -1): HclNumber {
  return { mantissa: 0n, exponent: 0, precision: fullPrecision, infinite: sign };
}

export function fromBigInt(value: bigint): HclNumber {
  return rounded(value, 0, Math.max(countPrecision, bitLength(value) > fullPrecision ? fullPrecision : bitLength(value)));
}

/** A double, exactly; its precision is 53 bits as in the original. */
export function fromDouble(value: number): HclNumber {
  if (Number.isNaN(value)) throw new NotANumber();
  if (!Number.isFinite(value)) return infinity(value > 0 ? 1 : -1);
  if (Object.is(value, -0)) return negate({ ...zero, precision: 53 });
  let [scaled, exponent] = [value, 0];
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent--;
  }
  return normalised(BigInt(scaled), exponent, 53);
}

const decimal = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Decimal text to a number; nothing if it is no decimal number. */
export function parseNumber(text: string): HclNumber | undefined {
  const match = decimal.exec(text);
  if (!match) return undefined;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const digits = (sign === "-" ? -1n : 1n) * BigInt((whole + fraction).replace(/^0+(?=\d)/, ""));
  if (digits === 0n) return sign === "-" ? negate(zero) : zero;
  const scale = Number(power) - fraction.length;
  if (Math.abs(scale) > maxExponent || whole.length > maxExponent) throw new NumberOutOfRange();
  if (scale >= 0) return rounded(digits * 10n ** BigInt(scale), 0, fullPrecision);
  return quotient(digits, 10n ** BigInt(-scale), 0, fullPrecision);
}

export function isInteger(a: HclNumber): boolean {
  if (a.infinite) return false;
  return a.exponent >= 0 || a.mantissa === 0n || (a.mantissa & ((1n << BigInt(-a.exponent)) - 1n)) === 0n;
}

/** The number without its fraction, towards zero. */
export function toBigInt(a: HclNumber): bigint {
  if (a.infinite) throw new NumberOutOfRange();
  if (a.exponent >= 0) return a.mantissa << BigInt(a.exponent);
  const whole = magnitude(a.mantissa) >> BigInt(-a.exponent);
  return a.mantissa < 0n ? -whole : whole;
}

export function signOf(a: HclNumber): -1 | 0 | 1 {
  if (a.infinite) return a.infinite;
  return a.mantissa === 0n ? 0 : a.mantissa < 0n ? -1 : 1;
}

export function compare(a: HclNumber, b: HclNumber): number {
  if (a.infinite || b.infinite) return (a.infinite ?? 0) - (b.infinite ?? 0);
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function negate(a: HclNumber): HclNumber {
  if (a.infinite) return infinity(a.infinite === 1 ? -1 : 1);
  if (a.mantissa === 0n)
    return { mantissa: 0n, exponent: 0, precision: a.precision, ...(a.negativeZero ? {} : { negativeZero: true as const }) };
  return { ...a, mantissa: -a.mantissa };
}

export function add(a: HclNumber, b: HclNumber): HclNumber {
  if (a.infinite && b.infinite && a.infinite !== b.infinite) throw new NotANumber();
  if (a.infinite) return a;
  if (b.infinite) return b;
  const [x, y, exponent] = aligned(a, b);
  return rounded(x + y, exponent, Math.max(a.precision, b.precision));
}

export function subtract(a: HclNumber, b: HclNumber): HclNumber {
  return add(a, negate(b));
}

/** https://github.com/zclconf/go-cty, `Value.Multiply`: the product is made with 512 bits and keeps as many as it needs. */
export function multiply(a: HclNumber, b: HclNumber): HclNumber {
  if (a.infinite || b.infinite) {
    const sign = signOf(a) * signOf(b);
    if (sign === 0) throw new NotANumber();
    return infinity(sign > 0 ? 1 : -1);
  }
  if ((a.mantissa === 0n || b.mantissa === 0n) && isNegative(a) !== isNegative(b)) return negate(zero);
  const product = rounded(a.mantissa * b.mantissa, a.exponent + b.exponent, fullPrecision);
  const { mantissa, exponent } = normalised(product.mantissa, product.exponent, fullPrecision);
  return { mantissa, exponent, precision: Math.max(a.precision, b.precision, bitLength(mantissa)) };
}

const isNegative = (a: HclNumber): boolean => a.mantissa < 0n || a.negativeZero === true;

export function divide(a: HclNumber, b: HclNumber): HclNumber {
  const sign = signOf(a) * signOf(b);
  if ((a.infinite && b.infinite) || (signOf(a) === 0 && signOf(b) === 0)) throw new NotANumber();
  if (a.infinite) return infinity(signOf(b) < 0 === a.infinite < 0 ? 1 : -1);
  if (b.infinite) return zero;
  if (signOf(b) === 0) return infinity(signOf(a) > 0 ? 1 : -1);
  if (sign === 0) return { ...zero, precision: Math.max(a.precision, b.precision) };
  return quotient(a.mantissa, b.mantissa, a.exponent - b.exponent, Math.max(a.precision, b.precision));
}

/** The remainder of the division towards zero; by zero it is the dividend, as in the original. */
export function modulo(a: HclNumber, b: HclNumber): HclNumber {
  if (a.infinite) throw new NotANumber();
  if (b.infinite || signOf(b) === 0) return a;
  const whole = toBigInt(divide(a, b));
  const times = rounded(whole, 0, a.precision);
  if ((a.mantissa === 0n || b.mantissa === 0n) && isNegative(a) !== isNegative(b)) return negate(zero);
  const product = rounded(times.mantissa * b.mantissa, times.exponent + b.exponent, Math.max(a.precision, b.precision));
  return { ...subtract(a, product), precision: Math.max(a.precision, b.precision) };
}

/** Removes the factors of two that the mantissa does not need. */
function normalised(mantissa: bigint, exponent: number, precision: number): HclNumber {
  if (mantissa === 0n) return { mantissa, exponent: 0, precision };
  const lowest = mantissa & -mantissa;
  const zeros = bitLength(lowest) - 1;
  return { mantissa: mantissa >> BigInt(zeros), exponent: exponent + zeros, precision };
}

/** To the nearest number of so many bits, ties to even. */
function rounded(mantissa: bigint, exponent: number, precision: number): HclNumber {
  if (Math.abs(exponent) > 4 * maxExponent) throw new NumberOutOfRange();
  const bits = bitLength(mantissa);
  if (bits + exponent > 4 * maxExponent) throw new NumberOutOfRange();
  if (bits <= precision) return { mantissa, exponent, precision };
  const shift = BigInt(bits - precision);
  const size = magnitude(mantissa);
  let kept = size >> shift;
  const rest = size & ((1n << shift) - 1n);
  const half = 1n << (shift - 1n);
  if (rest > half || (rest === half && (kept & 1n) === 1n)) kept++;
  return normalised(mantissa < 0n ? -kept : kept, exponent + (bits - precision), precision);
}

function quotient(above: bigint, below: bigint, exponent: number, precision: number): HclNumber {
  const negative = above < 0n !== below < 0n;
  const [top, bottom] = [magnitude(above), magnitude(below)];
  const shift = Math.max(0, precision + 3 + bitLength(bottom) - bitLength(top));
  const scaled = top << BigInt(shift);
  let whole = scaled / bottom;
  if (whole * bottom !== scaled) whole |= 1n;
  const result = rounded(negative ? -whole : whole, exponent - shift, precision);
  return normalised(result.mantissa, result.exponent, precision);
}

function aligned(a: HclNumber, b: HclNumber): [bigint, bigint, number] {
  if (a.exponent === b.exponent) return [a.mantissa, b.mantissa, a.exponent];
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.mantissa << BigInt(a.exponent - exponent), b.mantissa << BigInt(b.exponent - exponent), exponent];
}

export function bitLength(value: bigint): number {
  const size = magnitude(value);
  if (size < 9007199254740992n) {
    const small = Number(size);
    return small < 2147483648 ? 32 - Math.clz32(small) : 32 + (32 - Math.clz32(Math.floor(small / 4294967296)) || 0);
  }
  const text = size.toString(16);
  return text.length * 4 - (Math.clz32(Number.parseInt(text.charAt(0), 16)) - 28);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
