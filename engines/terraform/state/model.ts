import type { Value } from "#engines/hcl";
import type { ResourceAddress } from "../addresses.ts";

/** What Terraform remembers between applies: https://developer.hashicorp.com/terraform/language/state */
export type State = {
  /** By address of the instance. */
  readonly resources: ReadonlyMap<string, StateResource>;
  readonly outputs: ReadonlyMap<string, StateOutput>;
};

export type StateResource = {
  readonly address: ResourceAddress;
  /** `provider["registry.terraform.io/hashicorp/aws"].east` */
  readonly provider: string;
  readonly current?: StateObject;
  /** Objects that were replaced and not deleted yet, by their keys. */
  readonly deposed: ReadonlyMap<string, StateObject>;
};

export type StateObject = {
  /** As the state has it, before a schema says what its types are. Sensitive parts are marked. */
  readonly attributes: Value;
  readonly tainted: boolean;
  readonly createBeforeDestroy: boolean;
  /** Addresses, without instance keys, of the resources this one was made with. */
  readonly dependencies: readonly string[];
};

export type StateOutput = { readonly value: Value; readonly sensitive: boolean };

export const emptyState: State = { resources: new Map(), outputs: new Map() };
