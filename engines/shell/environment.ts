/**
 * What a shell process is given: of variables with one name the last. Variables may be put together as they are asked for, so they are asked
 * one by one rather than copied with their properties, which costs twice as much.
 */
export function environmentOf(...layers: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const all = Object.create(null) as Record<string, string>;
  all.HOME = "/root";
  all.PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  for (const layer of layers) for (const name of Reflect.ownKeys(layer)) if (typeof name === "string") all[name] = layer[name] ?? "";
  return all;
}
