import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, linksAt } from "./estate.ts";
import { type Placement, placed, placementOf } from "./exposure.ts";
import { type Direction, type Knock, openingsOf } from "./firewall.ts";
import { admittedByAcl, type Judgement } from "./network.ts";
import { both, isNowhere, type Ranges, rangeOf } from "./ranges.ts";

/** A resource that another one can open a connection to. */
export type Connection = {
  readonly from: string;
  readonly to: string;
  readonly type: string;
  /** False where the answer hangs on what is not known yet, or is not in the estate. */
  readonly certain: boolean;
  /** The resources whose rules let it in, then those that let it out. */
  readonly rules: readonly string[];
};

/**
 * Where connections from `who`, an address or a resource type, can be opened to within its VPC: the groups of both have to let them through,
 * by a range or by naming the other's group, and a network ACL must not keep them out. Peered networks are not followed.
 */
export function connections(estate: Estate, who: string, knock: Knock): Connection[] {
  const everything = placed(estate).flatMap((object) => {
    const placement = placementOf(estate, object);
    return placement ? [{ object, placement }] : [];
  });
  const callers = everything.filter(({ object }) => object.address === who || object.type === who);
  return callers.flatMap((caller) =>
    everything.flatMap((called) => (called === caller ? [] : (connectionOf(estate, caller, called, knock) ?? []))),
  );
}

type Party = { readonly object: EstateObject; readonly placement: Placement };

function connectionOf(estate: Estate, caller: Party, called: Party, knock: Knock): Connection | undefined {
  const asked = [
    inOneNetwork(estate, caller, called),
    letThrough(estate, called, caller, knock, "in"),
    letThrough(estate, caller, called, knock, "out"),
    admitted(estate, caller, called, knock),
  ];
  if (asked.some(({ holds, certain }) => !holds && certain)) return undefined;
  const rules = [...new Set(asked.flatMap(({ because }) => because))];
  return {
    ...{ from: caller.object.address, to: called.object.address, type: called.object.type },
    ...{ certain: asked.every(({ holds }) => holds), rules },
  };
}

function inOneNetwork(estate: Estate, caller: Party, called: Party): Judgement {
  const [here, there] = [caller, called].map(({ placement }) =>
    placement.subnets.objects.map((subnet) => linksAt(estate, subnet, ["vpc_id"], ["aws_vpc", "aws_default_vpc"])),
  );
  const networks = (there ?? []).flatMap(({ objects }) => objects);
  const holds = (here ?? []).some(({ objects }) => objects.some((vpc) => networks.includes(vpc)));
  return { holds, certain: (here ?? []).length > 0 && networks.length > 0, because: [] };
}

/** Whether the groups of one let a connection with the other through. */
function letThrough(estate: Estate, own: Party, other: Party, knock: Knock, direction: Direction): Judgement {
  const { groups, standsOpen } = own.placement;
  if (standsOpen) return { holds: true, certain: true, because: [] };
  // https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html: it lets everything out, and its own members in.
  if (groups.objects.length === 0 && groups.certain)
    return { holds: direction === "out" || other.placement.groups.objects.length === 0, certain: true, because: [] };
  const answers = groups.objects.map((group) => openingsOf(estate, group, knock, direction));
  const places = rangesOf(other);
  const rules = answers.flatMap(({ openings, members }) => [
    ...openings.filter(({ ranges }) => places.some((place) => !isNowhere(both(ranges, place)))).map(({ rule }) => rule),
    ...members.groups.filter(({ group }) => other.placement.groups.objects.includes(group)).map(({ rule }) => rule),
  ]);
  const certain = groups.certain && answers.every((answer) => answer.certain && answer.members.certain) && other.placement.subnets.certain;
  return { holds: rules.length > 0, certain, because: rules };
}

function admitted(estate: Estate, caller: Party, called: Party, knock: Knock): Judgement {
  const from = rangesOf(caller);
  const subnets = called.placement.subnets.objects;
  const holds = subnets.some((subnet) => from.some((range) => !isNowhere(admittedByAcl(estate, subnet, range, knock))));
  return { holds, certain: subnets.length > 0 && from.length > 0, because: [] };
}

const rangesOf = ({ placement }: Party): readonly Ranges[] =>
  placement.subnets.objects.flatMap(({ values }) => rangeOf(textOf(memberOf(values, "cidr_block")) ?? "") ?? []);
