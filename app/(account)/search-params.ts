export type SearchParams = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** One parameter of the address; of a repeated one, the first. */
export async function searchParam(params: SearchParams, name: string): Promise<string> {
  const value = (await params)[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
