import { dynamic, identical, string, type Type, unknownValue, type Value } from "#engines/hcl";
import type { AttributeSchema, BlockSchema, Path, Provider, ResourceSchema } from "./model.ts";
import { isNull, memberOf, nothing, objectOfBlock } from "./objects.ts";

const attribute = (name: string, type: Type, flags: Partial<AttributeSchema>): [string, AttributeSchema] => [
  name,
  {
    name,
    type,
    required: false,
    optional: false,
    computed: false,
    sensitive: false,
    writeOnly: false,
    deprecated: false,
    forceNew: false,
    ...flags,
  },
];

const block: BlockSchema = {
  attributes: new Map([
    attribute("id", string, { computed: true }),
    attribute("input", dynamic, { optional: true }),
    attribute("output", dynamic, { computed: true }),
    attribute("triggers_replace", dynamic, { optional: true }),
  ]),
  blocks: new Map(),
};

const schema: ResourceSchema = { type: "terraform_data", kind: "managed", version: 0, block, behaviour: "terraform_data" };

/** The provider that is part of Terraform itself. `terraform_remote_state` is not modelled. */
export const terraformProvider: Provider = {
  name: "terraform.io/builtin/terraform",
  version: "",
  config: { attributes: new Map(), blocks: new Map() },
  resources: new Map([[schema.type, schema]]),
  dataSources: new Map(),
};

/** https://developer.hashicorp.com/terraform/language/resources/terraform-data: `output` follows `input`, other triggers replace. */
export function planTerraformData(prior: Value, proposed: Value): { readonly planned: Value; readonly requiresReplace: readonly Path[] } {
  const input = memberOf(proposed, "input") ?? nothing;
  const output = isNull(input) ? input : unknownValue(input.type);
  const planned = (changes: Readonly<Record<string, Value>>) =>
    objectOfBlock(block, ({ name }) => changes[name] ?? memberOf(proposed, name) ?? nothing);
  const fresh = planned({ id: unknownValue(string, { notNull: true }), output });
  if (prior.kind === "null") return { planned: fresh, requiresReplace: [] };
  const same = (name: string) => identical(memberOf(prior, name) ?? nothing, memberOf(proposed, name) ?? nothing);
  if (!same("triggers_replace")) return { planned: fresh, requiresReplace: [["triggers_replace"]] };
  return { planned: same("input") ? proposed : planned({ output: unknownValue(input.type) }), requiresReplace: [] };
}
