import { type IpPrefix, parseIpPrefix } from "#engines/hcl";

/** Addresses from the first to the last, both included. */
type Span = { readonly first: bigint; readonly last: bigint };

/** A set of addresses of one version of IP: spans in order that do not touch. */
export type Ranges = { readonly bits: 32 | 128; readonly spans: readonly Span[] };

export function rangeOf(cidr: string): Ranges | undefined {
  const prefix = parseIpPrefix(cidr);
  return prefix && { bits: prefix.bits, spans: [spanOf(prefix)] };
}

function spanOf({ bits, value, length }: IpPrefix): Span {
  return { first: value, last: value + (1n << BigInt(bits - length)) - 1n };
}

export const nowhere = (bits: 32 | 128): Ranges => ({ bits, spans: [] });
export const isNowhere = ({ spans }: Ranges): boolean => spans.length === 0;

export function both(a: Ranges, b: Ranges): Ranges {
  if (a.bits !== b.bits) return nowhere(a.bits);
  const spans: Span[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [x, y] = [a.spans[i], b.spans[j]];
    if (!x || !y) return { bits: a.bits, spans };
    const [first, last] = [x.first > y.first ? x.first : y.first, x.last < y.last ? x.last : y.last];
    if (first <= last) spans.push({ first, last });
    if (x.last < y.last) i++;
    else j++;
  }
}

export function together(bits: 32 | 128, sets: readonly Ranges[]): Ranges {
  const spans: Span[] = [];
  const all = sets.flatMap((set) => (set.bits === bits ? set.spans : []));
  for (const span of all.sort((x, y) => (x.first < y.first ? -1 : x.first > y.first ? 1 : 0))) {
    const previous = spans.at(-1);
    if (previous && span.first <= previous.last + 1n)
      spans[spans.length - 1] = { first: previous.first, last: previous.last > span.last ? previous.last : span.last };
    else spans.push(span);
  }
  return { bits, spans };
}

export function without(a: Ranges, b: Ranges): Ranges {
  if (a.bits !== b.bits) return a;
  const spans: Span[] = [];
  for (const span of a.spans) {
    let first = span.first;
    for (const hole of b.spans) {
      if (hole.last < first || hole.first > span.last) continue;
      if (hole.first > first) spans.push({ first, last: hole.first - 1n });
      first = hole.last + 1n;
    }
    if (first <= span.last) spans.push({ first, last: span.last });
  }
  return { bits: a.bits, spans };
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 fellow: addresses that nobody on the internet has. */
const reserved: readonly string[] = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"],
  ...["192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "::/8", "fc00::/7", "fe80::/10", "ff00::/8"],
];

const reservedOf = (bits: 32 | 128): Ranges =>
  together(
    bits,
    reserved.flatMap((cidr) => rangeOf(cidr) ?? []),
  );

const reservedRanges = { 32: reservedOf(32), 128: reservedOf(128) };

/** The part of a range that is on the internet. */
export const publicPart = (ranges: Ranges): Ranges => without(ranges, reservedRanges[ranges.bits]);

/** Where the set begins; the end of all addresses where it is empty. */
export const firstOf = ({ bits, spans }: Ranges): bigint => spans[0]?.first ?? 1n << BigInt(bits);
