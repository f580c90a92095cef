// Finds the resource that a policy protects, by any name in the template: Ref, ARN, name, URL, or a function name with a version. A name that
// only the deployment knows may mean any resource of the type.

import { getOrAdd } from '../../collections';
import { matches, pattern } from '../../iam';
import { own, type Resource, type TemplateSet, texts } from '../../template';
import type { PolicyTarget } from './policy-places';
import { mayBeOneOf, type Names, namesOf } from './resource-names';
import type { StatementText } from './statement-text';

export interface Targets {
  readonly certain: readonly Resource[];
  /** Possible resources. It may also be one outside the templates. */
  readonly possible: readonly Resource[];
}

const NOTHING: Targets = { certain: [], possible: [] };

/** Types that a policy may name instead of another resource, with the property that names that resource. */
const STAND_INS: { readonly [type: string]: readonly (readonly [type: string, property: string])[] } = {
  // A request to a version or alias is a request to the function (Lambda Developer Guide: versions, aliases).
  'AWS::Lambda::Function': [
    ['AWS::Lambda::Alias', 'FunctionName'],
    ['AWS::Lambda::Version', 'FunctionName'],
  ],
  // Ref gives the secret's ARN (CloudFormation: AWS::SecretsManager::SecretTargetAttachment, return values).
  'AWS::SecretsManager::Secret': [['AWS::SecretsManager::SecretTargetAttachment', 'SecretId']],
  'AWS::Kinesis::Stream': [['AWS::Kinesis::StreamConsumer', 'StreamARN']],
};

export class PolicyTargetIndex {
  private readonly byType = new Map<string, readonly Names[]>();
  private readonly byText = new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  private readonly standIns = new Map<string, ReadonlyMap<string, string>>();

  public constructor(private readonly templates: TemplateSet) {}

  /** The resources that a policy of `holder` protects. Its statements decide if it names none. */
  public of(holder: Resource, { type, names }: PolicyTarget, statements: readonly StatementText[]): Targets {
    if (names === undefined) return this.about(holder, type, statements);
    const each = names.map((name) => this.named(holder, type, name));
    const certain = new Set(each.flatMap((one) => one.certain));
    const possible = new Set(each.flatMap((one) => one.possible).filter((one) => !certain.has(one)));
    return { certain: [...certain], possible: [...possible] };
  }

  private named(holder: Resource, type: string, written: string): Targets {
    const name = this.itself(type, written);
    const byText = this.textsOfType(type);
    const exact = byText.get(name) ?? byText.get(unqualified(type, name)) ?? [];
    if (exact.length > 0) return this.nearest(holder, exact);
    const found = this.namesOfType(type).flatMap((names) => {
      if (!mayBeOneOf(names, name)) return [];
      const { resource, patterns } = names;
      const truths = patterns.map((one) => matches(one, name));
      return { resource, truth: truths.includes(true) ? true : truths.includes(undefined) ? undefined : false };
    });
    const certain = found.filter(({ truth }) => truth === true).map(({ resource }) => resource);
    if (certain.length > 0) return this.nearest(holder, certain);
    return { certain: [], possible: found.filter(({ truth }) => truth === undefined).map(({ resource }) => resource) };
  }

  /** Follows stand-ins to the final name. A stand-in may name another one, and in a broken template itself. */
  private itself(type: string, written: string): string {
    const standIns = this.standInsOf(type);
    const seen = new Set<string>();
    let name = written;
    for (let next = standIns.get(name); next !== undefined && !seen.has(next); next = standIns.get(name)) {
      seen.add(next);
      name = next;
    }
    return name;
  }

  /** Several stacks may have a resource with the same name, in other Regions. A policy then protects the one of its own stack. */
  private nearest(holder: Resource, found: readonly Resource[]): Targets {
    if (found.length === 1) return { certain: found, possible: [] };
    const own = found.filter(({ stackName }) => stackName === holder.stackName);
    return own.length === 1 ? { certain: own, possible: [] } : { certain: [], possible: found };
  }

  private about(holder: Resource, type: string, statements: readonly StatementText[]): Targets {
    const place = this.templates.stacks.get(holder.stackName)?.place;
    const certain: Resource[] = [];
    const possible: Resource[] = [];
    for (const { resource, known: names } of this.namesOfType(type)) {
      const other = this.templates.stacks.get(resource.stackName)?.place;
      if (place === undefined || other === undefined || !statements.some((one) => mayBeAbout(one, names))) continue;
      const isHere = matches(pattern([{ literally: `${place.account}:${place.region}` }]), `${other.account}:${other.region}`);
      if (isHere !== false)
        (place.account === other.account && place.region === other.region ? certain : possible).push(resource);
    }
    return certain.length + possible.length === 0 ? NOTHING : { certain, possible };
  }

  private namesOfType(type: string): readonly Names[] {
    return getOrAdd(this.byType, type, () => this.templates.ofType(type).map((resource) => namesOf(this.templates, resource)));
  }

  private textsOfType(type: string): ReadonlyMap<string, readonly Resource[]> {
    return getOrAdd(this.byText, type, () => {
      const made = new Map<string, Resource[]>();
      for (const { resource, texts: written } of this.namesOfType(type)) {
        for (const text of new Set(written)) getOrAdd(made, text, () => []).push(resource);
      }
      return made;
    });
  }

  private standInsOf(type: string): ReadonlyMap<string, string> {
    return getOrAdd(this.standIns, type, () => {
      const made = new Map<string, string>();
      for (const [standIn, property] of (Object.hasOwn(STAND_INS, type) ? STAND_INS[type] : undefined) ?? []) {
        for (const one of this.templates.ofType(standIn)) {
          const [name] = texts(own(one.properties, property));
          if (name === undefined) continue;
          for (const attribute of STAND_IN_ATTRIBUTES) made.set(this.templates.attributeOf(one, attribute), name);
          made.set(this.templates.refOf(one), name);
        }
      }
      return made;
    });
  }
}

const STAND_IN_ATTRIBUTES = ['Arn', 'AliasArn', 'FunctionArn', 'Id', 'ConsumerARN'];

/** Without a function’s version or alias. */
function unqualified(type: string, name: string): string {
  return type === 'AWS::Lambda::Function' ? name.replace(/:(?:[\w-]+|\$LATEST)$/, '') : name;
}

function mayBeAbout({ resources, notResources }: StatementText, names: readonly string[]): boolean {
  if (notResources.length > 0 || resources.length === 0) return true;
  return resources.some((text) => names.some((name) => matches(pattern([text]), name) !== false));
}
