import { bitLength, type HclNumber, isInteger, toBigInt } from "./number.ts";

/** The shortest decimal text that reads back as the same number, without an exponent: as Go's `Text('f', -1)`. */
export function numberText(number: HclNumber): string {
  if (number.infinite) return number.infinite < 0 ? "-Inf" : "+Inf";
  const { mantissa, exponent, precision } = number;
  if (number.negativeZero) return "-0";
  if (isInteger(number) && bitLength(mantissa) + exponent <= precision) return toBigInt(number).toString();
  const { digits, places } = shortest(mantissa < 0n ? -mantissa : mantissa, exponent, precision);
  return (mantissa < 0n ? "-" : "") + placePoint(digits.toString(), places);
}

export function toDouble(number: HclNumber): number {
  if (number.infinite) return number.infinite * Number.POSITIVE_INFINITY;
  const { mantissa, exponent } = number;
  if (exponent === 0 && mantissa > -9007199254740992n && mantissa < 9007199254740992n) return Number(mantissa);
  return Number(numberText(number));
}

/** `digits / 10^places` with as few digits as lie within half a unit of the last bit. */
function shortest(mantissa: bigint, exponent: number, precision: number): { digits: bigint; places: number } {
  const halfUnit = bitLength(mantissa) + exponent - precision - 1;
  const scale = Math.min(exponent, halfUnit);
  const value = mantissa << BigInt(exponent - scale);
  const half = 1n << BigInt(halfUnit - scale);
  const places = scale < 0 ? -scale : 0;
  const factor = scale < 0 ? 5n ** BigInt(places) : 1n << BigInt(scale);
  const [lower, exact, upper] = [(value - half) * factor, value * factor, (value + half) * factor];
  const inside = (drop: number) => {
    const unit = 10n ** BigInt(drop);
    const down = exact - (exact % unit);
    return { unit, down, downFits: down >= lower && down > 0n, upFits: down + unit <= upper };
  };
  let low = 0;
  let high = exact.toString().length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const { downFits, upFits } = inside(middle);
    if (downFits || upFits) low = middle;
    else high = middle - 1;
  }
  const { unit, down, downFits, upFits } = inside(low);
  const nearer = exact - down <= unit / 2n ? down : down + unit;
  return { digits: downFits && upFits ? nearer : downFits ? down : upFits ? down + unit : exact, places };
}

function placePoint(digits: string, places: number): string {
  if (places === 0) return digits;
  const padded = digits.padStart(places + 1, "0");
  const whole = padded.slice(0, -places);
  const fraction = padded.slice(-places).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** The exact number as decimal digits and how many of them stand behind the point; the sign apart. */
function exactDigits({ mantissa, exponent }: HclNumber): { digits: bigint; places: number } {
  const size = mantissa < 0n ? -mantissa : mantissa;
  if (exponent >= 0) return { digits: size << BigInt(exponent), places: 0 };
  return { digits: size * 5n ** BigInt(-exponent), places: -exponent };
}

/** Drops digits from the right, rounding half to even. */
function dropDigits(digits: bigint, drop: number): bigint {
  if (drop <= 0) return digits * 10n ** BigInt(-drop);
  const unit = 10n ** BigInt(drop);
  const [kept, rest] = [digits / unit, digits % unit];
  const twice = rest * 2n;
  return twice > unit || (twice === unit && kept % 2n === 1n) ? kept + 1n : kept;
}

/** `%.Nf`, without the sign. */
export function fixedText(number: HclNumber, decimals: number): string {
  const { digits, places } = exactDigits(number);
  const text = dropDigits(digits, places - decimals)
    .toString()
    .padStart(decimals + 1, "0");
  return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** `%.Ne`, without the sign. */
export function exponentText(number: HclNumber, decimals: number): string {
  const { digits, places } = exactDigits(number);
  if (digits === 0n) return `${decimals === 0 ? "0" : `0.${"0".repeat(decimals)}`}e+00`;
  let power = digits.toString().length - 1;
  let text = dropDigits(digits, power - decimals).toString();
  if (text.length > decimals + 1) {
    text = text.slice(0, -1);
    power++;
  }
  return mantissaAndPower(text, power - places);
}

/** `%g` and `%.Ng`, without the sign: an exponent only where the number is very small or very large. */
export function generalText(number: HclNumber, significant: number | undefined): string {
  const { digits, places } = significantDigits(number, significant);
  const power = digits.length - 1 - places;
  // https://pkg.go.dev/math/big#Float.Text: where no number of digits was asked for, the exponent decides as if six had been.
  const whole = significant !== undefined && significant > digits.length && digits.length > power;
  const limit = significant === undefined ? 6 : whole ? digits.length : significant;
  if (digits !== "0" && (power < -4 || power >= limit)) return mantissaAndPower(digits, power);
  if (places <= 0) return digits + "0".repeat(-places);
  return placePoint(digits, places);
}

function significantDigits(number: HclNumber, significant: number | undefined): { digits: string; places: number } {
  let { digits, places } =
    significant === undefined
      ? shortest(number.mantissa < 0n ? -number.mantissa : number.mantissa, number.exponent, number.precision)
      : exactDigits(number);
  if (digits === 0n) return { digits: "0", places: 0 };
  if (significant !== undefined) {
    const drop = digits.toString().length - Math.max(1, significant);
    if (drop > 0) {
      digits = dropDigits(digits, drop);
      places -= drop;
    }
  }
  const text = digits.toString();
  const trimmed = text.replace(/0+$/, "");
  return { digits: trimmed, places: places - (text.length - trimmed.length) };
}

function mantissaAndPower(digits: string, power: number): string {
  const size = Math.abs(power).toString().padStart(2, "0");
  return `${digits.charAt(0)}${digits.length > 1 ? `.${digits.slice(1)}` : ""}e${power < 0 ? "-" : "+"}${size}`;
}
