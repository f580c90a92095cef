// Reads properties of resources: what they refer to, and which values only the deployment knows.

import {
  isObject,
  isSymbol,
  isSymbolic,
  type Json,
  list,
  own,
  type Resource,
  shown,
  type TemplateSet,
  text,
  flag as truth,
  whole,
} from '../template';
import type { Doubt, Match } from './answer';

/** A whole number, or the symbol or text that is there instead. */
export function integer(value: Json | undefined): number | Doubt | undefined {
  if (value === undefined) return undefined;
  const written = text(value) ?? '';
  return whole(value) ?? { symbol: isSymbolic(written) ? shown(written) : `${written} (not a number)` };
}

/** A property that is true or false. `otherwise` if the template does not set it. */
export function flag(value: Json | undefined, otherwise: boolean): Match {
  const written = text(value) ?? '';
  return truth(value, otherwise) ?? { symbol: isSymbolic(written) ? shown(written) : `${written} (neither true nor false)` };
}

/** A resource with a condition that is known only at deployment. */
export function existenceOf({ exists, id }: Resource): Match {
  return exists ?? { symbol: `the condition of ${id}` };
}

export class Directory {
  public constructor(public readonly templates: TemplateSet) {}

  /** The resource that a `Ref`, a `GetAtt` of an id, or an id in the set names. */
  public find(reference: string | undefined): Resource | undefined {
    if (reference === undefined) return undefined;
    if (!isSymbol(reference)) return this.templates.find(reference);
    const name = reference.slice(1, -1);
    return this.templates.find(name) ?? this.templates.find(name.replace(/\.\w*Id$/, ''));
  }

  /** The id in the set of the resource that a property refers to. The text itself if the resource is not in the templates. */
  public idOf(reference: string): string {
    const found = this.find(reference)?.id;
    if (found !== undefined) return found;
    return isSymbol(reference) ? reference.slice(1, -1) : shown(reference);
  }

  /** True if the reference may name any resource, for example a parameter. */
  public isOpen(reference: string): boolean {
    if (!isSymbolic(reference)) return false;
    return this.find(reference) === undefined && !this.namesMissing(reference) && !this.isDefaultOf(reference);
  }

  /** True if the reference names a resource that is missing from its stack in the set. */
  public namesMissing(reference: string): boolean {
    const [, stack, logicalId = ''] = /^\uE000([^/\uE001]+)\/([A-Za-z0-9]+)(?:\.\w+)?\uE001$/.exec(reference) ?? [];
    if (stack === undefined || !this.templates.stacks.has(stack)) return false;
    return this.templates.find(`${stack}/${logicalId}`) === undefined;
  }

  /** A block as the template writes it: `GetAtt` of a VPC's or subnet's `CidrBlock` is that property. */
  public block(value: Json | undefined): string | undefined {
    const written = text(value);
    if (written === undefined || !isSymbol(written)) return written;
    const [, id = ''] = /^(.*)\.CidrBlock$/.exec(written.slice(1, -1)) ?? [];
    const owner = this.templates.find(id);
    return text(own(owner?.properties, 'CidrBlock')) ?? written;
  }

  /** Blocks of a prefix list in the templates. Undefined for any other prefix list, such as one of AWS. */
  public prefixList(reference: string): readonly string[] | undefined {
    const resource = this.find(reference);
    if (resource?.type !== 'AWS::EC2::PrefixList') return undefined;
    return list(resource.properties.Entries).flatMap((entry) =>
      isObject(entry) ? (this.block(entry.Cidr) ?? []) : (text(entry as Json) ?? []),
    );
  }

  private isDefaultOf(reference: string): boolean {
    const [, id = ''] = /^(.*)\.Default(?:NetworkAcl|SecurityGroup)$/.exec(reference.slice(1, -1)) ?? [];
    return this.templates.find(id) !== undefined;
  }
}
