import { z } from "zod";
import type { World } from "#engines/world";
import { unknownConditions } from "./pipeline.ts";

/** The name of a branch or tag. */
export const ref = z.string().min(1).max(100);
export const paths = z.array(z.string().min(1)).max(100);
export const given = z.array(z.string()).max(10).optional().describe("Conditions of the world that hold.");

type Context = z.core.$RefinementCtx;

/** A thing that happens is one event, and what belongs to an event comes with no other. */
export function oneEvent<Happens extends object>(
  keys: readonly (keyof Happens & string)[],
  belonging: readonly { readonly key: keyof Happens & string; readonly to: readonly (keyof Happens)[]; readonly message: string }[],
): (happens: Happens, context: Context) => void {
  return (happens, context) => {
    const events = keys.filter((key) => happens[key] !== undefined);
    if (events.length !== 1) context.addIssue({ code: "custom", message: `a scenario has exactly one of: ${keys.join(", ")}` });
    for (const { key, to, message } of belonging) {
      if (happens[key] !== undefined && to.every((event) => happens[event] === undefined))
        context.addIssue({ code: "custom", path: [key], message });
    }
  };
}

type Happens = { readonly given?: readonly string[] | undefined };

type Story<Happening extends Happens> = Happening & {
  readonly approve?: readonly string[] | undefined;
  readonly before?: readonly Happening[] | undefined;
  readonly later?: readonly (Happening & { readonly after: number })[] | undefined;
};

/** Conditions, at every point of a story, and environments that the world does not have. `isPattern` tells names that stand for several. */
export function unknownNames<Happening extends Happens>(
  { given: holds = [], approve = [], before = [], later = [] }: Story<Happening>,
  world: World,
  isPattern: (name: string) => boolean,
) {
  return [
    ...unknownConditions(holds, world),
    ...before.flatMap((each, index) => unknownConditions(each.given ?? [], world, ["before", index, "given"])),
    ...later.flatMap((each, index) => unknownConditions(each.given ?? [], world, ["later", index, "given"])),
    ...approve.flatMap((name, index) =>
      isPattern(name) || world.environments.has(name)
        ? []
        : [{ path: ["approve", index], message: `the world has no environment "${name}"` }],
    ),
  ];
}

/** The story in one sentence: `approved` says in words what a person lets through. */
export function tellStory<Happening extends Happens>(
  story: Story<Happening>,
  approved: (names: readonly string[]) => string,
  tell: (happening: Happening) => string,
): string {
  const { approve = [], before = [], later = [] } = story;
  return [
    tell(story),
    approve.length > 0 ? approved(approve) : "",
    ...before.map((each) => `; before it, ${lower(tell(each))}`),
    ...later.map((each) => `; ${each.after} seconds later, ${lower(tell(each))}`),
  ].join("");
}

/** ` that changes a, b`, or nothing. */
export const whichChanges = (changes: readonly string[] | undefined): string => (changes ? ` that changes ${changes.join(", ")}` : "");

/** ` with a: 1, b: 2`, or nothing. */
export function withValues(values: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  return told.length > 0 ? ` with ${told.join(", ")}` : "";
}

export const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
