import type { Budget } from "../evaluate/budget.ts";
import type { PathStep } from "../values/convert.ts";
import type { Type } from "../values/type.ts";
import type { Refinement, Value } from "../values/value.ts";

export type Parameter = {
  readonly name: string;
  readonly type: Type;
  readonly nullable?: boolean;
  /** The function is run even where this argument is unknown as a whole. */
  readonly unknowns?: boolean;
  /** The function is run even where not so much as the type of this argument is known. */
  readonly untyped?: boolean;
  /** The function sees the marks; otherwise they are taken off, and put on the result. */
  readonly marked?: boolean;
};

/** https://github.com/zclconf/go-cty/blob/main/docs/functions.md */
export type HclFunction = {
  readonly parameters: readonly Parameter[];
  readonly variadic?: Parameter;
  /** The type of the result; where it depends on the arguments these may be unknown. */
  readonly returns: Type | ((args: readonly Value[], host: FunctionHost) => Type);
  readonly run: (args: readonly Value[], type: Type, host: FunctionHost) => Value;
  /** The result may be null, so an unknown result is not refined to "not null". */
  readonly mayBeNull?: boolean;
  /** What is certain of the result while an argument is unknown. */
  readonly refine?: (args: readonly Value[]) => Refinement;
};

export type FunctionTable = ReadonlyMap<string, HclFunction>;

/** What functions may know of the world: nothing that is not given here. */
export type FunctionHost = {
  readonly budget: Budget;
  /** The bytes of a file of the workspace; a path is relative to its root, with `/`. Absent: there is no workspace. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** The instant of the plan, RFC 3339. Absent: `plantimestamp` is unknown. */
  readonly planTime?: string;
  /** The instant of the apply; absent while planning, when `timestamp`, `uuid` and `bcrypt` are unknown. */
  readonly applyTime?: string;
  /** Draws for `uuid`; absent while planning, when it is unknown. */
  readonly uuid?: () => string;
  /** The absolute folder that `abspath` and `path.cwd` speak of. */
  readonly workingDirectory?: string;
};

/** The whole call failed: "Error in function call". */
export class CallFailure extends Error {}

/** One argument is at fault: "Invalid function argument". */
export class ArgumentFailure extends Error {
  readonly index: number;
  readonly path: readonly PathStep[];
  constructor(index: number, message: string, path: readonly PathStep[] = []) {
    super(message);
    this.index = index;
    this.path = path;
  }
}
