import type { YamlScalar } from "#engines/yaml";

/**
 * A value as Ruby's Psych reads it and `to_s` writes it: `1.10` is a number and becomes "1.1", `1.0` stays "1.0", `1,000` is a number too, and
 * `08` and `1e3` are none. https://github.com/ruby/psych/blob/master/lib/psych/scalar_scanner.rb
 */
export function rubyText({ value, source, style }: YamlScalar): string {
  if (style !== "plain") return String(value);
  const digits = source.replace(/[_,]/g, "");
  if (typeof value === "string") return hasCommas(source) ? numberText(Number(digits), digits) : value;
  if (typeof value !== "number") return String(value);
  if (/^[-+]?(?:0\d*[89]\d*|\d+[eE][-+]?\d+)$/.test(digits)) return source;
  if (/^[-+]?[1-9]\d*$/.test(digits)) return digits.replace(/^\+/, "");
  return numberText(value, digits);
}

const hasCommas = (source: string) => source.includes(",") && /^[-+]?(?:[1-9](?:,?\d)*|\d[\d,]*\.\d*)$/.test(source);

const numberText = (value: number, digits: string) =>
  Number.isInteger(value) && digits.includes(".") && Math.abs(value) < 1e16 ? `${value}.0` : String(value);

/** What Psych would make an object of that GitLab's reader does not allow: a date without quotes. */
export const isDate = ({ source, style }: YamlScalar): boolean =>
  style === "plain" && /^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$/.test(source);
