import type { BodySchema } from "#engines/hcl";

type Blocks = BodySchema["blocks"];

const attributes = (...names: readonly string[]): BodySchema["attributes"] =>
  names.map((name) => (name.endsWith("!") ? { name: name.slice(0, -1), required: true } : { name }));

const block = (type: string, ...labels: readonly string[]): Blocks[number] => ({ type, labels });

// What each block may hold of its own: https://developer.hashicorp.com/terraform/language. A name with `!` is required.

export const fileSchema: BodySchema = {
  attributes: [],
  blocks: [
    block("terraform"),
    // Stands at the top of a file by mistake only, and is refused there with advice.
    block("required_providers"),
    block("provider", "name"),
    block("variable", "name"),
    block("locals"),
    block("output", "name"),
    block("module", "name"),
    block("resource", "type", "name"),
    block("data", "type", "name"),
    block("ephemeral", "type", "name"),
    block("moved"),
    block("removed"),
    block("import"),
    block("check", "name"),
  ],
};

export const terraformSchema: BodySchema = {
  attributes: attributes("required_version", "experiments", "language"),
  blocks: [block("backend", "type"), block("cloud"), block("required_providers"), block("provider_meta", "provider")],
};

export const providerSchema: BodySchema = {
  attributes: attributes("version", "alias", "count", "depends_on", "for_each", "source"),
  blocks: [block("_"), block("lifecycle"), block("locals")],
};

export const variableSchema: BodySchema = {
  attributes: attributes("description", "default", "type", "sensitive", "ephemeral", "nullable"),
  blocks: [block("validation")],
};

export const outputSchema: BodySchema = {
  attributes: attributes("description", "value!", "depends_on", "sensitive", "ephemeral"),
  blocks: [block("precondition"), block("postcondition")],
};

export const conditionSchema: BodySchema = { attributes: attributes("condition!", "error_message!"), blocks: [] };

export const moduleSchema: BodySchema = {
  attributes: attributes("source!", "version", "count", "for_each", "depends_on", "providers"),
  blocks: [block("_"), block("lifecycle"), block("locals"), block("provider", "type")],
};

const resourceAttributes = attributes("count", "for_each", "provider", "depends_on");

export const resourceSchema: BodySchema = {
  attributes: resourceAttributes,
  blocks: [block("locals"), block("lifecycle"), block("connection"), block("provisioner", "type"), block("_")],
};

export const dataSchema: BodySchema = {
  attributes: resourceAttributes,
  blocks: [block("lifecycle"), block("locals"), block("_")],
};

export const lifecycleSchema: BodySchema = {
  attributes: attributes("create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"),
  blocks: [block("precondition"), block("postcondition")],
};

export const provisionerSchema: BodySchema = {
  attributes: attributes("when", "on_failure"),
  blocks: [block("_"), block("connection"), block("lifecycle"), block("locals")],
};

export const movedSchema: BodySchema = { attributes: attributes("from!", "to!"), blocks: [] };

export const removedSchema: BodySchema = {
  attributes: attributes("from!"),
  blocks: [block("connection"), block("lifecycle"), block("provisioner", "type")],
};

export const removedLifecycleSchema: BodySchema = { attributes: attributes("destroy"), blocks: [] };

export const importSchema: BodySchema = { attributes: attributes("provider", "for_each", "id!", "to!"), blocks: [] };

export const checkSchema: BodySchema = { attributes: [], blocks: [block("data", "type", "name"), block("assert")] };

/** An override may leave out what its base has. */
export const forOverride = (schema: BodySchema): BodySchema => ({ ...schema, attributes: schema.attributes.map(({ name }) => ({ name })) });
