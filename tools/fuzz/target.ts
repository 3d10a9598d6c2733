/** What the fuzzer feeds. */
export type FuzzTarget = {
  /** As the engine's folder. */
  readonly name: string;
  /** Texts to mutate: good ones, so that mutants get past the parser. */
  readonly seeds: readonly string[];
  /** Parses, checks and runs the text. Throws, takes long or grows only on a bug. */
  readonly run: (text: string) => void | Promise<void>;
};
