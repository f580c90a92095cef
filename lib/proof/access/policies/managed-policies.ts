// AWS's own policies, by ARN, from data/managed-policies.txt: scripts/managed-policies.mjs writes it, a line a policy. AWS adds policies
// and new versions of them every week: one that the data does not have may still exist.

import { readFileSync } from 'node:fs';
import { closest } from '../../../closest';
import { dataFile } from '../../data-file';
import { arnComponents, type Json } from '../../template';

/** What a path or a name of IAM is made of: anything else would be looked for in the middle of a line. */
const NAME = /^[\w+=,.@/-]+$/;

/** A file is read once a process, and only when a template names a policy of AWS's. */
const READ = new Map<string, Buffer>();

/** The name of a policy of AWS's with its path, `service-role/AWSLambdaBasicExecutionRole`; undefined for an ARN of anything else. */
export function awsPolicyName(arn: string): string | undefined {
  const [, , service, , account, resource = ''] = arnComponents(arn) ?? [];
  const [, name] = /^policy\/(.+)$/s.exec(resource) ?? [];
  return service === 'iam' && account === 'aws' ? name : undefined;
}

export class ManagedPolicies {
  private readonly parsed = new Map<string, Json | undefined>();

  /** @param path of `managed-policies.txt`; by default the one in this package's data */
  public constructor(private readonly path?: string) {}

  /** Of the newest policy in the data: `2026-09-30`. */
  public get date(): string {
    const { file } = this;
    const header = file.toString('utf8', 0, file.indexOf('\n'));
    return (JSON.parse(header.slice(header.indexOf('\t') + 1)) as { readonly date: string }).date;
  }

  /** Undefined for a policy that is not AWS's, and for one that the data does not have. */
  public document(arn: string): Json | undefined {
    const name = awsPolicyName(arn);
    if (name === undefined) return undefined;
    if (this.parsed.has(arn)) return this.parsed.get(arn);
    const text = this.line(name);
    const made = text === undefined ? undefined : (JSON.parse(inPartition(text, arnComponents(arn)?.[1] ?? 'aws')) as Json);
    this.parsed.set(arn, made);
    return made;
  }

  /** What was meant by a name that the data does not have: the same one under another path, or else the closest. */
  public suggestion(name: string): string | undefined {
    const all = [...this.file.toString('utf8').matchAll(/^([^#\t\n][^\t\n]*)\t/gm)].map(([, one = '']) => one);
    const last = (one: string) => one.slice(one.lastIndexOf('/') + 1);
    return all.find((one) => last(one) === last(name)) ?? closest(name, all);
  }

  /** The third field of a policy's line. */
  private line(name: string): string | undefined {
    if (!NAME.test(name)) return undefined;
    const { file } = this;
    const begin = file.indexOf(`\n${name}\t`);
    if (begin < 0) return undefined;
    const version = file.indexOf('\t', begin) + 1;
    const document = file.indexOf('\t', version) + 1;
    return file.toString('utf8', document, file.indexOf('\n', document));
  }

  private get file(): Buffer {
    const path = this.path ?? dataFile('data', 'managed-policies.txt');
    const known = READ.get(path) ?? readFileSync(path);
    READ.set(path, known);
    return known;
  }
}

/** The data has the policies as they are in the partition `aws`; in another one the ARNs in them are of that one. */
function inPartition(text: string, partition: string): string {
  return partition === 'aws' ? text : text.replaceAll('"arn:aws:', () => `"arn:${JSON.stringify(partition).slice(1, -1)}:`);
}

/** Those of this package's data. */
export const MANAGED_POLICIES = new ManagedPolicies();
