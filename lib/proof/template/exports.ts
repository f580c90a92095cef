// Values that a stack shares with others. Fn::ImportValue finds an export only in the same account and Region. Fn::GetStackOutput may name
// another Region and a role of another account.

import { deployedName, type Stack } from './stack';
import { type Json, type JsonObject, own } from './template';

export interface Shared {
  readonly stackName: string;
  readonly value: Json;
}

export class Exports {
  private exported: Map<string, Shared | undefined> | undefined;
  private deployed: Map<string, Stack | undefined> | undefined;

  public constructor(
    private readonly stacks: ReadonlyMap<string, Stack>,
    private readonly resolve: (stackName: string, value: Json) => Json | undefined,
  ) {}

  /** Undefined if no stack in the account and Region exports it, or if several do. */
  public imported(importer: Stack, name: string): Shared | undefined {
    if (this.exported === undefined) {
      // Set before it is filled: an export whose name is imported must not fill it again.
      const exported = new Map<string, Shared | undefined>();
      this.exported = exported;
      for (const stack of this.stacks.values()) {
        for (const output of Object.values((own(stack.template, 'Outputs') ?? {}) as JsonObject)) {
          const exportName = own(own(output, 'Export'), 'Name');
          const value = own(output, 'Value');
          if (exportName === undefined || value === undefined) continue;
          const exportedAs = this.resolve(stack.name, exportName);
          if (typeof exportedAs !== 'string') continue;
          const key = keyOf(stack, exportedAs);
          exported.set(key, exported.has(key) ? undefined : { stackName: stack.name, value });
        }
      }
    }
    return this.exported.get(keyOf(importer, name));
  }

  public output(reader: Stack, { name, output, region, role }: Readonly<Record<string, string>>): Shared | undefined {
    if (this.deployed === undefined) {
      this.deployed = new Map();
      for (const stack of this.stacks.values()) {
        const key = keyOf(stack, deployedName(stack, this.stacks));
        this.deployed.set(key, this.deployed.has(key) ? undefined : stack);
      }
    }
    const account = role === undefined ? reader.place.account : role.split(':')[4];
    if (name === undefined || output === undefined || account === undefined) return undefined;
    const place = { ...reader.place, account, region: region ?? reader.place.region };
    const stack = this.deployed.get(keyOf({ place }, name));
    const value = own(own(own(stack?.template, 'Outputs'), output), 'Value');
    return stack === undefined || value === undefined ? undefined : { stackName: stack.name, value };
  }
}

function keyOf({ place }: Pick<Stack, 'place'>, name: string): string {
  return `${place.account}\n${place.region}\n${name}`;
}
