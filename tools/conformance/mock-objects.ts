import { z } from "zod";

/** A value as the mock provider stores it: under the name of its type. */
type Stored = {
  readonly boolean?: boolean | undefined;
  readonly number?: number | string | undefined;
  readonly string?: string | undefined;
  readonly list?: readonly Stored[] | undefined;
  readonly set?: readonly Stored[] | undefined;
  readonly map?: Readonly<Record<string, Stored>> | undefined;
  readonly object?: Readonly<Record<string, Stored>> | undefined;
};

const Stored: z.ZodType<Stored> = z.lazy(() =>
  z.strictObject({
    boolean: z.boolean().optional(),
    number: z.union([z.number(), z.string()]).optional(),
    string: z.string().optional(),
    list: z.array(Stored).optional(),
    set: z.array(Stored).optional(),
    map: z.record(z.string(), Stored).optional(),
    object: z.record(z.string(), Stored).optional(),
  }),
);
const StoredObject = z.object({ values: z.record(z.string(), Stored) });

/** The attributes of an object in the mock provider's directory; those of `names` that it does not hold are null. */
export function storedObject(text: string, names: readonly string[]): Record<string, unknown> {
  const { values } = StoredObject.parse(JSON.parse(text));
  return { ...Object.fromEntries(names.map((name) => [name, null])), ...members(values) };
}

const members = (values: Readonly<Record<string, Stored>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));

function plain({ boolean, number, string, list, set, map, object }: Stored): unknown {
  const elements = list ?? set;
  if (elements) return elements.map(plain);
  const entries = map ?? object;
  if (entries) return members(entries);
  return boolean ?? number ?? string ?? null;
}
