import { defaultKeys } from "../keywords.ts";
import bundled from "./ci.json" with { type: "json" };
import type { Schema, SchemaObject } from "./json-schema.ts";

const text = { type: "string" } as const;

function amended(schema: SchemaObject): SchemaObject {
  const definitions = schema.definitions ?? {};
  const job = objectOf(definitions.job_template);
  const needs = objectOf(job.properties?.needs);
  const inputs = objectOf(definitions.configInputs);
  const artifacts = objectOf(definitions.artifacts);
  const reports = objectOf(artifacts.properties?.reports);
  const inherit = objectOf(job.properties?.inherit);
  const rules = objectOf(definitions.rules);
  return {
    ...schema,
    properties: {
      ...schema.properties,
      spec: {
        type: "object",
        additionalProperties: false,
        properties: {
          inputs: { $ref: "#/definitions/configInputs" },
          include: { $ref: "#/properties/include" },
          description: { ...text, maxLength: 256 },
          // https://docs.gitlab.com/ci/yaml/#speccomponent
          component: { type: "array", items: { enum: ["name", "sha", "version", "reference"] } },
        },
      },
    },
    definitions: {
      ...definitions,
      nested_lines: { type: "array", items: lines },
      // GitLab flattens lists in lists, ten levels deep: https://docs.gitlab.com/ci/yaml/yaml_optimization/#yaml-anchors-for-scripts
      script: nested(objectOf(definitions.script)),
      optional_script: nested(objectOf(definitions.optional_script)),
      rules: { ...rules, items: { anyOf: [...(objectOf(rules.items).anyOf ?? []), { $ref: "#/definitions/rules" }] } },
      // https://docs.gitlab.com/ci/yaml/#tags: none at all takes the default's away.
      tags: { ...objectOf(definitions.tags), minItems: 0 },
      configInputs: { ...inputs, patternProperties: { ".*": { allOf: [...Object.values(inputs.patternProperties ?? {}), ruledInput] } } },
      artifacts: {
        ...artifacts,
        properties: {
          ...artifacts.properties,
          // https://docs.gitlab.com/ci/yaml/#artifactspublic
          public: { type: "boolean" },
          // https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportscoverage_report: both are needed
          reports: {
            ...reports,
            properties: {
              ...reports.properties,
              ...Object.fromEntries(olderReports.map((name) => [name, { $ref: "#/definitions/string_file_list" }])),
              coverage_report: { ...objectOf(reports.properties?.coverage_report), required: ["coverage_format", "path"] },
            },
          },
        },
      },
      job_template: {
        ...job,
        properties: {
          ...job.properties,
          // https://docs.gitlab.com/ci/yaml/#inheritdefault: whatever `default` may have
          inherit: {
            ...inherit,
            properties: {
              ...inherit.properties,
              default: { oneOf: [{ type: "boolean" }, { type: "array", items: { enum: defaultKeys } }] },
            },
          },
          environment: withVariableUrls(objectOf(job.properties?.environment)),
          needs: { ...needs, items: withOptionalPipelines(objectOf(needs.items)) },
          // https://docs.gitlab.com/ci/yaml/#dast_configuration
          dast_configuration: {
            type: "object",
            additionalProperties: false,
            properties: { site_profile: text, scanner_profile: text },
          },
        },
      },
    },
  };
}

/** Reports that GitLab takes and its editor does not know. */
const olderReports = ["api_fuzzing", "coverage_fuzzing", "cluster_image_scanning", "performance", "requirements_v2"];

const lines: SchemaObject = { anyOf: [text, { $ref: "#/definitions/nested_lines" }] };

/** A text or a list, in which there may be lists. */
const nested = (script: SchemaObject): SchemaObject => ({
  ...script,
  oneOf: (script.oneOf ?? []).map((form) => (objectOf(form).type === "array" ? { ...objectOf(form), items: lines } : form)),
});

/** https://docs.gitlab.com/ci/yaml/#environmenturl: a variable may have braces. */
const withVariableUrls = (environment: SchemaObject): SchemaObject => ({
  ...environment,
  oneOf: (environment.oneOf ?? []).map((form) => {
    const { properties, ...rest } = objectOf(form);
    if (!properties?.url) return form;
    return { ...rest, properties: { ...properties, url: { ...objectOf(properties.url), pattern: "^(https?://.+|\\$\\{?[A-Za-z_])" } } };
  }),
});

/** https://docs.gitlab.com/ci/yaml/#specinputsrules: each rule has a default, and nothing else gives one or limits it. */
const ruledInput: Schema = {
  anyOf: [
    { not: { required: ["rules"] } },
    {
      not: { anyOf: [{ required: ["default"] }, { required: ["options"] }] },
      properties: {
        rules: {
          type: "array",
          items: {
            type: "object",
            additionalProperties: false,
            properties: { if: text, options: { type: "array" }, default: true },
            required: ["default"],
          },
        },
      },
    },
  ],
};

/** https://docs.gitlab.com/ci/yaml/#needspipelinejob: a need of another pipeline may be optional too. */
function withOptionalPipelines(need: SchemaObject): SchemaObject {
  const forms = (need.oneOf ?? []).map((form) => {
    const object = objectOf(form);
    return object.properties?.pipeline ? { ...object, properties: { ...object.properties, optional: { type: "boolean" } } } : form;
  });
  return { ...need, oneOf: forms };
}

function objectOf(schema: Schema | undefined): SchemaObject {
  if (typeof schema !== "object") throw new Error("bug: the editor schema has changed its shape");
  return schema;
}

const asBundled: unknown = bundled;

/**
 * GitLab's editor schema, `app/assets/javascripts/editor/schema/ci.json` (MIT), as firecow/gitlab-ci-local bundles it at commit
 * 1e050e3be7f43b8aa366d993594f649de59894f6 of 2026-08-17, with what the documentation has gained since.
 */
export const editorSchema: SchemaObject = amended(asBundled as SchemaObject);
