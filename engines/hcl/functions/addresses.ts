/** An IP address as a number of 32 or 128 bits. */
export type Address = { readonly bits: 32 | 128; readonly value: bigint };
export type Prefix = Address & { readonly length: number };

export function parseAddress(text: string): Address | undefined {
  const four = parseFour(text);
  if (four !== undefined) return { bits: 32, value: four };
  const six = text.includes(":") ? parseSix(text) : undefined;
  return six === undefined ? undefined : { bits: 128, value: six };
}

/** `10.0.0.0/8`; bits behind the prefix are dropped. */
export function parsePrefix(text: string): Prefix | undefined {
  const match = /^([^/]+)\/([0-9]{1,3})$/.exec(text);
  const address = match && parseAddress(match[1] ?? "");
  const length = Number(match?.[2]);
  if (!address || length > address.bits) return undefined;
  const host = BigInt(address.bits - length);
  return { ...address, value: (address.value >> host) << host, length };
}

function parseFour(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]{1,9}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(Number(part)), 0n);
}

function parseSix(text: string): bigint | undefined {
  const [head = "", tail, extra] = text.split("::");
  if (extra !== undefined) return undefined;
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  if (!front || !back) return undefined;
  const missing = 8 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...front, ...Array.from({ length: missing }, () => 0n), ...back].reduce((value, group) => (value << 16n) | group, 0n);
}

function groups(text: string): bigint[] | undefined {
  if (text === "") return [];
  const found: bigint[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 && part.includes(".") ? parseFour(part) : undefined;
    if (four !== undefined) found.push(four >> 16n, four & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) found.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return found;
}

export function addressText({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  const hex = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16));
  // https://www.rfc-editor.org/rfc/rfc5952: the longest run of zeros, at least two, is left out.
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (hex[start + length] === "0") length++;
    if (length > best.length) best = { start, length };
  }
  if (best.start === -1) return hex.join(":");
  return `${hex.slice(0, best.start).join(":")}::${hex.slice(best.start + best.length).join(":")}`;
}
