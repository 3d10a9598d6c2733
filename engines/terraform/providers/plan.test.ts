import { describe, expect, test } from "vitest";
import { decodeJson, mapValue, nullValue, objectValue, string, unknownValue, type Value } from "#engines/hcl";
import { conform, emptyObject, impliedType, planResource, proposedNew, providerOf } from "./index.ts";
import { memberOf } from "./objects.ts";
import { plain } from "./plain.ts";

type Members = Readonly<Record<string, unknown>>;

const aws = providerOf("hashicorp/aws");
if (!aws) throw new Error("no aws");
const { config, resources } = aws;

function schemaOf(type: string) {
  const schema = resources.get(type);
  if (!schema) throw new Error(`no ${type}`);
  return schema;
}

const read = (members: Members): Value => decodeJson(JSON.stringify(members));

/** What the provider plans; members of `unknown` are not known yet. */
function planned(type: string, written: Members, prior?: Members, more: { unknown?: readonly string[]; provider?: Members } = {}) {
  const schema = schemaOf(type);
  const known = conform(schema.block, read(written));
  const entries = known.kind === "mapping" ? [...known.entries] : [];
  const asked = objectValue(
    entries.map(([name, value]) => [name, more.unknown?.includes(name) ? unknownValue(value.type) : value] as const),
  );
  const before = prior ? conform(schema.block, read(prior)) : nullValue(impliedType(schema.block));
  const base = more.provider ? conform(config, read(more.provider)) : emptyObject(config);
  const proposed = proposedNew(schema.block, before, asked);
  const answer = planResource({ schema, prior: before, config: asked, proposed, providerConfig: base });
  return { member: (name: string) => memberOf(answer.planned, name), paths: answer.requiresReplace };
}

const shown = (value: Value | undefined): unknown => (value === undefined ? "absent" : value.kind === "unknown" ? "unknown" : plain(value));

describe("a new object", () => {
  test("has its defaults, its provider's region, and unknown what the cloud decides", () => {
    const { member } = planned("aws_sqs_queue", { name: "orders" }, undefined, { provider: { region: "eu-west-1" } });
    expect([shown(member("visibility_timeout_seconds")), shown(member("region")), shown(member("arn"))]).toEqual([
      30,
      "eu-west-1",
      "unknown",
    ]);
  });

  test("has blocks the cloud fills in only where none are written", () => {
    const written = planned("aws_instance", { metadata_options: [{ http_tokens: "required" }] }).member("metadata_options");
    expect(shown(written)).toMatchObject([{ http_tokens: "required" }]);
    expect(shown(planned("aws_instance", {}).member("metadata_options"))).toBe("unknown");
  });

  test("has zero values in attributes that may be written as blocks", () => {
    const { member } = planned("aws_route_table", { vpc_id: "vpc-1", route: [{ cidr_block: "0.0.0.0/0", gateway_id: "igw-1" }] });
    expect(shown(member("route"))).toMatchObject([{ cidr_block: "0.0.0.0/0", gateway_id: "igw-1", nat_gateway_id: "" }]);
  });

  test("never has what may only be written", () =>
    expect(shown(planned("aws_db_instance", { password_wo: "hunter22" }).member("password_wo"))).toBe(null));
});

describe("all tags", () => {
  const provider = { default_tags: [{ tags: { Owner: "larder", Name: "none" } }] };
  test("are the default ones overlaid with the resource's own", () =>
    expect(shown(planned("aws_vpc", { tags: { Name: "main" } }, undefined, { provider }).member("tags_all"))).toEqual({
      Name: "main",
      Owner: "larder",
    }));

  test("are unknown while a tag is", () =>
    expect(shown(planned("aws_vpc", {}, undefined, { provider, unknown: ["tags"] }).member("tags_all"))).toBe("unknown"));

  test("become none when the last tag goes", () =>
    expect(shown(planned("aws_vpc", {}, { id: "vpc-1", tags: { a: "b" }, tags_all: { a: "b" } }).member("tags_all"))).toEqual({}));
});

describe("an object that is there", () => {
  const instance = { id: "i-1", ami: "ami-1", instance_type: "t3.micro", public_ip: "198.51.100.7", region: "us-east-1" };
  test("keeps what the cloud computed", () => {
    const { member, paths } = planned("aws_instance", { ami: "ami-1", instance_type: "t3.micro", tags: { a: "b" } }, instance);
    expect([shown(member("public_ip")), paths]).toEqual(["198.51.100.7", []]);
  });

  test("gets anew what depends on what changed", () => {
    const { member, paths } = planned("aws_instance", { ami: "ami-1", instance_type: "t3.large" }, instance);
    expect([shown(member("public_ip")), paths]).toEqual(["unknown", []]);
  });

  test.each<{ why: string; type: string; written: Members; prior: Members; paths: unknown }>([
    {
      why: "another image replaces it",
      type: "aws_instance",
      written: { ami: "ami-2", instance_type: "t3.micro" },
      prior: instance,
      paths: [["ami"]],
    },
    {
      why: "other user data does where that is asked for",
      type: "aws_instance",
      written: { ami: "ami-1", instance_type: "t3.micro", user_data: "b", user_data_replace_on_change: true },
      prior: { ...instance, user_data: "a" },
      paths: [["user_data"]],
    },
    {
      why: "otherwise not",
      type: "aws_instance",
      written: { ami: "ami-1", instance_type: "t3.micro", user_data: "b" },
      prior: { ...instance, user_data: "a" },
      paths: [],
    },
    {
      why: "a state of before regions is none",
      type: "aws_instance",
      written: { ami: "ami-1", instance_type: "t3.micro" },
      prior: { ...instance, region: null },
      paths: [],
    },
    {
      why: "a set of blocks is named as a whole",
      type: "aws_instance",
      written: { ami: "ami-1", instance_type: "t3.micro", ebs_block_device: [{ device_name: "/dev/sdg" }] },
      prior: { ...instance, ebs_block_device: [{ device_name: "/dev/sdf" }] },
      paths: [["ebs_block_device"]],
    },
  ])("$why", ({ type, written, prior, paths }) => expect(planned(type, written, prior).paths).toEqual(paths));

  test("an unknown always counts as another value", () =>
    expect(
      planned(
        "aws_subnet",
        { cidr_block: "10.0.0.0/24" },
        { id: "s", vpc_id: "vpc-1", cidr_block: "10.0.0.0/24", ipv6_native: false },
        { unknown: ["vpc_id"] },
      ).paths,
    ).toEqual([["vpc_id"]]));
});

test("a set keeps the computed parts of elements that are written as before", () => {
  const disk = { device_name: "/dev/sdf", volume_id: "vol-1" };
  const { member } = planned("aws_instance", { ebs_block_device: [{ device_name: "/dev/sdf" }] }, { id: "i-1", ebs_block_device: [disk] });
  expect(shown(member("ebs_block_device"))).toMatchObject([{ volume_id: "vol-1" }]);
});

test("the sensitive parts of a state stay marked when they are given their schema's types", () => {
  const marked = objectValue([["tags", { ...mapValue(string, []), marks: new Set(["sensitive"]) }]]);
  expect(memberOf(conform(schemaOf("aws_vpc").block, marked), "tags")?.marks.has("sensitive")).toBe(true);
});
