// Rights to change who can access tenant data: to change the policy that protects it, or a tag that policies compare. The isolation matrix
// has most of them. The rest are rights over other resources that give access to the data, such as access points.

import type { ActionCatalogue } from '../../actions';
import { getOrAdd } from '../../collections';
import { OPEN, type RequestContext } from '../../iam';
import { type Resource, symbol } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import type { Cell, Matrix } from '../matrix/matrix';
import { comparedResourceTags } from './compared-tags';
import { arnBeside, type Edge, rightsOf } from './edge';

interface RightBesideData {
  readonly actions: readonly string[];
  /** Beginning of the ARN, from its service on. Undefined for actions without a resource. */
  readonly arn?: readonly [service: string, resource: string];
  /** Whether its ARN has no Region. */
  readonly isGlobal?: boolean;
  /** Whether there is only one in an account and Region, so that `arn` is the complete ARN. */
  readonly isOne?: boolean;
}

/** S3 User Guide: Configuring IAM policies for using access points, Managing access with S3 Access Grants; CloudWatch Logs API Reference: PutResourcePolicy. */
const BESIDE_DATA: { readonly [type: string]: readonly RightBesideData[] } = {
  'AWS::S3::Bucket': [
    { actions: ['s3:CreateAccessPoint', 's3:PutAccessPointPolicy'], arn: ['s3', 'accesspoint/'] },
    { actions: ['s3:PutMultiRegionAccessPointPolicy'], arn: ['s3', 'accesspoint/'], isGlobal: true },
    // Any registered location may contain this bucket.
    { actions: ['s3:CreateAccessGrant'], arn: ['s3', 'access-grants/default/location/'] },
    { actions: ['s3:PutAccessGrantsInstanceResourcePolicy'], arn: ['s3', 'access-grants/default'], isOne: true },
  ],
  'AWS::Logs::LogGroup': [{ actions: ['logs:PutResourcePolicy'] }],
};

export class DataAuthority {
  public constructor(
    private readonly access: Access,
    private readonly catalogue: ActionCatalogue,
    private readonly matrix: Matrix,
  ) {}

  public *edges(): Generator<Edge> {
    yield* this.inMatrix();
    for (const from of this.access.identities) for (const on of this.matrix.data) yield* this.beside(from, on);
  }

  private *inMatrix(): Generator<Edge> {
    const found = new Map<Identity, Map<string, Edge>>();
    for (const cell of this.matrix.cells) {
      const { identity: from, data: on, action, effect, because } = cell;
      if (!this.isAuthority(cell)) continue;
      const key = `${on.id}\n${action}`;
      const certain = effect === 'Allowed';
      const edges = getOrAdd(found, from, () => new Map());
      const known = edges.get(key);
      if (known === undefined || (certain && !known.certain)) edges.set(key, { from, actions: [action], on, certain, because });
    }
    for (const edges of found.values()) yield* edges.values();
  }

  /** A right over the data of other tenants too. Administration judges rights over KMS keys. */
  private isAuthority(cell: Cell): boolean {
    const { data, through, session, namesTenant, consequence } = cell;
    if (through.length > 0 || data.type.startsWith('AWS::KMS::') || (session === 'right tenant' && namesTenant)) return false;
    return consequence === 'authority' || this.retags(cell);
  }

  private retags({ identity, data, action }: Cell): boolean {
    if (this.catalogue.action(action)?.level !== 'Tagging') return false;
    const ofObjects = /Object/.test(action);
    const keys = comparedResourceTags(this.access, data, action.slice(0, action.indexOf(':')));
    if (ofObjects) return keys.some(({ isOfObject }) => isOfObject);
    const limitsTags = this.catalogue.supportsConditionKey(action, 'aws:TagKeys') === true;
    return keys.some(({ key, isOfObject }) => !isOfObject && (!limitsTags || this.mayTag(identity, data, action, key)));
  }

  /** A condition may allow other tags, but not the one that policies compare. */
  private mayTag(from: Identity, on: Resource, action: string, key: string): boolean {
    const context: RequestContext = { 'aws:TagKeys': [key], [`aws:RequestTag/${key}`]: OPEN };
    return this.access.decide(from, { action, resource: on, context }).effect !== 'Denied';
  }

  private *beside(from: Identity, on: Resource): Generator<Edge> {
    for (const { actions, arn, isGlobal, isOne } of BESIDE_DATA[on.type] ?? []) {
      const name = isOne ? '' : symbol(`beside ${on.id}`);
      const about = arn && `${arnBeside(this.access, on, arn[0], isGlobal)}${arn[1]}${name}`;
      for (const { action, certain, because } of rightsOf(
        this.access,
        from,
        actions,
        about === undefined ? {} : { arn: about },
      )) {
        yield { from, actions: [action], on, certain, because };
      }
    }
  }
}
