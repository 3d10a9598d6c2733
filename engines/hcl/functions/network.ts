import { toBigInt } from "../numbers/number.ts";
import { listOf, string } from "../values/type.ts";
import { listValue, stringValue, type Value } from "../values/value.ts";
import { addressText, type Prefix, parsePrefix } from "./addresses.ts";
import { integerAt, numberAt, numeric, text, textAt } from "./arguments.ts";
import { ArgumentFailure, CallFailure, type HclFunction } from "./model.ts";

function prefixOf(args: readonly Value[]): Prefix {
  const written = textAt(args, 0);
  const prefix = parsePrefix(written);
  if (!prefix) throw new CallFailure(`"${written}" is no range of addresses in CIDR notation, such as 10.0.0.0/16`);
  return prefix;
}

function host(args: readonly Value[]): Value {
  const prefix = prefixOf(args);
  integerAt(args, 1);
  const number = toBigInt(numberAt(args, 1));
  const size = 1n << BigInt(prefix.bits - prefix.length);
  const offset = number < 0n ? size + number : number;
  if (offset < 0n || offset >= size) throw new CallFailure(`the range has ${size} addresses, so there is none with the number ${number}`);
  return stringValue(addressText({ bits: prefix.bits, value: prefix.value + offset }));
}

function netmask(args: readonly Value[]): Value {
  const prefix = prefixOf(args);
  if (prefix.bits === 128) throw new CallFailure("IPv6 ranges have no netmask");
  const mask = ((1n << BigInt(prefix.length)) - 1n) << BigInt(32 - prefix.length);
  return stringValue(addressText({ bits: 32, value: mask }));
}

function subnet(args: readonly Value[]): Value {
  const prefix = prefixOf(args);
  integerAt(args, 2);
  const [bits, number] = [integerAt(args, 1), toBigInt(numberAt(args, 2))];
  const length = prefix.length + bits;
  if (length < 0 || length > prefix.bits) throw new CallFailure(`a prefix of ${prefix.length} bits cannot be extended by ${bits}`);
  if (number < 0n || number >= 1n << BigInt(Math.max(0, bits)))
    throw new CallFailure(`${bits} more bits do not number a network ${number}`);
  return stringValue(`${addressText({ bits: prefix.bits, value: prefix.value + (number << BigInt(prefix.bits - length)) })}/${length}`);
}

function subnets(args: readonly Value[]): Value {
  const prefix = prefixOf(args);
  const end = prefix.value + (1n << BigInt(prefix.bits - prefix.length));
  let next = prefix.value;
  const found = args.slice(1).map((_, at) => {
    const index = at + 1;
    const bits = integerAt(args, index);
    if (bits < 1) throw new ArgumentFailure(index, "each must extend the prefix by at least one bit");
    if (bits > 32) throw new ArgumentFailure(index, "each may extend the prefix by at most 32 bits");
    const length = prefix.length + bits;
    if (length > prefix.bits) throw new ArgumentFailure(index, `this makes a prefix of ${length} bits, and an address has ${prefix.bits}`);
    const size = 1n << BigInt(prefix.bits - length);
    const start = ((next + size - 1n) / size) * size;
    if (start + size > end) throw new ArgumentFailure(index, `no room is left for a network with a prefix of ${length} bits`);
    next = start + size;
    return stringValue(`${addressText({ bits: prefix.bits, value: start })}/${length}`);
  });
  return listValue(string, found);
}

export const networkFunctions: Readonly<Record<string, HclFunction>> = {
  cidrhost: { parameters: [text("prefix"), numeric("hostnum")], returns: string, run: host },
  cidrnetmask: { parameters: [text("prefix")], returns: string, run: netmask },
  cidrsubnet: { parameters: [text("prefix"), numeric("newbits"), numeric("netnum")], returns: string, run: subnet },
  cidrsubnets: { parameters: [text("prefix")], variadic: numeric("newbits"), returns: listOf(string), run: subnets },
};
