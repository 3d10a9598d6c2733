/** What a parameter takes, as Jenkins names the type in its messages. */
export type ParameterType = "String" | "int" | "long" | "boolean" | "Boolean" | "double" | "List" | "any";

export type ParameterSpec = {
  readonly name: string;
  readonly type: ParameterType;
  readonly required: boolean;
  /** Need not be given, and is the one that is meant by an argument without a name. */
  readonly leading: boolean;
};

/** What a step, option, trigger or parameter may be given. */
export type Signature = {
  readonly parameters: readonly ParameterSpec[];
  /** A step that runs a block. */
  readonly takesBlock: boolean;
};

/**
 * A signature in one line: `time!int unit activity:boolean`. `!` marks what must be given, `~` what need not be and is meant by an
 * argument without a name; a type stands behind them or behind `:`, text if none does; `{}` at the end says that a block follows.
 */
export function signature(line: string): Signature {
  const words = line.split(" ").filter((word) => word !== "");
  const parameters = words
    .filter((word) => word !== "{}")
    .map((word) => {
      const [name = "", type] = word.split(/[!:~]/);
      return { name, type: (type ? type : "String") as ParameterType, required: word.includes("!"), leading: word.includes("~") };
    });
  return { parameters, takesBlock: words.includes("{}") };
}

export const signatures = (lines: Readonly<Record<string, string>>): ReadonlyMap<string, Signature> =>
  new Map(Object.entries(lines).map(([name, line]) => [name, signature(line)]));

/** The parameter that may be given without its name. */
export function soleRequired({ parameters }: Signature): ParameterSpec | undefined {
  const required = parameters.filter((parameter) => parameter.required);
  if (required.length > 0) return required.length === 1 ? required[0] : undefined;
  return parameters.find((parameter) => parameter.leading);
}

/** As Java prints the type. */
export const javaType = (type: ParameterType): string => javaTypes[type];

const javaTypes: Readonly<Record<ParameterType, string>> = {
  String: "class java.lang.String",
  int: "int",
  long: "long",
  boolean: "boolean",
  Boolean: "class java.lang.Boolean",
  double: "double",
  List: "interface java.util.List",
  any: "class java.lang.Object",
};
